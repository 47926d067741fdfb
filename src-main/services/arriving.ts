/** The bodies of uploads as they arrive, none of them longer than it may be. */

import type { Readable } from 'node:stream';
import { badInput, count } from '../contract/index.ts';
import type { Claim } from './disk-room.ts';

/** What a file holds at most whose size was not said beforehand: 16 GiB. */
const maxUnsaidBytes = 2 ** 34;
/** Such a file claims room on the disk in portions. */
const portionBytes = 16 * 1_048_576;

/** A stream's pieces. The stream stays open when its reader stops early: its sender is still to be told why. */
const piecesOf = (body: Readable): AsyncIterable<Buffer> => body.iterator({ destroyOnReturn: false });

/**
 * A file of a size that was said, and claimed.
 * @throws IsthmusError `bad_input` where it is longer or shorter
 */
export async function* said(body: Readable, length: number, claim: Claim): AsyncGenerator<Buffer> {
  let left = length;
  for await (const piece of piecesOf(body)) {
    left -= piece.length;
    if (left < 0) break;
    claim.use(piece.length);
    yield piece;
  }
  if (left !== 0) throw badInput('This file is of another size than was said: send it again.');
}

/**
 * A file whose size was not said, which claims room as it arrives.
 * @throws IsthmusError `bad_input` where it is larger than such a file may be, `disk_full` where the disk has no more room
 */
export async function* unsaid(body: Readable, claim: Claim): AsyncGenerator<Buffer> {
  let arrived = 0;
  let room = 0;
  for await (const piece of piecesOf(body)) {
    arrived += piece.length;
    if (arrived > maxUnsaidBytes) {
      const most = count(maxUnsaidBytes / 2 ** 30);
      throw badInput(`A file is sent with its size where it is of more than ${most} GiB.`);
    }
    if (room < piece.length) {
      const more = Math.max(portionBytes, piece.length);
      await claim.grow(more);
      room += more;
    }
    claim.use(piece.length);
    room -= piece.length;
    yield piece;
  }
}

/**
 * All of a body at once.
 * @throws IsthmusError `bad_input` where it is longer or shorter than promised
 */
export async function readWhole(body: Readable, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let arrived = 0;
  for await (const chunk of piecesOf(body)) {
    arrived += chunk.length;
    if (arrived > length) break;
    chunks.push(chunk);
  }
  if (arrived !== length) throw badInput('These files did not arrive whole: send them again.');
  return Buffer.concat(chunks, length);
}

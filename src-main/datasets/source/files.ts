import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { badInput } from '../../contract/index.ts';
import { shown } from '../text.ts';
import { readingError, type Entry } from './tree.ts';

/** A file's whole content. */
export async function readEntry(entry: Entry): Promise<Buffer> {
  try {
    return await readFile(entry.location);
  } catch (error) {
    throw readingError(error, shown(entry.name));
  }
}

/** A file's content in pieces, unpacked where it is gzipped (told by its first bytes, not by its name). */
export async function* readPieces(entry: Entry, packed: boolean): AsyncIterable<Buffer> {
  const file = createReadStream(entry.location, { highWaterMark: 1 << 20 });
  const pieces = packed ? pipeline(file, createGunzip({ chunkSize: 1 << 20 }), () => undefined) : file;
  try {
    for await (const piece of pieces) yield piece as Buffer;
  } catch (error) {
    throw unpackingError(error, entry.name) ?? readingError(error, shown(entry.name));
  } finally {
    file.destroy();
  }
}

/** The first bytes of a file's content, at most `length` of them. */
export async function readStart(entry: Entry, packed: boolean, length: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let total = 0;
  for await (const piece of readPieces(entry, packed)) {
    pieces.push(piece);
    total += piece.length;
    if (total >= length) break;
  }
  return Buffer.concat(pieces).subarray(0, length);
}

/** Whether a file is gzipped. */
export async function isPacked(entry: Entry): Promise<boolean> {
  const start = await readStart(entry, false, 2);
  return start[0] === 0x1f && start[1] === 0x8b;
}

/**
 * The same bytes in pieces of whole items.
 * @param itemBytes the length of one item; what is left over at the end is dropped
 * @param most how many items a piece may hold
 */
export async function* regroup(
  pieces: AsyncIterable<Buffer>,
  itemBytes: number,
  most: number,
): AsyncIterable<Buffer> {
  const block = Buffer.allocUnsafe(itemBytes * most);
  let filled = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const copied = piece.copy(block, filled, at);
      at += copied;
      filled += copied;
      if (filled === block.length) {
        yield block;
        filled = 0;
      }
    }
  }
  const whole = filled - (filled % itemBytes);
  if (whole > 0) yield block.subarray(0, whole);
}

function unpackingError(thrown: unknown, name: string): Error | null {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  if (code === 'Z_BUF_ERROR') {
    return badInput(`${shown(name)} was cut off in the middle: copy or download it again.`);
  }
  if (code?.startsWith('Z_')) return badInput(`${shown(name)} is damaged gzip: copy or download it again.`);
  return null;
}

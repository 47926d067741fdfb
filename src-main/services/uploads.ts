import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { counted, IsthmusError, badInput, type Handlers } from '../contract/index.ts';
import { newId } from '../store/ids.ts';
import { scratchFolder } from '../store/paths.ts';
import { removeFolders } from '../store/tidy.ts';
import { readWhole, said, unsaid } from './arriving.ts';
import type { Context } from './context.ts';
import { DiskRoom } from './disk-room.ts';

interface Upload {
  folder: string;
  name: string;
  /** Null until the upload is finished. */
  names: string[] | null;
  touched: number;
}

const keptMs = 24 * 3_600_000;
const maxFiles = 2_000_000;
/** What is held in memory at most for one group of files. */
const maxGroupBytes = 8 * 1_048_576;

/** Files on their way from a browser: numbered on disk, named by text only. */
export class Uploads {
  readonly #context: Context;
  readonly #uploads = new Map<string, Upload>();
  readonly #room: DiskRoom;
  #parts = 0;

  constructor(context: Context) {
    this.#context = context;
    this.#room = new DiskRoom(context.paths.uploads);
  }

  async open(): Promise<string> {
    const now = Date.now();
    for (const [id, { touched }] of this.#uploads) if (now - touched > keptMs) await this.discard(id);
    const id = newId();
    const folder = scratchFolder(this.#context.paths.uploads, id, this.#context.owner);
    await mkdir(folder, { mode: 0o700 });
    this.#uploads.set(id, { folder, name: '', names: null, touched: now });
    return id;
  }

  /**
   * Writes one file as it arrives; of two of the same number the one that is whole last stays.
   * @param length its size where the sender said so, to refuse early what cannot fit
   * @throws IsthmusError `disk_full`; `not_found` where the upload is unknown; `bad_input` where it is finished, or the file
   *   is of another size than was said, or too large to say nothing of it
   */
  async receive(id: string, number: number, body: Readable, length: number | null): Promise<void> {
    const upload = this.#get(id);
    this.#makeReady(upload, number);
    const claim = await this.#room.claim(length ?? 0);
    try {
      await this.#write(id, number, length === null ? unsaid(body, claim) : said(body, length, claim));
    } finally {
      claim.release();
    }
  }

  /**
   * Writes small files that came in one body, one after the other, under the numbers from `first` on: a browser takes
   * longer over a request than over a small file.
   * @param sizes of each file, in bytes
   * @throws IsthmusError as `receive` does, and `bad_input` where the body is of another size than its files together
   */
  async receiveGroup(id: string, first: number, sizes: readonly number[], body: Readable): Promise<void> {
    const upload = this.#get(id);
    const length = sizes.reduce((sum, size) => sum + size, 0);
    if (length > maxGroupBytes) throw badInput('Files this large are sent one by one.');
    this.#makeReady(upload, first + sizes.length - 1);
    const claim = await this.#room.claim(length);
    try {
      const bytes = await readWhole(body, length);
      let start = 0;
      for (const [i, size] of sizes.entries()) {
        await this.#write(id, first + i, bytes.subarray(start, start + size));
        claim.use(size);
        start += size;
      }
    } finally {
      claim.release();
    }
  }

  /** Writes a file under a name of its own until it is whole. */
  async #write(id: string, number: number, body: AsyncIterable<Buffer> | Buffer): Promise<void> {
    const { folder } = this.#get(id);
    const part = join(folder, `${number}.${++this.#parts}.part`);
    try {
      await writeFile(part, body, { mode: 0o600 });
      // What was finished meanwhile may be read by an import by now.
      this.#refuseFinished(this.#get(id));
      await rename(part, join(folder, String(number)));
    } catch (error) {
      await rm(part, { force: true });
      // A folder that went with its upload is no fault of ours.
      this.#get(id);
      throw error;
    }
  }

  #refuseFinished({ names }: Upload): void {
    if (names !== null) throw badInput('This upload is finished: open a new one.');
  }

  #makeReady(upload: Upload, lastNumber: number): void {
    this.#refuseFinished(upload);
    if (lastNumber >= maxFiles) {
      throw badInput(`An upload holds at most ${counted(maxFiles, 'file')}.`);
    }
    upload.touched = Date.now();
  }

  /** @throws IsthmusError `bad_input` where a file has not arrived */
  async finish(id: string, name: string, names: string[]): Promise<void> {
    const upload = this.#get(id);
    const arrived = new Set(await readdir(upload.folder));
    const absent = names.findIndex((_, number) => !arrived.has(String(number)));
    if (absent >= 0) throw badInput(`${names[absent]} has not arrived whole: send the files again.`);
    Object.assign(upload, { name, names, touched: Date.now() });
  }

  finished(id: string): { folder: string; name: string; names: string[] } {
    const { folder, name, names } = this.#get(id);
    if (names === null) throw badInput('The files have not all arrived yet: wait for the upload to finish.');
    return { folder, name, names };
  }

  /** Forgets an upload; one that is not there is as good as forgotten. */
  async discard(id: string): Promise<void> {
    const upload = this.#uploads.get(id);
    this.#uploads.delete(id);
    if (upload) await removeFolders([upload.folder]);
  }

  #get(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (!upload) throw new IsthmusError('not_found', 'The files are not here any more: drop them again.');
    return upload;
  }
}

type Calls = 'uploads.open' | 'uploads.finish' | 'uploads.discard';

export function uploadHandlers(uploads: Uploads): Pick<Handlers, Calls> {
  return {
    'uploads.open': async () => ({ upload: await uploads.open() }),
    async 'uploads.finish'({ upload, name, files }) {
      await uploads.finish(upload, name, files);
      return null;
    },
    async 'uploads.discard'({ upload }) {
      await uploads.discard(upload);
      return null;
    },
  };
}

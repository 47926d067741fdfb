/**
 * Exports: files that NumPy, spreadsheets and others open, written into a folder whole or not at all. They read what
 * was kept and compute nothing.
 */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { IsthmusError, badInput, toIsthmusError, type ExportedFile } from '../../contract/index.ts';
import { makeFolder } from '../../store/folders.ts';
import { isAlive } from '../../store/processes.ts';

/** A file that has been written, under the name it will have. */
export interface Written {
  name: string;
  shape: number[];
}

const scratchName = /^\.isthmus-export-(\d+)\.part$/;

/**
 * Writes several files into a folder as one: they are made in a hidden folder inside of it and moved out when all
 * are whole and on the disk. When that fails nothing is left behind, not even a folder made for it.
 * @throws IsthmusError `bad_input` where the folder cannot be made or written, `disk_full` where it does not fit
 */
export async function writeFolder(
  to: string,
  write: (scratch: string) => Promise<Written[]>,
): Promise<z.infer<typeof ExportedFile>[]> {
  const made = await makeFolder(to);
  const scratch = join(to, `.isthmus-export-${process.pid}.part`);
  try {
    await sweep(to);
    await mkdir(scratch);
    const written = await write(scratch);
    for (const { name } of written) await refuseInTheWay(join(to, name));
    const files: z.infer<typeof ExportedFile>[] = [];
    for (const { name, shape } of written) {
      const sha256 = await settle(join(scratch, name));
      files.push({ path: join(to, name), shape, sha256 });
    }
    for (const { name } of written) await rename(join(scratch, name), join(to, name));
    await rm(scratch, { recursive: true });
    return files;
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    if (made !== undefined) await removeEmpty(to, made);
    const { code, detail } = toIsthmusError(error);
    if (code !== 'disk_full') throw error;
    throw new IsthmusError(
      code,
      `The disk is full where ${to} is: free some space, or choose another folder.`,
      detail,
    );
  }
}

/** Removes what an export left here whose process was killed. */
async function sweep(to: string): Promise<void> {
  for (const name of await readdir(to)) {
    const pid = Number(scratchName.exec(name)?.[1] ?? NaN);
    if (Number.isNaN(pid) || (pid !== process.pid && isAlive(pid))) continue;
    await rm(join(to, name), { recursive: true, force: true });
  }
}

async function refuseInTheWay(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found && !found.isFile()) throw badInput(`${path} is in the way of the export: choose another folder.`);
}

/** Brings a file onto the disk and hashes it. */
async function settle(path: string): Promise<string> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Takes back the folders made for an export that failed, as far as nobody has put anything there. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  try {
    await rmdir(folder);
    if (folder !== top) await removeEmpty(dirname(folder), top);
  } catch {
    // Not empty: it is somebody else's now.
  }
}

import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** The first day a zip can name: the same files give the same bytes. */
const noDate = new Date(1980, 0, 1);

/**
 * Puts files side by side into one zip, stored as they are: codes hardly shrink, and the zip goes no further
 * than a browser.
 */
export async function writeZip(to: string, files: readonly string[]): Promise<void> {
  const zip = new ZipFile();
  for (const file of files) {
    zip.addFile(file, basename(file), {
      mtime: noDate,
      mode: 0o100644,
      compress: false,
      forceDosTimestamp: true,
    });
  }
  const written = pipeline(zip.outputStream, createWriteStream(to));
  const failed = new Promise<never>((_, fail) => zip.once('error', fail));
  zip.end();
  await Promise.race([written, failed]);
}

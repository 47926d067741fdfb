import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

const largest = 1_000_000;

export type Log = (line: string) => void;

/** Writes lines to `isthmus.log` in a folder; when it has grown to a megabyte it makes way, and one older is kept. */
export function openLog(folder: string): Log {
  const file = join(folder, 'isthmus.log');
  return (line) => {
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largest) {
        renameSync(file, join(folder, 'isthmus.1.log'));
      }
      appendFileSync(file, `${new Date().toISOString()} ${process.pid} ${line.trimEnd()}\n`);
    } catch {
      // A log that cannot be written (a full disk) must not be what ends the program.
    }
  };
}

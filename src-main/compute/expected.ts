import { stat } from 'node:fs/promises';
import { badInput } from '../contract/index.ts';
import { hashFile } from '../store/arrays.ts';
import type { ExpectedFile, JobContext } from './protocol.ts';

/** Files whose every byte was right, by path, with their size and time: they are not read again until they change. */
const right = new Map<string, string>();

/**
 * Reads files to their ends and holds them against their records, before anything is made of them.
 * @throws IsthmusError `bad_input` naming the first that is not as it was written; `cancelled`
 * Cost: reads each once a process; about a second for 1 GB
 */
export async function checkExpected(files: readonly ExpectedFile[], context: JobContext): Promise<void> {
  for (const { path, what, sha256, remedy } of files) {
    const { size, mtimeMs } = await stat(path);
    const version = `${size} ${mtimeMs} ${sha256}`;
    if (right.get(path) === version) continue;
    context.report({ fraction: null, phase: 'Checking the files', seconds_left: null });
    if ((await hashFile(path, context.signal)) !== sha256) throw badInput(`${what} is damaged: ${remedy}.`);
    right.set(path, version);
  }
}

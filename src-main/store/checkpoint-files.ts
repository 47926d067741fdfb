import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { WritableDb } from './database.ts';
import type { HomePaths } from './paths.ts';
import { parsedJson } from './rows.ts';
import { checkpointOf, keepCheckpoint } from './runs.ts';

/** What `compute/checkpoints.ts` writes at the end of each checkpoint, as far as it is of use here. */
const Kept = z.object({ history: z.array(z.unknown()) });

/**
 * Makes the record of a run agree with its checkpoint, where its training ended early: of the last one the compute process may
 * have died before it told. A folder in which no checkpoint came to be is removed.
 */
export function settleCheckpoint(db: WritableDb, paths: HomePaths, run: string): void {
  const folder = join(paths.checkpoints, run);
  const file = join(folder, 'checkpoint.json');
  const told = checkpointOf(db, run);
  if (!existsSync(file)) {
    if (told === null) rmSync(folder, { recursive: true, force: true });
    return;
  }
  const kept = Kept.safeParse(parsedJson(readFileSync(file, 'utf8')));
  if (kept.success && kept.data.history.length !== told) {
    keepCheckpoint(db, run, kept.data.history.length);
  }
}

import { readdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetIds } from './datasets.ts';
import { transact, type WritableDb } from './database.ts';
import { livingOwners } from './owners.ts';
import { scratchOwner, type HomePaths } from './paths.ts';
import { interruptRuns, runIds } from './runs.ts';

/**
 * Tidies up after processes that ended in the middle of something: their runs are marked as interrupted, and
 * folders that no record and no living process knows are returned, for {@link removeFolders}.
 */
export function tidyUp(db: WritableDb, paths: HomePaths): { interrupted: string[]; folders: string[] } {
  return transact(db, () => {
    const living = livingOwners(paths.owners);
    const abandoned = (parent: string, known: ReadonlySet<string>): string[] =>
      readdirSync(parent)
        .filter((name) => {
          const owner = scratchOwner(name);
          return owner === null ? !known.has(name) : !living.has(owner);
        })
        .map((name) => join(parent, name));
    const nothing = new Set<string>();
    return {
      interrupted: interruptRuns(db, living, endedUnder),
      folders: [
        ...abandoned(paths.datasets, datasetIds(db)),
        ...abandoned(paths.runs, runIds(db)),
        ...abandoned(paths.checkpoints, runIds(db)),
        ...abandoned(paths.uploads, nothing),
        ...abandoned(paths.exports, nothing),
      ],
    };
  });
}

/** What to say of a run that its process left behind. */
function endedUnder(checkpoint: number | null): string {
  return `The program ended while this ran; ${goOn(checkpoint)}.`;
}

/** How a run that ended too early can be had after all: "resume it to continue after epoch 12". */
export function goOn(checkpoint: number | null): string {
  if (checkpoint === null) return 'start it again';
  return checkpoint === 0
    ? 'resume it to continue in its first epoch'
    : `resume it to continue after epoch ${checkpoint}`;
}

/** Removes folders; what cannot be removed now is swept at the next start. */
export async function removeFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/**
 * Gives a finished folder its lasting name and records it, as one: if the record cannot be written, the folder
 * goes back to its scratch name.
 */
export function keepFolder(db: WritableDb, scratch: string, lasting: string, record: () => void): void {
  let renamed = false;
  try {
    transact(db, () => {
      renameSync(scratch, lasting);
      renamed = true;
      record();
    });
  } catch (error) {
    if (renamed) renameSync(lasting, scratch);
    throw error;
  }
}

/**
 * Puts finished files of a scratch folder in place of those of the same names and records them, as one: if the record cannot
 * be written, all files go back to where they were.
 * @param own what matches it in the lasting folder, and is not among the new, goes too
 */
export function replaceFiles(
  db: WritableDb,
  { from, to, files, own }: { from: string; to: string; files: readonly { name: string }[]; own?: RegExp },
  record: () => void,
): void {
  const moves: [before: string, after: string][] = [];
  const move = (before: string, after: string): void => {
    renameSync(before, after);
    moves.push([before, after]);
  };
  try {
    transact(db, () => {
      record();
      const fresh = new Set(files.map(({ name }) => name));
      for (const name of readdirSync(to)) {
        if (fresh.has(name) || own?.test(name) === true) move(join(to, name), join(from, `${name}.before`));
      }
      for (const name of fresh) move(join(from, name), join(to, name));
    });
  } catch (error) {
    for (const [before, after] of moves.toReversed()) renameSync(after, before);
    throw error;
  }
}

/** The scratch folders of one owner, for when it ends in good order. */
export function scratchOf(paths: HomePaths, owner: string): string[] {
  return [paths.datasets, paths.runs, paths.checkpoints, paths.uploads, paths.exports].flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => scratchOwner(name) === owner)
      .map((name) => join(parent, name)),
  );
}

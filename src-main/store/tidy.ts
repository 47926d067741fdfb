import { readdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toIsthmusError } from '../contract/index.ts';
import { syncFolder } from './arrays.ts';
import { sweepCopies } from './backups.ts';
import { settleCheckpoint } from './checkpoint-files.ts';
import { endChanges, openChanges, type Home } from './changes.ts';
import { datasetIds } from './datasets.ts';
import { transact } from './database.ts';
import { livingOwners } from './owners.ts';
import { scratchOwner, type HomePaths } from './paths.ts';
import { writeMissingRecord } from './record-files.ts';
import { interruptRuns, runIds, runsOfDead } from './runs.ts';

/** What tidying up found. */
export interface Tidied {
  /** Runs that their processes left behind. */
  interrupted: string[];
  /** Folders that are kept and that no record knows, below the home: `runs/k3f9`. */
  unknown: string[];
  /** Settles when what was left behind is removed. */
  ended: Promise<void>;
}

/**
 * Tidies up after processes that ended in the middle of something: their runs are marked as interrupted, their changes are
 * ended, and folders whose names say that they were made by one of them, and not finished, are removed. Nothing else is.
 */
export function tidyUp(home: Omit<Home, 'owner'>): Tidied {
  const { store, paths, log } = home;
  return transact(store.write, () => {
    const living = livingOwners(paths.owners);
    const isDead = (owner: string | null): boolean => owner !== null && !living.has(owner);
    const scratch = scratchParents(paths).flatMap((parent) =>
      readdirSync(parent)
        .filter((name) => isDead(scratchOwner(name)))
        .map((name) => join(parent, name)),
    );
    const changes = openChanges(paths, log);
    const dead = changes.filter(({ owner }) => isDead(owner));
    // A disk that fails is no reason not to start.
    const attempt = (what: string, work: () => void): void => {
      try {
        work();
      } catch (error) {
        log(`${what}: ${toIsthmusError(error).detail}`);
      }
    };
    for (const run of runsOfDead(store.write, living)) {
      attempt(`run ${run}`, () => settleCheckpoint(store.write, paths, run));
    }
    for (const folder of [paths.root, paths.backups]) attempt(folder, () => sweepCopies(folder));
    return {
      interrupted: interruptRuns(store.write, living, endedUnder),
      unknown: unknownFolders(home, new Set(changes.flatMap(({ places }) => places))),
      ended: removeFolders(scratch).then(() => endChanges(home, dead)),
    };
  });
}

/** Folders without a record, but for those that are being changed; those that have one get it beside their files too. */
function unknownFolders({ store, paths }: Pick<Home, 'store' | 'paths'>, changing: Set<string>): string[] {
  const runs = runIds(store.write);
  const known = { datasets: datasetIds(store.write), runs, checkpoints: runs };
  return (['datasets', 'runs', 'checkpoints'] as const).flatMap((kind) =>
    readdirSync(paths[kind])
      .filter((name) => scratchOwner(name) === null && !changing.has(`${kind}/${name}`))
      .filter((name) => {
        if (!known[kind].has(name)) return true;
        writeMissingRecord(store.write, paths, `${kind}/${name}`);
        return false;
      })
      .map((name) => `${kind}/${name}`),
  );
}

const scratchParents = (paths: HomePaths): string[] => [
  paths.datasets,
  paths.runs,
  paths.checkpoints,
  paths.uploads,
  paths.exports,
];

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

/** Gives a finished folder its lasting name. To be called in the change that records it. */
export function settleFolder(scratch: string, lasting: string): void {
  renameSync(scratch, lasting);
  syncFolder(dirname(lasting));
}

/** The scratch folders of one owner, for when it ends in good order. */
export function scratchOf(paths: HomePaths, owner: string): string[] {
  return scratchParents(paths).flatMap((parent) =>
    readdirSync(parent)
      .filter((name) => scratchOwner(name) === owner)
      .map((name) => join(parent, name)),
  );
}

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  badInput,
  IsthmusError,
  listed,
  methodDefinition,
  toIsthmusError,
  type Handlers,
  type TrashItem,
} from '../contract/index.ts';
import { changeHome } from '../store/changes.ts';
import { deleteDataset } from '../store/datasets.ts';
import { deleteRun, ownerOfRun } from '../store/runs.ts';
import { deleteSweep } from '../store/sweeps.ts';
import {
  expiryOf,
  isExpired,
  listTrash,
  moveToTrash,
  runsWithin,
  takeFromTrash,
  type Trashed,
} from '../store/trash.ts';
import type { Context } from './context.ts';

type Calls = 'trash.list' | 'trash.restore' | 'trash.empty';
type Thing = Pick<Trashed, 'kind' | 'id' | 'dataset'>;

/** What was deleted: seen, taken back, removed for good. */
export function trashHandlers(context: Context): Pick<Handlers, Calls> {
  const { store } = context;
  return {
    'trash.list': () => Promise.all(listTrash(store.read).map((trashed) => itemOf(context, trashed))),

    async 'trash.restore'({ id }) {
      const thing = find(context, id);
      await changeHome(context, (about) => {
        about({ places: [], records: [recordOf(thing)] });
        takeFromTrash(store.write, thing.kind, id);
      });
      publish(context, thing, false);
      return null;
    },

    async 'trash.empty'({ ids }) {
      const things = ids === undefined ? listTrash(store.read) : ids.map((id) => find(context, id));
      for (const { id } of things) await removeForGood(context, id);
      return null;
    },
  };
}

/** Moves something to the trash, with what belongs to it; none of its runs is queued or running. */
export async function trash(context: Context, thing: Thing): Promise<void> {
  const { store } = context;
  await changeHome(context, (about) => {
    about({ places: [], records: [recordOf(thing)] });
    moveToTrash(store.write, thing.kind, thing.id);
  });
  publish(context, thing, true);
}

/** Removes what has been in the trash for longer than `trashDays` days; what cannot be removed now is at the next start. */
export async function removeExpired(context: Context): Promise<void> {
  for (const { id } of listTrash(context.store.read).filter((trashed) => isExpired(trashed))) {
    await removeForGood(context, id).catch((error: unknown) =>
      context.log(`trash: ${toIsthmusError(error).detail}`),
    );
  }
}

/** @throws IsthmusError `not_found` where it is in the trash no more; `bad_input` where a run of it is queued or running */
async function removeForGood(context: Context, id: string): Promise<void> {
  const { store } = context;
  await changeHome(context, (about) => {
    const thing = find(context, id);
    const runs = runsWithin(store.write, thing);
    if (runs.some((run) => ownerOfRun(store.write, run) !== null)) {
      throw badInput(`A run of ${thing.name} is still running: cancel it before emptying the trash.`);
    }
    about({
      places: [
        ...runs.flatMap((run) => [`runs/${run}`, `checkpoints/${run}`]),
        ...(thing.kind === 'datasets' ? [`datasets/${id}`] : []),
      ],
      records: thing.kind === 'sweeps' ? [recordOf(thing)] : [],
    });
    for (const run of runs) deleteRun(store.write, run);
    if (thing.kind === 'sweeps') deleteSweep(store.write, id);
    if (thing.kind === 'datasets') deleteDataset(store.write, id);
  });
}

/** @throws IsthmusError `not_found` */
function find({ store }: Context, id: string): Trashed {
  const found = listTrash(store.write).find((trashed) => trashed.id === id);
  if (found === undefined) {
    throw new IsthmusError('not_found', `There is no ${id} in the trash: \`isthmus trash\` lists what is.`);
  }
  return found;
}

/** Whose record tells of it; a sweep is in that of its dataset. */
function recordOf({ kind, id, dataset }: Thing): string {
  return kind === 'runs' ? `runs/${id}` : `datasets/${dataset}`;
}

/** Tells of something and of all runs that belong to it; of those, too, that are in the trash by themselves. */
function publish({ store, events }: Context, thing: Thing, deleted: boolean): void {
  const { kind, dataset } = thing;
  if (kind === 'datasets') events.publish('datasets.changed', { dataset, deleted });
  for (const run of runsWithin(store.read, thing)) events.publish('runs.changed', { run, dataset, deleted });
}

async function itemOf({ store, paths }: Context, trashed: Trashed): Promise<TrashItem> {
  const { kind, id, dataset, dataset_name, deleted } = trashed;
  const runs = runsWithin(store.read, trashed);
  const folders = runs.flatMap((run) => [join(paths.runs, run), join(paths.checkpoints, run)]);
  if (kind === 'datasets') folders.push(join(paths.datasets, id));
  const sizes = await Promise.all(folders.map(bytesIn));
  return {
    kind,
    id,
    name: nameOf(trashed),
    dataset: { id: dataset, name: dataset_name },
    deleted,
    expires: expiryOf(trashed).toISOString(),
    runs: runs.length,
    bytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
  };
}

/** A sweep has no name but for its methods. */
function nameOf({ name, methods }: Trashed): string {
  return methods === null
    ? name
    : `Sweep of ${listed(methods.map((method) => methodDefinition(method).title))}`;
}

/** What the files in a folder hold of the disk; 0 where there is none. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

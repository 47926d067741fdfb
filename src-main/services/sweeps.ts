import { join } from 'node:path';
import {
  badInput,
  checkDim,
  completeParams,
  dataFacts,
  methodDefinition,
  toIsthmusError,
  type CallParsed,
  type DataFacts,
  type Dataset,
  type Handlers,
  type MethodName,
  type Run,
  type Sweep,
  type SweepPoint,
  type SweepState,
} from '../contract/index.ts';
import { transact } from '../store/database.ts';
import { getDataset } from '../store/datasets.ts';
import { newId } from '../store/ids.ts';
import { deleteRun, ownerOfRun, queueRun, requeueRun, sweepRuns } from '../store/runs.ts';
import { deleteSweep, getSweep, insertSweep, listSweeps } from '../store/sweeps.ts';
import { removeFolders } from '../store/tidy.ts';
import { chooseSize } from './choice.ts';
import type { Context } from './context.ts';
import type { Queue } from './queue.ts';
import { newRun } from './runs.ts';
import { spreadOf } from './spread.ts';

type Calls = Extract<keyof Handlers, `sweeps.${string}`>;

/** Many runs by one call, and what their figures say together. */
export function sweepHandlers(context: Context, queue: Queue): Pick<Handlers, Calls> {
  const { store, paths, owner, events } = context;

  const changed = ({ id, dataset }: Run, deleted = false): void =>
    events.publish('runs.changed', { run: id, dataset, deleted });

  return {
    async 'sweeps.start'(input) {
      const dataset = getDataset(store.read, input.dataset);
      const { runs, leftOut } = planRuns(context, dataset, input);
      if (runs.length === 0) throw badInput(leftOut[0] ?? 'There is nothing to run.');
      const sweep: Sweep = {
        id: newId(),
        dataset: dataset.id,
        created: new Date().toISOString(),
        methods: [...new Set(input.methods)],
        dims: sizesOf(input),
        seeds: input.seeds,
      };
      transact(store.write, () => {
        insertSweep(store.write, sweep);
        for (const run of runs) queueRun(store.write, { ...run, sweep: sweep.id }, owner);
      });
      for (const run of runs) changed(run);
      queue.kick();
      return { sweep, left_out: leftOut };
    },

    'sweeps.list': async ({ dataset }) => listSweeps(store.read, dataset),

    'sweeps.get': async ({ sweep: id }) => stateOf(context, getSweep(store.read, id)),

    async 'sweeps.cancel'({ sweep: id }) {
      getSweep(store.read, id);
      // The last first, so that none starts while those before it are cancelled.
      for (const run of sweepRuns(store.read, id).toReversed()) {
        if (run.status === 'queued' || run.status === 'running') await queue.cancel(run.id);
      }
      return null;
    },

    async 'sweeps.resume'({ sweep: id }) {
      getSweep(store.read, id);
      const again = sweepRuns(store.read, id).filter((run) => requeueRun(store.write, run.id, owner));
      if (again.length === 0) throw badInput('Every run of this sweep has finished, or waits for its turn.');
      for (const run of again) changed(run);
      queue.kick();
      return null;
    },

    async 'sweeps.delete'({ sweep: id }) {
      getSweep(store.read, id);
      const runs = sweepRuns(store.read, id);
      if (runs.some((run) => ownerOfRun(store.read, run.id) !== null)) {
        throw badInput('Runs of this sweep are queued or running: cancel it before deleting it.');
      }
      transact(store.write, () => {
        for (const run of runs) deleteRun(store.write, run.id);
        deleteSweep(store.write, id);
      });
      await removeFolders(runs.flatMap((run) => [join(paths.runs, run.id), join(paths.checkpoints, run.id)]));
      for (const run of runs) changed(run, true);
      return null;
    },
  };
}

function sizesOf({ dims }: Pick<CallParsed<'sweeps.start'>, 'dims'>): number[] {
  return [...new Set(dims)].sort((a, b) => a - b);
}

/** The runs of a sweep, small codes first, so that its curve is seen early; and what cannot be run, each in a sentence. */
function planRuns(
  context: Context,
  dataset: Dataset,
  input: CallParsed<'sweeps.start'>,
): { runs: Run[]; leftOut: string[] } {
  const facts = dataFacts(dataset);
  const runs: Run[] = [];
  const leftOut: string[] = [];
  for (const [i, dim] of sizesOf(input).entries()) {
    for (const method of new Set(input.methods)) {
      const { choosesDim, seeded } = methodDefinition(method);
      // Raw features are the same at every size.
      if (!choosesDim && i > 0) continue;
      const size = usable(method, facts, dim, leftOut);
      if (size === null) continue;
      const params = completeParams(method, facts, size, input.params[method] ?? {});
      for (let seed = 0; seed < (seeded ? input.seeds : 1); seed++) {
        const name = sweepRunName(method, size, seeded && input.seeds > 1 ? seed : null);
        runs.push(newRun(context, { dataset, method, dim: size, seed, params, name, preset: null }));
      }
    }
  }
  return { runs, leftOut };
}

function usable(method: MethodName, facts: DataFacts, dim: number, leftOut: string[]): number | null {
  try {
    return checkDim(method, facts, dim);
  } catch (thrown) {
    const { title } = methodDefinition(method);
    leftOut.push(`${title} at ${dim} is left out: ${toIsthmusError(thrown).message}`);
    return null;
  }
}

function sweepRunName(method: MethodName, dim: number, seed: number | null): string {
  const { title, choosesDim } = methodDefinition(method);
  return `${choosesDim ? `${title} ${dim}` : title}${seed === null ? '' : `, seed ${seed}`}`;
}

function stateOf({ store }: Context, sweep: Sweep): SweepState {
  const runs = sweepRuns(store.read, sweep.id);
  const dataset = getDataset(store.read, sweep.dataset);
  const points = pointsOf(runs);
  return {
    sweep,
    runs: runs.map(({ id, name, method, dim, seed, status }) => ({
      run: id,
      name,
      method,
      dim,
      seed,
      status,
    })),
    points,
    choice: chooseSize(points, dataset.features, dataset.splits.test),
  };
}

/** Finished runs by method and code size, each figure with its spread over the seeds. */
function pointsOf(runs: readonly Run[]): SweepPoint[] {
  const groups = Map.groupBy(
    runs.filter(({ status }) => status === 'finished'),
    ({ method, dim }) => `${method} ${dim}`,
  );
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const names = new Set(same.flatMap(({ metrics }) => Object.keys(metrics)));
    const metrics = Object.fromEntries(
      [...names].flatMap((name) => {
        const values = same.flatMap((run) => run.metrics[name]?.value ?? []);
        return values.length === 0 ? [] : [[name, spreadOf(values)]];
      }),
    );
    return [{ method: first.method, dim: first.dim, metrics }];
  });
}

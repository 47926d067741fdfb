import {
  listed,
  count,
  badInput,
  checkDim,
  completeParams,
  dataFacts,
  methodDefinition,
  methodNames,
  maxDim,
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
import { changeHome } from '../store/changes.ts';
import { transact } from '../store/database.ts';
import { getDataset } from '../store/datasets.ts';
import { newId } from '../store/ids.ts';
import { ownerOfRun, queueRun, requeueRun, sweepRuns } from '../store/runs.ts';
import { getSweep, insertSweep, listSweeps } from '../store/sweeps.ts';
import { chooseSize } from './choice.ts';
import type { Context } from './context.ts';
import type { Queue } from './queue.ts';
import { newRun } from './runs.ts';
import { spreadOf } from './spread.ts';
import { trash } from './trash.ts';

type Calls = Extract<keyof Handlers, `sweeps.${string}`>;

/** Many runs by one call, and what their figures say together. */
export function sweepHandlers(context: Context, queue: Queue): Pick<Handlers, Calls> {
  const { store, owner, events } = context;

  const changed = ({ id, dataset }: Run): void =>
    events.publish('runs.changed', { run: id, dataset, deleted: false });

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
      await changeHome(context, (about) => {
        about({ places: [], records: [`datasets/${dataset.id}`] });
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
      const runs = sweepRuns(store.read, id);
      const again = transact(store.write, () => runs.filter((run) => requeueRun(store.write, run.id, owner)));
      if (again.length === 0) throw badInput('Every run of this sweep has finished, or waits for its turn.');
      for (const run of again) changed(run);
      queue.kick();
      return null;
    },

    async 'sweeps.delete'({ sweep: id }) {
      const { dataset } = getSweep(store.read, id);
      const runs = sweepRuns(store.read, id);
      if (runs.some((run) => ownerOfRun(store.read, run.id) !== null)) {
        throw badInput('Runs of this sweep are queued or running: cancel it before deleting it.');
      }
      await trash(context, { kind: 'sweeps', id, dataset });
      return null;
    },
  };
}

/** The sweeps of a dataset with what has come of them so far. */
export function sweepsOf(context: Context, dataset: string): SweepState[] {
  return listSweeps(context.store.read, dataset).map((sweep) => stateOf(context, sweep));
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
  const sizes = sizesOf(input);
  const methods = [...new Set(input.methods)];
  const astray = methodNames.find((name) => input.params[name] !== undefined && !methods.includes(name));
  if (astray !== undefined) {
    const { title } = methodDefinition(astray);
    throw badInput(`Parameters are given for ${title}, which is not among the methods of this sweep.`);
  }
  const runs = sizes.flatMap((size, i) =>
    methods.flatMap((method) => {
      const { choosesDim, seeded } = methodDefinition(method);
      // Raw features are the same at every size.
      if (reasonAgainst(method, facts) !== null || (!choosesDim && i > 0)) return [];
      if (choosesDim && size > maxDim(method, facts).max) return [];
      const dim = checkDim(method, facts, size);
      const params = completeParams(method, facts, dim, input.params[method] ?? {});
      return Array.from({ length: seeded ? input.seeds : 1 }, (_, seed) => {
        const name = sweepRunName(method, dim, seeded && input.seeds > 1 ? seed : null);
        return newRun(context, { dataset, method, dim, seed, params, name, preset: null });
      });
    }),
  );
  return { runs, leftOut: methods.flatMap((method) => leftOutOf(method, facts, sizes)) };
}

function reasonAgainst(method: MethodName, facts: DataFacts): string | null {
  return methodDefinition(method).unfit?.(facts) ?? null;
}

/** Why a method is left out, or at which sizes; one sentence, or none. */
function leftOutOf(method: MethodName, facts: DataFacts, sizes: readonly number[]): string[] {
  const { title, choosesDim } = methodDefinition(method);
  const reason = reasonAgainst(method, facts);
  if (reason !== null) return [reason];
  const { max, bound } = maxDim(method, facts);
  const above = sizes.filter((size) => choosesDim && size > max);
  if (above.length === 0) return [];
  const shown = listed(above.map((size) => count(size)));
  return [
    `${title} is left out at ${shown}: ${above.length === 1 ? 'that is' : 'those are'} above ${bound}.`,
  ];
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

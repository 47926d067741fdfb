import { join } from 'node:path';
import {
  badInput,
  checkDim,
  completeParams,
  dataFacts,
  methodDefinition,
  type CallParsed,
  type Handlers,
  type Run,
} from '../contract/index.ts';
import { keepArtifacts } from '../store/artifacts.ts';
import { getDataset } from '../store/datasets.ts';
import { newId } from '../store/ids.ts';
import { deleteRun, getRun, listRuns, ownerOfRun, queueRun, renameRun } from '../store/runs.ts';
import { removeFolders } from '../store/sweep.ts';
import type { Context } from './context.ts';
import { runName } from './names.ts';
import type { Queue } from './queue.ts';

type Calls =
  | 'runs.start'
  | 'runs.list'
  | 'runs.get'
  | 'runs.rename'
  | 'runs.delete'
  | 'runs.cancel'
  | 'runs.stop'
  | 'runs.project';

export function runHandlers(context: Context, queue: Queue): Pick<Handlers, Calls> {
  const { store, paths, events, trainer, owner } = context;

  const changed = ({ id, dataset }: Run, deleted = false): void =>
    events.publish('runs.changed', { run: id, dataset, deleted });

  return {
    async 'runs.start'(input) {
      const run = planRun(context, input);
      queueRun(store.write, run, owner);
      changed(run);
      queue.kick();
      return getRun(store.read, run.id);
    },

    'runs.list': async ({ dataset }) => listRuns(store.read, dataset),

    'runs.get': async ({ run }) => getRun(store.read, run),

    async 'runs.rename'({ run, name }) {
      const renamed = renameRun(store.write, run, name);
      changed(renamed);
      return renamed;
    },

    async 'runs.delete'({ run: id }) {
      const run = getRun(store.read, id);
      if (ownerOfRun(store.read, id) !== null) {
        throw badInput(`${run.name} is ${run.status}: cancel it before deleting it.`);
      }
      deleteRun(store.write, id);
      await removeFolders([join(paths.runs, id)]);
      changed(run, true);
      return null;
    },

    async 'runs.cancel'({ run }) {
      getRun(store.read, run);
      await queue.cancel(run);
      return null;
    },

    async 'runs.stop'({ run: id }) {
      const run = getRun(store.read, id);
      if (!methodDefinition(run.method).iterative) {
        throw badInput(`${run.name} has no epochs to stop between: cancel it instead.`);
      }
      queue.stop(id);
      return null;
    },

    async 'runs.project'({ run: id, to, dim, seed }, { signal }) {
      const run = getRun(store.read, id);
      if (run.status !== 'finished')
        throw badInput(`${run.name} is ${run.status}: only a finished run has a map.`);
      if (run.artifacts.some(({ name }) => name === `map-${to}-${dim}.npy`)) return run;
      try {
        const { artifacts } = await trainer.run(
          'project',
          { datasetFolder: join(paths.datasets, run.dataset), folder: join(paths.runs, id), to, dim, seed },
          { signal },
        );
        keepArtifacts(store.write, 'runs', id, artifacts);
      } catch (thrown) {
        // Deleted meanwhile, with its folder: whatever failed then, that is what there is to say.
        getRun(store.read, id);
        throw thrown;
      }
      changed(run);
      return getRun(store.read, id);
    },
  };
}

/**
 * The record of a run as it will be queued, complete and checked.
 * @throws IsthmusError `bad_input` naming what cannot be used, before anything is kept
 */
function planRun({ store }: Context, input: CallParsed<'runs.start'>): Run {
  const { method, seed } = input;
  const dataset = getDataset(store.read, input.dataset);
  const facts = dataFacts(dataset);
  const dim = checkDim(method, facts, input.dim);
  return {
    id: newId(),
    dataset: dataset.id,
    dataset_hash: dataset.hash,
    name: input.name ?? runName(method, dim, listRuns(store.read, dataset.id)),
    method,
    dim,
    status: 'queued',
    created: new Date().toISOString(),
    seconds: null,
    seed,
    params: completeParams(method, facts, dim, input.params),
    preset: null,
    parent: null,
    sweep: null,
    checkpoint: null,
    metrics: {},
    history: [],
    facts: {},
    versions: {},
    device: '',
    message: null,
    artifacts: [],
  };
}

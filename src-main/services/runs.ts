import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import {
  badInput,
  checkDim,
  completeParams,
  dataFacts,
  epochsOfLastPhase,
  methodDefinition,
  presets,
  type CallParsed,
  type DataFacts,
  type Dataset,
  type Handlers,
  type MethodName,
  type Preset,
  type PresetName,
  type Run,
} from '../contract/index.ts';
import { getDataset } from '../store/datasets.ts';
import { newId } from '../store/ids.ts';
import { getRun, listRuns, ownerOfRun, queueRun, renameRun, requeueRun } from '../store/runs.ts';
import { scratchFolder } from '../store/paths.ts';
import { changeHome } from '../store/changes.ts';
import { removeFolders, settleFolder } from '../store/tidy.ts';
import type { Context } from './context.ts';
import { runName } from './names.ts';
import type { Queue } from './queue.ts';
import { trash } from './trash.ts';

type Calls =
  | 'runs.start'
  | 'runs.list'
  | 'runs.get'
  | 'runs.rename'
  | 'runs.delete'
  | 'runs.cancel'
  | 'runs.stop'
  | 'runs.pause'
  | 'runs.resume'
  | 'runs.branch';

export function runHandlers(context: Context, queue: Queue): Pick<Handlers, Calls> {
  const { store, paths, events, owner } = context;

  const changed = ({ id, dataset }: Run): void =>
    events.publish('runs.changed', { run: id, dataset, deleted: false });

  return {
    async 'runs.start'(input) {
      const run = planRun(context, input);
      queueRun(store.write, run, owner);
      changed(run);
      queue.kick();
      return getRun(store.read, run.id);
    },

    async 'runs.pause'({ run: id }) {
      const run = getRun(store.read, id);
      if (run.status === 'running' && !methodDefinition(run.method).iterative) {
        throw badInput(`${run.name} has no epochs to pause between: cancel it instead.`);
      }
      await queue.pause(id);
      return null;
    },

    async 'runs.resume'({ run: id }) {
      const run = getRun(store.read, id);
      if (!requeueRun(store.write, id, owner)) {
        throw badInput(
          `${run.name} is ${run.status}: only a run that is paused or ended early can be resumed.`,
        );
      }
      changed(run);
      queue.kick();
      return getRun(store.read, id);
    },

    async 'runs.branch'(input) {
      const run = planBranch(context, input);
      const scratch = scratchFolder(paths.checkpoints, run.id, owner);
      try {
        await cp(join(paths.checkpoints, input.run), scratch, { recursive: true });
        await changeHome(context, (about) => {
          about({ places: [`checkpoints/${run.id}`], records: [`runs/${run.id}`] });
          settleFolder(scratch, join(paths.checkpoints, run.id));
          queueRun(store.write, run, owner);
        });
      } catch (error) {
        await removeFolders([scratch]);
        // Deleted meanwhile, with its checkpoint: that is what there is to say.
        getRun(store.read, input.run);
        throw error;
      }
      changed(run);
      queue.kick();
      return getRun(store.read, run.id);
    },

    'runs.list': async ({ dataset }) => listRuns(store.read, dataset),

    'runs.get': async ({ run }) => getRun(store.read, run),

    async 'runs.rename'({ run, name }) {
      await changeHome(context, (about) => {
        about({ places: [], records: [`runs/${run}`] });
        renameRun(store.write, run, name);
      });
      const renamed = getRun(store.read, run);
      changed(renamed);
      return renamed;
    },

    async 'runs.delete'({ run: id }) {
      const run = getRun(store.read, id);
      if (ownerOfRun(store.read, id) !== null) {
        throw badInput(`${run.name} is ${run.status}: cancel it before deleting it.`);
      }
      await trash(context, { kind: 'runs', id, dataset: run.dataset });
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
  };
}

/**
 * The record of a run as it will be queued, complete and checked.
 * @throws IsthmusError `bad_input` naming what cannot be used, before anything is kept
 */
function planRun(context: Context, input: CallParsed<'runs.start'>): Run {
  const { method, preset, seed } = input;
  const dataset = getDataset(context.store.read, input.dataset);
  const facts = dataFacts(dataset);
  const dim = checkDim(method, facts, input.dim);
  const given = { ...presetParams(preset, method, facts, dim), ...input.params };
  const params = completeParams(method, facts, dim, given);
  return newRun(context, { dataset, method, dim, seed, params, name: input.name, preset: preset ?? null });
}

function presetParams(
  name: PresetName | undefined,
  method: MethodName,
  facts: DataFacts,
  dim: number,
): Record<string, unknown> {
  if (name === undefined) return {};
  const preset: Preset = presets[name];
  if (preset.method !== method) {
    throw badInput(`The preset "${name}" is for the method ${preset.method}, not ${method}.`);
  }
  return preset.params(facts, dim);
}

/**
 * The record of a run that goes on from another's training.
 * @throws IsthmusError `bad_input` where there is nothing to go on from, or a parameter may not change
 */
function planBranch(context: Context, { run: id, params: set, name }: CallParsed<'runs.branch'>): Run {
  const { store } = context;
  const parent = getRun(store.read, id);
  const { method, dim, seed, preset, checkpoint } = parent;
  if (parent.status === 'running' || parent.status === 'queued') {
    throw badInput(`${parent.name} is ${parent.status}: pause it, or wait for it to end, to branch from it.`);
  }
  if (checkpoint === null) {
    throw badInput(`${parent.name} kept no checkpoint to continue from: start a new run instead.`);
  }
  const dataset = getDataset(store.read, parent.dataset);
  const fixed = methodDefinition(method).structure.find((each) => each in set);
  if (fixed !== undefined && JSON.stringify(set[fixed]) !== JSON.stringify(parent.params[fixed])) {
    throw badInput(
      `The parameter "${fixed}" cannot change where training continues: start a new run to change it.`,
    );
  }
  const params = completeParams(method, dataFacts(dataset), dim, { ...parent.params, ...set });
  const trained = epochsOfLastPhase(parent, checkpoint);
  if (Number(params['epochs']) <= trained) {
    throw badInput(
      `${parent.name} was trained for ${trained} epochs already: set epochs above that to continue.`,
    );
  }
  const branch = newRun(context, { dataset, method, dim, seed, params, name, preset });
  return { ...branch, parent: { run: id, epoch: checkpoint }, checkpoint };
}

interface Planned extends Pick<Run, 'method' | 'dim' | 'seed' | 'params' | 'preset'> {
  dataset: Dataset;
  name: string | undefined;
}

/** A run as it is queued. */
export function newRun({ store }: Context, { dataset, name, ...planned }: Planned): Run {
  return {
    ...planned,
    id: newId(),
    dataset: dataset.id,
    dataset_hash: dataset.hash,
    name: name ?? runName(planned.method, planned.dim, listRuns(store.read, dataset.id)),
    status: 'queued',
    created: new Date().toISOString(),
    seconds: null,
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

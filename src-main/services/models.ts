import { join } from 'node:path';
import {
  badInput,
  methodDefinition,
  type CallOutput,
  type CallParsed,
  type CodeRange,
  type Dataset,
  type Decoded,
  type Handlers,
  type Run,
} from '../contract/index.ts';
import { readNpyAs, readNpyRow } from '../store/arrays.ts';
import { getDataset } from '../store/datasets.ts';
import { getRun } from '../store/runs.ts';
import type { Context } from './context.ts';
import { firstLayer } from './filters.ts';
import { dataUrl, pictureOf } from './pictures.ts';
import { inOwnUnits, mostValues, type SampleReader } from './sample.ts';

type Calls = Extract<keyof Handlers, `models.${string}`>;

/** A finished run with what it was made of. */
interface Model {
  run: Run;
  dataset: Dataset;
  folder: string;
}

/** What trained models are used for: decoding, walking through the code, looking at what was learnt. */
export function modelHandlers(context: Context, samples: SampleReader): Pick<Handlers, Calls> {
  return {
    async 'models.codes'({ run, rows }) {
      const model = modelOf(context, run);
      return { ranges: await rangesOf(model), codes: rows.map((row) => codeOf(model, row)) };
    },

    'models.rebuilt': (input) => rebuilt(context, samples, input),

    async 'models.decode'({ run, codes }, { signal }) {
      const model = modelOf(context, run);
      for (const code of codes) checkCode(model, code);
      return decode(context, model, codes, signal);
    },

    async 'models.traverse'({ run, row, column, steps }, { signal }) {
      const model = modelOf(context, run);
      const ranges = await rangesOf(model);
      const range = ranges[column];
      if (range === undefined) {
        throw badInput(
          `${model.run.name} has no code column ${column}: it has ${model.run.dim}, counted from 0.`,
        );
      }
      const start = row === null ? ranges.map(({ mean }) => mean) : codeOf(model, row);
      const values = between(range.least, range.most, steps);
      const codes = values.map((value) => start.with(column, value));
      return { values, decoded: await decode(context, model, codes, signal) };
    },

    async 'models.interpolate'({ run, from, to, steps }, { signal }) {
      const model = modelOf(context, run);
      const [first, last] = [codeOf(model, from), codeOf(model, to)];
      const codes = between(0, 1, steps).map((share) =>
        first.map((value, i) => value + share * ((last[i] ?? 0) - value)),
      );
      return { codes, decoded: await decode(context, model, codes, signal) };
    },

    async 'models.draw'({ run, count, seed }, { signal }) {
      const model = modelOf(context, run);
      const { title, prior } = methodDefinition(model.run.method);
      if (!prior) {
        throw badInput(
          `${title} learns no distribution to draw from: choose a run of a variational autoencoder.`,
        );
      }
      const { codes } = await context.viewer.run('draw', { count, dim: model.run.dim, seed }, { signal });
      const rows = Array.from({ length: count }, (_, i) =>
        Array.from(codes.subarray(i * model.run.dim, (i + 1) * model.run.dim)),
      );
      return { codes: rows, decoded: await decode(context, model, rows, signal) };
    },

    async 'models.filters'({ run, count }) {
      const model = modelOf(context, run);
      const { units, shape, total } = await firstLayer(model, count);
      const strengths = units.map(({ strength }) => strength);
      return { total, strengths, decoded: await shownWeights(model.dataset, units, shape) };
    },
  };
}

/** @throws IsthmusError `bad_input` where the run has not finished */
export function modelOf({ store, paths }: Context, id: string): Model {
  const run = getRun(store.read, id);
  if (run.status !== 'finished') {
    throw badInput(`${run.name} is ${run.status}: only a finished run has a model to use.`);
  }
  return { run, dataset: getDataset(store.read, run.dataset), folder: join(paths.runs, id) };
}

/** The code of a row, as the run made it. */
export function codeOf({ run, dataset, folder }: Model, row: number): number[] {
  if (row >= dataset.rows) {
    throw badInput(`${dataset.name} has no sample ${row}: its ${dataset.rows} samples are counted from 0.`);
  }
  checkCodes({ run });
  return Array.from(readNpyRow(join(folder, 'codes.npy'), row));
}

/** @throws IsthmusError `bad_input` where the run's codes are the samples themselves */
function checkCodes({ run }: Pick<Model, 'run'>): void {
  if (!run.artifacts.some(({ name }) => name === 'codes.npy')) {
    throw badInput(`${run.name} has no codes of its own: choose a run that reduces the data.`);
  }
}

async function rangesOf(model: Model): Promise<CodeRange[]> {
  checkCodes(model);
  const { run, folder } = model;
  if (!run.artifacts.some(({ name }) => name === 'code-ranges.npy')) {
    throw badInput(`${run.name} kept no ranges of its codes: run it again with this version of Isthmus.`);
  }
  const { data } = await readNpyAs(join(folder, 'code-ranges.npy'), 'float32');
  const at = (line: number, column: number): number => data[line * run.dim + column] ?? 0;
  return Array.from({ length: run.dim }, (_, c) => ({
    least: at(0, c),
    most: at(1, c),
    mean: at(2, c),
    deviation: at(3, c),
  }));
}

async function rebuilt(
  context: Context,
  samples: SampleReader,
  { run, order, split, offset, count }: CallParsed<'models.rebuilt'>,
): Promise<CallOutput<'models.rebuilt'>> {
  const model = modelOf(context, run);
  const { dataset, folder } = model;
  if (!model.run.artifacts.some(({ name }) => name === 'error-order.npy')) {
    throw badInput(`${model.run.name} kept no reconstruction errors: choose a run that rebuilds samples.`);
  }
  const { data: errors } = await readNpyAs(join(folder, 'errors.npy'), 'float32');
  const { data: worst } = await readNpyAs(join(folder, 'error-order.npy'), 'int32');
  const { data: splits } = await readNpyAs(join(context.paths.datasets, dataset.id, 'split.npy'), 'uint8');
  const wanted = split === 'all' ? null : split === 'test' ? 1 : 0;
  const chosen: number[] = [];
  let total = 0;
  for (let i = 0; i < worst.length; i++) {
    const row = order === 'rows' ? i : (worst[order === 'worst' ? i : worst.length - 1 - i] ?? 0);
    if (wanted !== null && splits[row] !== wanted) continue;
    if (total >= offset && chosen.length < count) chosen.push(row);
    total++;
  }
  const rows = await Promise.all(
    chosen.map(async (row) => ({ ...(await samples.named(dataset, row)), error: errors[row] ?? 0 })),
  );
  return { total, rows };
}

function checkCode({ run }: Model, code: readonly number[]): void {
  if (code.length !== run.dim) {
    throw badInput(`A code of ${run.name} has ${run.dim} numbers, not ${code.length}.`);
  }
}

/** Samples from codes, as they are shown. */
async function decode(
  { viewer }: Context,
  { run, dataset, folder }: Model,
  codes: readonly (readonly number[])[],
  signal: AbortSignal,
): Promise<Decoded> {
  const input = { folder, method: run.method, codes: Float32Array.from(codes.flat()) };
  const { values, features } = await viewer.run('decode', input, { signal });
  const samples = codes.map((_, i) => values.subarray(i * features, (i + 1) * features));
  if (dataset.kind === 'images') {
    const pictures = samples.map(async (sample) => dataUrl(await pictureOf(sample, dataset.shape)));
    return { pictures: await Promise.all(pictures), columns: [] };
  }
  return {
    pictures: null,
    columns: named(dataset).map((name, f) => ({
      name,
      values: samples.map((sample) => inOwnUnits(dataset, sample, f)),
    })),
  };
}

/** Names of the features that are shown. */
function named(dataset: Dataset): string[] {
  return Array.from(
    { length: Math.min(dataset.features, mostValues) },
    (_, f) => dataset.feature_names[f] ?? `feature ${f + 1}`,
  );
}

/** Weights of units: as pictures, or by the names of the features they belong to. */
async function shownWeights(
  dataset: Dataset,
  units: readonly { weights: Float32Array }[],
  shape: readonly number[],
): Promise<Decoded> {
  if (dataset.kind === 'images') {
    const pictures = units.map(async ({ weights }) => dataUrl(await pictureOf(aroundGrey(weights), shape)));
    return { pictures: await Promise.all(pictures), columns: [] };
  }
  const columns = named(dataset).map((name, f) => ({
    name,
    values: units.map(({ weights }) => weights[f] ?? 0),
  }));
  return { pictures: null, columns };
}

/** Weights as grey levels: 0 in the middle, the largest by size at an end. */
function aroundGrey(weights: Float32Array): Float32Array {
  const largest = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return weights.map((value) => 0.5 + value / (2 * largest));
}

/** Evenly spaced numbers, both ends included. */
function between(first: number, last: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + ((last - first) * i) / (count - 1));
}

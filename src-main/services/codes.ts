import { join } from 'node:path';
import {
  badInput,
  methodDefinition,
  type CallParsed,
  type CodeRange,
  type Dataset,
  type Run,
} from '../contract/index.ts';
import { readNpyAs, readNpyRow } from '../store/arrays.ts';
import { getDataset } from '../store/datasets.ts';
import { getRun } from '../store/runs.ts';
import type { RecordedFiles } from '../store/recorded-files.ts';
import type { Context } from './context.ts';
import { filesOfDataset, filesOfRun } from './recorded.ts';

/** A finished run with what it was made of. */
export interface Model {
  run: Run;
  dataset: Dataset;
  /** The run's. */
  folder: string;
  /** The run's, checked to be there and of the recorded length and shape. */
  files: RecordedFiles;
  /** The dataset's, checked likewise. */
  datasetFiles: RecordedFiles;
}

/** Codes that a model is asked to make samples of. */
type Codes = number[][];

/** @throws IsthmusError `bad_input` where the run has not finished */
export function modelOf(context: Context, id: string): Model {
  return finishedRun(context, id, 'has a model to use');
}

/**
 * @param can what only a finished run can, for the sentence
 * @throws IsthmusError `bad_input` where the run has not finished, or a file of it or of its dataset is not as recorded
 */
export function finishedRun(context: Context, id: string, can = 'has codes to look at'): Model {
  const { store, paths } = context;
  const run = getRun(store.read, id);
  if (run.status !== 'finished') throw badInput(`${run.name} is ${run.status}: only a finished run ${can}.`);
  const dataset = getDataset(store.read, run.dataset);
  const files = filesOfRun(context, run);
  const datasetFiles = filesOfDataset(context, dataset);
  files.check();
  datasetFiles.check();
  return { run, dataset, folder: join(paths.runs, id), files, datasetFiles };
}

/** @throws IsthmusError `bad_input` where the dataset has no row of that number */
export function checkRow({ name, rows }: Dataset, row: number): void {
  if (row >= rows) throw badInput(`${name} has no sample ${row}: its ${rows} samples are counted from 0.`);
}

/** The code of a row, as the run made it. */
export function codeOf({ run, dataset, files }: Model, row: number): number[] {
  checkRow(dataset, row);
  checkCodes(run);
  return Array.from(readNpyRow(files.pathOf('codes.npy'), row));
}

/** What the columns of a run's codes range over, among the training rows. */
export async function rangesOf({ run, files }: Model): Promise<CodeRange[]> {
  checkCodes(run);
  if (!files.has('code-ranges.npy')) {
    throw badInput(`${run.name} kept no ranges of its codes: run it again with this version of Isthmus.`);
  }
  const { data } = await readNpyAs(files.pathOf('code-ranges.npy'), 'float32');
  const at = (line: number, column: number): number => data[line * run.dim + column] ?? 0;
  return Array.from({ length: run.dim }, (_, c) => ({
    min: at(0, c),
    max: at(1, c),
    mean: at(2, c),
    deviation: at(3, c),
  }));
}

/** Codes of which one column moves through its range, the others held: those of a row, or (null) their means. */
export async function traversal(
  model: Model,
  { row, column, steps }: Pick<CallParsed<'models.traverse'>, 'row' | 'column' | 'steps'>,
): Promise<{ values: number[]; codes: Codes }> {
  const ranges = await rangesOf(model);
  const range = ranges[column];
  if (range === undefined) {
    throw badInput(
      `${model.run.name} has no code column ${column}: it has ${model.run.dim}, counted from 0.`,
    );
  }
  const start = row === null ? ranges.map(({ mean }) => mean) : codeOf(model, row);
  const values = between(range.min, range.max, steps);
  return { values, codes: values.map((value) => start.with(column, value)) };
}

/** Codes on the straight way from one row's to another's. */
export function interpolatedCodes(
  model: Model,
  { from, to, steps }: Pick<CallParsed<'models.interpolate'>, 'from' | 'to' | 'steps'>,
): Codes {
  const [first, last] = [codeOf(model, from), codeOf(model, to)];
  return between(0, 1, steps).map((share) =>
    first.map((value, i) => value + share * ((last[i] ?? 0) - value)),
  );
}

/**
 * Codes drawn from the standard normal distribution that the run's codes follow.
 * @throws IsthmusError `bad_input` where they follow none
 */
export async function drawFromPrior(
  { viewer }: Context,
  { run }: Model,
  { count, seed }: Pick<CallParsed<'models.draw'>, 'count' | 'seed'>,
  signal: AbortSignal,
): Promise<Codes> {
  const { title, prior } = methodDefinition(run.method);
  if (prior !== true) {
    throw badInput(
      `${title} has no prior distribution to draw from: choose a run of a variational autoencoder.`,
    );
  }
  const { dim } = run;
  const { codes } = await viewer.run('draw', { count, dim, seed }, { signal });
  return Array.from({ length: count }, (_, i) => Array.from(codes.subarray(i * dim, (i + 1) * dim)));
}

/** @throws IsthmusError `bad_input` where the run's codes are the samples themselves */
function checkCodes(run: Run): void {
  if (!run.artifacts.some(({ name }) => name === 'codes.npy')) {
    throw badInput(`${run.name} has no codes of its own: choose a run that reduces the data.`);
  }
}

/** Evenly spaced numbers, both ends included. */
function between(first: number, last: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + ((last - first) * i) / (count - 1));
}

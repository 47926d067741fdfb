import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  hasReconstructions,
  badInput,
  SampleIds,
  type CallOutput,
  type Dataset,
  type Run,
  type TypedArray,
} from '../contract/index.ts';
import { readNpyRow } from '../store/arrays.ts';
import { getDataset } from '../store/datasets.ts';
import { getRun } from '../store/runs.ts';
import type { Context } from './context.ts';

type Sample = CallOutput<'datasets.sample'>;

/** Features of a table that are shown at most. */
export const maxValues = 200;
const maxCached = 4;

/** One sample at a time, as the hover card asks for it: single rows are read from the array files. */
export class SampleReader {
  readonly #context: Context;
  /** Row ids by dataset: the one file that can only be read whole. The last few datasets looked at. */
  readonly #ids = new Map<string, Promise<string[]>>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** @throws IsthmusError `not_found`, or `bad_input` for a row that the dataset does not have */
  async read(id: string, row: number, runIds: readonly string[]): Promise<Sample> {
    const { store } = this.#context;
    const dataset = getDataset(store.read, id);
    const reconstructing = runIds
      .map((run) => getRun(store.read, run))
      .filter((run) => run.dataset === id && hasReconstructions(run));
    return {
      ...(await this.named(dataset, row)),
      values: dataset.kind === 'table' ? this.#values(dataset, row, reconstructing) : [],
      features: dataset.features,
      reconstructed_by: reconstructing.map((run) => run.id),
    };
  }

  /**
   * What a sample is called and where it belongs.
   * @throws IsthmusError `bad_input` for a row that the dataset does not have
   */
  async named(dataset: Dataset, row: number): Promise<Pick<Sample, 'row' | 'id' | 'label' | 'split'>> {
    if (row >= dataset.rows) {
      throw badInput(`${dataset.name} has no sample ${row}: its ${dataset.rows} samples are counted from 0.`);
    }
    const folder = join(this.#context.paths.datasets, dataset.id);
    const has = (name: string): boolean => dataset.artifacts.some((artifact) => artifact.name === name);
    const label = has('labels.npy') ? (readNpyRow(join(folder, 'labels.npy'), row)[0] ?? -1) : -1;
    return {
      row,
      id: (await this.#rowIds(dataset))[row] ?? String(row),
      label: dataset.classes[label]?.name ?? null,
      split: readNpyRow(join(folder, 'split.npy'), row)[0] === 1 ? 'test' : 'train',
    };
  }

  forget(dataset: string): void {
    this.#ids.delete(dataset);
  }

  #values(dataset: Dataset, row: number, runs: readonly Run[]): Sample['values'] {
    const { paths } = this.#context;
    const own = readNpyRow(join(paths.datasets, dataset.id, 'matrix.npy'), row);
    const reconstructed = runs.map(({ id }) => ({
      id,
      values: readNpyRow(join(paths.runs, id, 'reconstruction.npy'), row),
    }));
    return Array.from({ length: Math.min(dataset.features, maxValues) }, (_, feature) => ({
      name: dataset.feature_names[feature] ?? `feature ${feature + 1}`,
      value: inOwnUnits(dataset, own, feature),
      reconstructed: Object.fromEntries(
        reconstructed.map(({ id, values }) => [id, inOwnUnits(dataset, values, feature)]),
      ),
    }));
  }

  #rowIds({ id }: Dataset): Promise<string[]> {
    const known = this.#ids.get(id);
    if (known) return known;
    const file = join(this.#context.paths.datasets, id, 'ids.json');
    const reading = readFile(file, 'utf8').then((text) => SampleIds.parse(JSON.parse(text)));
    reading.catch(() => this.#ids.delete(id));
    this.#ids.set(id, reading);
    const [oldest] = this.#ids.keys();
    if (this.#ids.size > maxCached && oldest !== undefined) this.#ids.delete(oldest);
    return reading;
  }
}

/** Undoes the scaling of the recipe, so that a value can be held against the file it came from. */
export function inOwnUnits({ recipe }: Dataset, values: TypedArray, feature: number): number {
  const value = values[feature] ?? 0;
  if (recipe.kind === 'images') return value;
  return value * (recipe.scale[feature] ?? 1) + (recipe.offset[feature] ?? 0);
}

import { readFile } from 'node:fs/promises';
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
import type { RecordedFiles } from '../store/recorded-files.ts';
import { parsedJson } from '../store/rows.ts';
import type { Context } from './context.ts';
import { filesOfDataset, filesOfRun } from './recorded.ts';

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
    const files = filesOfDataset(this.#context, dataset);
    const label = readNpyRow(files.pathOf('labels.npy'), row)[0] ?? -1;
    return {
      row,
      id: (await this.#rowIds(dataset))[row] ?? String(row),
      label: dataset.classes[label]?.name ?? null,
      split: readNpyRow(files.pathOf('split.npy'), row)[0] === 1 ? 'test' : 'train',
    };
  }

  forget(dataset: string): void {
    this.#ids.delete(dataset);
  }

  #values(dataset: Dataset, row: number, runs: readonly Run[]): Sample['values'] {
    const own = readNpyRow(filesOfDataset(this.#context, dataset).pathOf('matrix.npy'), row);
    const reconstructed = runs.map((run) => ({
      id: run.id,
      values: readNpyRow(filesOfRun(this.#context, run).pathOf('reconstruction.npy'), row),
    }));
    return Array.from({ length: Math.min(dataset.features, maxValues) }, (_, feature) => ({
      name: dataset.feature_names[feature] ?? `feature ${feature + 1}`,
      value: inOwnUnits(dataset, own, feature),
      reconstructed: Object.fromEntries(
        reconstructed.map(({ id, values }) => [id, inOwnUnits(dataset, values, feature)]),
      ),
    }));
  }

  #rowIds(dataset: Dataset): Promise<string[]> {
    const { id } = dataset;
    const known = this.#ids.get(id);
    if (known) return known;
    const reading = readIds(dataset, filesOfDataset(this.#context, dataset));
    reading.catch(() => this.#ids.delete(id));
    this.#ids.set(id, reading);
    const [oldest] = this.#ids.keys();
    if (this.#ids.size > maxCached && oldest !== undefined) this.#ids.delete(oldest);
    return reading;
  }
}

/** @throws IsthmusError `bad_input` where the file is damaged */
async function readIds({ name, id, rows }: Dataset, files: RecordedFiles): Promise<string[]> {
  const text = await readFile(files.pathOf('ids.json'), 'utf8');
  const parsed = SampleIds.length(rows).safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw badInput(
    `ids.json of the dataset ${name} (${id}) is damaged: put it back from a copy of the home, or import the data again.`,
  );
}

/** Undoes the scaling of the recipe, so that a value can be held against the file it came from. */
export function inOwnUnits({ recipe }: Dataset, values: TypedArray, feature: number): number {
  const value = values[feature] ?? 0;
  if (recipe.kind === 'images') return value;
  return value * (recipe.scale[feature] ?? 1) + (recipe.offset[feature] ?? 0);
}

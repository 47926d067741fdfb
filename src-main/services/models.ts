import {
  badInput,
  type CallOutput,
  type CallParsed,
  type Dataset,
  type Decoded,
  type Handlers,
} from '../contract/index.ts';
import { readNpyAs } from '../store/arrays.ts';
import {
  codeOf,
  drawFromPrior,
  interpolatedCodes,
  modelOf,
  rangesOf,
  traversal,
  type Model,
} from './codes.ts';
import type { Context } from './context.ts';
import { firstLayer } from './filters.ts';
import { dataUrl, encodePng } from './pictures.ts';
import { inOwnUnits, maxValues, type SampleReader } from './sample.ts';

type Calls = Exclude<Extract<keyof Handlers, `models.${string}`>, 'models.encode'>;

/** What trained models are used for: decoding, walking through the code, looking at what was learned. */
export function modelHandlers(context: Context, samples: SampleReader): Pick<Handlers, Calls> {
  return {
    async 'models.codes'({ run, rows }) {
      const model = modelOf(context, run);
      return { ranges: await rangesOf(model), codes: rows.map((row) => codeOf(model, row)) };
    },

    'models.reconstructions': ({ run, ...page }) => reconstructions(samples, modelOf(context, run), page),

    async 'models.decode'({ run, codes }, { signal }) {
      const model = modelOf(context, run);
      for (const code of codes) checkCode(model, code);
      return decode(context, model, codes, signal);
    },

    async 'models.traverse'({ run, ...way }, { signal }) {
      const model = modelOf(context, run);
      const { values, codes } = await traversal(model, way);
      return { values, decoded: await decode(context, model, codes, signal) };
    },

    async 'models.interpolate'({ run, ...way }, { signal }) {
      const model = modelOf(context, run);
      const codes = interpolatedCodes(model, way);
      return { codes, decoded: await decode(context, model, codes, signal) };
    },

    async 'models.draw'({ run, ...asked }, { signal }) {
      const model = modelOf(context, run);
      const codes = await drawFromPrior(context, model, asked, signal);
      return { codes, decoded: await decode(context, model, codes, signal) };
    },

    async 'models.filters'({ run, count }) {
      const model = modelOf(context, run);
      const { units, shape, total } = await firstLayer(model, count);
      const strengths = units.map(({ strength }) => strength);
      return { total, strengths, decoded: await shownWeights(model.dataset, units, shape) };
    },
  };
}

/**
 * Rows with how well they are reconstructed, a page at a time.
 * @throws IsthmusError `bad_input` where the run reconstructs none
 */
export async function reconstructions(
  samples: SampleReader,
  { run, dataset, files, datasetFiles }: Model,
  { order, split, offset, count }: Omit<CallParsed<'models.reconstructions'>, 'run'>,
): Promise<CallOutput<'models.reconstructions'>> {
  if (!files.has('error-order.npy')) {
    throw badInput(`${run.name} kept no reconstruction errors: choose a run that reconstructs samples.`);
  }
  const { data: errors } = await readNpyAs(files.pathOf('errors.npy'), 'float32');
  const { data: worst } = await readNpyAs(files.pathOf('error-order.npy'), 'int32');
  const { data: splits } = await readNpyAs(datasetFiles.pathOf('split.npy'), 'uint8');
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
    const pictures = samples.map(async (sample) => dataUrl(await encodePng(sample, dataset.shape)));
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
    { length: Math.min(dataset.features, maxValues) },
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
    const pictures = units.map(async ({ weights }) => dataUrl(await encodePng(aroundGrey(weights), shape)));
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

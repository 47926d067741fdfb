import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeJob } from '../../../src-main/compute/jobs/encode.ts';
import { deviceJob } from '../../../src-main/compute/jobs/device.ts';
import { fitJob } from '../../../src-main/compute/jobs/fit.ts';
import { projectJob } from '../../../src-main/compute/jobs/project.ts';
import { jobs, type JobInput, type JobOutput } from '../../../src-main/compute/protocol.ts';
import {
  methodDefinition,
  type Dataset,
  type Epoch,
  type MethodName,
} from '../../../src-main/contract/index.ts';
import { readNpy, readNpyAs, writeNpy } from '../../../src-main/store/arrays.ts';
import { everyRow, liveHandles } from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';
import { quietJob } from './job-context.ts';

const digits = oracle('digits');
const count = digits.all.rows;
const dataset: Dataset = {
  id: 'digits',
  name: 'digits',
  kind: 'images',
  source: 'digits',
  created: '2026-01-01T00:00:00.000Z',
  rows: count,
  features: 64,
  shape: [8, 8, 1],
  feature_names: [],
  classes: [],
  splits: { train: digits.train.length, test: digits.test.length },
  split: { kind: 'given', test_fraction: 0.25, seed: 0 },
  recipe: { kind: 'images', width: 8, height: 8, channels: 1, fit: 'exact' },
  skipped: [],
  warnings: [],
  hash: 'x',
  artifacts: [],
  thumbnails: null,
};

let home: string;
let datasetFolder: string;
let folder: string;
let checkpoints: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'isthmus-'));
  datasetFolder = mkdtempSync(join(home, 'dataset-'));
  const values = digits.all.gather(everyRow(count));
  const bytes = Uint8Array.from(values, (value) => Math.round(255 * value));
  const split = new Uint8Array(count);
  for (const row of digits.test) split[row] = 1;
  writeNpy(join(datasetFolder, 'matrix.npy'), bytes, [count, 64]);
  writeNpy(join(datasetFolder, 'labels.npy'), digits.labels, [count]);
  writeNpy(join(datasetFolder, 'split.npy'), split, [count]);
});
beforeEach(() => {
  folder = mkdtempSync(join(home, 'run-'));
  checkpoints = mkdtempSync(join(home, 'checkpoints-'));
});
afterAll(() => rmSync(home, { recursive: true }));

function input(method: MethodName, dim: number, set: Record<string, unknown> = {}): JobInput<'fit'> {
  const facts = {
    rows: digits.train.length,
    features: 64,
    classes: 10,
    kind: 'images',
    shape: [64],
  } as const;
  const params = { ...methodDefinition(method).defaults(facts, dim), ...set };
  return { dataset, datasetFolder, folder, checkpoints, patientSince: 0, method, dim, params, seed: 3 };
}

async function fit(...given: Parameters<typeof input>): Promise<JobOutput<'fit'>> {
  const output = await fitJob(input(...given), quietJob());
  expect(liveHandles()).toBe(0);
  return jobs.fit.output.parse(output);
}

function shapes(output: JobOutput<'fit'>): Record<string, string> {
  return Object.fromEntries(
    output.artifacts.map(({ name, dtype, shape }) => [name, `${dtype} ${shape.join('×')}`]),
  );
}

describe('a fit job', () => {
  test("of PCA keeps codes, map, reconstruction and model, and scikit-learn 1.9.1's figures", async () => {
    const output = await fit('pca', 8);
    expect(shapes(output)).toMatchObject({
      'codes.npy': 'float32 600×8',
      'map.npy': 'float32 600×2',
      'reconstruction.npy': 'uint8 600×64',
      'components.npy': 'float64 8×64',
    });
    expect(readdirSync(folder).sort()).toEqual(output.artifacts.map(({ name }) => name).sort());
    const { expected } = digits;
    for (const name of ['silhouette', 'davies_bouldin', 'trustworthiness', 'knn_accuracy'] as const)
      expect(output.metrics[name]?.value).toBeCloseTo(expected.pca[name], 5);
    expect(output.metrics['reconstruction_mse']?.value).toBeCloseTo(expected.reconstruction_mse, 6);
    expect(output.metrics['reconstruction_sse']?.value).toBeCloseTo(expected.reconstruction_sse, 5);
    for (const name of ['fit_seconds', 'encode_seconds', 'linear_fit_seconds'])
      expect(output.metrics[name]?.value).toBeGreaterThan(0);
    const { data: codes } = await readNpyAs(join(folder, 'codes.npy'), 'float32');
    digits.test.forEach((row, i) =>
      expect(codes[row * 8]).toBeCloseTo(expected.codes_of_test[i]?.[0] ?? NaN, 5),
    );
  });

  test('of raw features writes no second copy of them, and has nothing to time or rebuild', async () => {
    const output = await fit('raw', 64);
    expect(Object.keys(shapes(output)).sort()).toEqual(['map.npy', 'model.json']);
    for (const name of ['fit_seconds', 'encode_seconds', 'reconstruction_mse'])
      expect(output.metrics[name]).toMatchObject({ value: null, reason: expect.any(String) });
    expect(output.metrics['silhouette']?.value).toBeCloseTo(digits.expected.raw.silhouette, 6);
  });

  test('of an autoencoder tells every epoch, moves the map meanwhile, and takes its files away after', async () => {
    const epochs: Epoch[] = [];
    const fractions: number[] = [];
    let live = 0;
    let filesSeen = false;
    const output = await fitJob(input('autoencoder', 4, { hidden: [32], epochs: 8 }), {
      ...quietJob(),
      report(progress, news) {
        if (progress.fraction !== null) fractions.push(progress.fraction);
        epochs.push(...(news?.epochs ?? []));
        live = Math.max(live, news?.live ?? 0);
        if (live > 0 && existsSync(join(folder, 'live.npy'))) filesSeen = true;
      },
    });
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(output.history).toEqual(epochs);
    expect([live > 0, filesSeen]).toEqual([true, true]);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(readdirSync(folder).filter((name) => name.startsWith('live'))).toEqual([]);
    expect(shapes(output)).toMatchObject({
      'encoder-0-kernel.npy': 'float32 64×32',
      'decoder-1-bias.npy': 'float32 64',
    });
    expect(output.device).toMatch(/^(cpu|gpu) \(.+\)$/);
  });

  test('with one seed gives the same bytes twice', async () => {
    const hash = async (): Promise<string | undefined> => {
      const output = await fit('autoencoder', 4, { hidden: [32], epochs: 4 });
      return output.artifacts.find(({ name }) => name === 'codes.npy')?.sha256;
    };
    const once = await hash();
    folder = mkdtempSync(join(home, 'run-'));
    expect(await hash()).toBe(once);
  });

  test('is cancelled within two seconds, wherever it is, and leaves nothing in TensorFlow', async () => {
    for (const phase of [/Training/, /Measuring: logistic/, /map/]) {
      const cancel = new AbortController();
      let at = 0;
      const run = fitJob(input('autoencoder', 4, { hidden: [32], epochs: 3 }), {
        ...quietJob({ signal: cancel.signal }),
        report(progress) {
          if (!cancel.signal.aborted && phase.test(progress.phase)) {
            at = performance.now();
            cancel.abort();
          }
        },
      });
      await expect(run).rejects.toMatchObject({ code: 'cancelled' });
      expect(performance.now() - at).toBeLessThan(2_000);
      expect(liveHandles()).toBe(0);
    }
  });
});

describe('a project job', () => {
  test.each(['pca', 'raw'] as const)('adds a 3-D map of a %s run', async (method) => {
    await fit(method, method === 'raw' ? 64 : 8);
    const { artifacts } = await projectJob({ datasetFolder, folder, to: 'pca', dim: 3, seed: 0 }, quietJob());
    expect(artifacts).toMatchObject([{ name: 'map-pca-3.npy', shape: [count, 3], dtype: 'float32' }]);
    const { data } = await readNpy(join(folder, 'map-pca-3.npy'));
    digits.test.forEach((row, i) =>
      expect(Math.abs(data[row * 3 + 2] ?? NaN)).toBeCloseTo(
        Math.abs(digits.expected.codes_of_test[i]?.[2] ?? NaN),
        4,
      ),
    );
  });
});

describe('an encode job', () => {
  test('gives new rows the codes that the same rows have in the run', async () => {
    const source = join(home, 'new.csv');
    const rows = [5, 6, 7];
    const values = rows.map((row) => [...digits.all.gather(Int32Array.of(row))]);
    const header = values[0]?.map((_, f) => `f${f}`) ?? [];
    writeFileSync(source, [header, ...values].map((cells) => cells.join(',')).join('\n'));
    await fit('pca', 8);
    const to = join(home, 'codes-of-new.npy');
    const recipe = {
      kind: 'table',
      columns: header.map((name) => ({ name, type: 'number' as const, fill: 0 })),
      label_column: null,
      scaling: 'none',
      missing: 'mean',
      offset: header.map(() => 0),
      scale: header.map(() => 1),
    } as const;
    const encoded = await encodeJob(
      {
        source: { path: source, names: null, name: 'new.csv' },
        recipe: { ...recipe, columns: [...recipe.columns] },
        folder,
        method: 'pca',
        to,
      },
      quietJob(),
    );
    expect(encoded.files).toMatchObject([{ path: to, shape: [3, 8] }]);
    const { data: codes } = await readNpyAs(join(folder, 'codes.npy'), 'float32');
    const { data: again } = await readNpyAs(to, 'float32');
    again.forEach((value, i) =>
      expect(value).toBeCloseTo(codes[(rows[Math.floor(i / 8)] ?? 0) * 8 + (i % 8)] ?? NaN, 5),
    );
  });

  test('says which folder is missing', async () => {
    const to = join(home, 'missing', 'codes.npy');
    const run = encodeJob(
      { source: { path: home, names: null, name: 'x' }, recipe: dataset.recipe, folder, method: 'pca', to },
      quietJob(),
    );
    await expect(run).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining('missing'),
    });
  });
});

test('a device job names the device and the versions', async () => {
  const { device, versions } = await deviceJob({}, quietJob());
  expect(device).toMatch(/^(cpu|gpu) \(.+\)$/);
  expect(Object.keys(versions).sort()).toEqual(['node', 'tensorflow', 'tfjs-node']);
});

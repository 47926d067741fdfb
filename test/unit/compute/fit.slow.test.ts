import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deviceJob } from '../../../src-main/compute/jobs/device.ts';
import { fitJob } from '../../../src-main/compute/jobs/fit.ts';
import { jobs, type JobInput, type JobOutput } from '../../../src-main/compute/protocol.ts';
import type { Epoch, MethodName } from '../../../src-main/contract/index.ts';
import { readNpyAs, writeNpy } from '../../../src-main/store/arrays.ts';
import { liveHandles } from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';
import { fitInput, keepDigits } from './digits.ts';
import { quietJob } from './job-context.ts';

const digits = oracle('digits');

let home: string;
let datasetFolder: string;
let folder: string;
let checkpoints: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'isthmus-'));
  datasetFolder = keepDigits(home);
});
beforeEach(() => {
  folder = mkdtempSync(join(home, 'run-'));
  checkpoints = mkdtempSync(join(home, 'checkpoints-'));
});
afterAll(() => rmSync(home, { recursive: true }));

function input(method: MethodName, dim: number, set: Record<string, unknown> = {}): JobInput<'fit'> {
  return { ...fitInput(method, dim, set), datasetFolder, folder, checkpoints };
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

  test('of raw features writes no second copy of them, and has nothing to time or reconstruct', async () => {
    const output = await fit('raw', 64);
    const names = Object.keys(shapes(output));
    expect(names).toContain('evaluation.json');
    for (const name of ['codes.npy', 'reconstruction.npy', 'errors.npy']) expect(names).not.toContain(name);
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

  test('that was paused goes on as if unbroken, with the time before counted in', async () => {
    const asked = input('autoencoder', 4, { hidden: [32], epochs: 6 });
    const whole = await fit('autoencoder', 4, { hidden: [32], epochs: 6 });
    folder = mkdtempSync(join(home, 'run-'));
    const parts = { ...asked, folder, checkpoints: mkdtempSync(join(home, 'checkpoints-')) };
    let told = 0;
    const rest = fitJob(parts, {
      ...quietJob(),
      pauseRequested: () => told >= 3,
      report: (_, news) => void (told = Math.max(told, ...(news?.epochs ?? []).map(({ epoch }) => epoch))),
    });
    await expect(rest).rejects.toMatchObject({
      code: 'paused',
      message: 'Paused after epoch 3 of 6; resume it to continue from there.',
    });
    const resumed = await fitJob(parts, quietJob());
    const codes = (output: JobOutput<'fit'>): unknown =>
      output.artifacts.find(({ name }) => name === 'codes.npy')?.sha256;
    expect(codes(resumed)).toBe(codes(whole));
    expect(resumed.history.map(({ epoch, loss }) => [epoch, loss])).toEqual(
      whole.history.map(({ epoch, loss }) => [epoch, loss]),
    );
    const trained = resumed.history.reduce((total, { seconds }) => total + seconds, 0);
    expect(resumed.metrics['fit_seconds']?.value).toBeGreaterThanOrEqual(trained);
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

  test('turns its map of more than two columns to lie on an earlier one, and leaves two columns as they are', async () => {
    await fit('pca', 8);
    const { data: map } = await readNpyAs(join(folder, 'map.npy'), 'float32');
    const alignTo = join(home, 'earlier.npy');
    const mirrored = map.map((value, at) => (at % 2 === 0 ? -value : value));
    writeNpy(alignTo, mirrored, [digits.all.rows, 2]);
    const mapped = async (dim: number): Promise<Float32Array> => {
      await fitJob({ ...input('pca', dim), alignTo }, quietJob());
      return (await readNpyAs(join(folder, 'map.npy'), 'float32')).data;
    };
    const turned = await mapped(8);
    // Its centre stays where it is.
    const shift = [0, 1].map((axis) => (mirrored[axis] ?? 0) - (turned[axis] ?? 0));
    turned.forEach((value, at) => expect(value + (shift[at % 2] ?? 0)).toBeCloseTo(mirrored[at] ?? NaN, 4));
    const two = await mapped(2);
    expect(two).toEqual((await readNpyAs(join(folder, 'codes.npy'), 'float32')).data);
  });

  test('ends with a cancel within the step that it is in, wherever it is, and leaves nothing in TensorFlow', async () => {
    for (const phase of [/Training/, /logistic/, /small network/, /HDBSCAN/, /resampling/, /map/]) {
      const cancel = new AbortController();
      const late: string[] = [];
      const run = fitJob(input('autoencoder', 4, { hidden: [32], epochs: 3 }), {
        ...quietJob({ signal: cancel.signal }),
        report(progress) {
          if (cancel.signal.aborted) late.push(progress.phase);
          else if (phase.test(progress.phase)) cancel.abort();
        },
      });
      await expect(run).rejects.toMatchObject({ code: 'cancelled' });
      expect(late.length).toBeLessThanOrEqual(1);
      expect(late.filter((each) => !phase.test(each))).toEqual([]);
      expect(liveHandles()).toBe(0);
    }
  });
});

test('a device job names the device and the versions', async () => {
  const { device, versions } = await deviceJob({}, quietJob());
  expect(device).toMatch(/^(cpu|gpu) \(.+\)$/);
  expect(Object.keys(versions).sort()).toEqual(['node', 'tensorflow', 'tfjs-node']);
});

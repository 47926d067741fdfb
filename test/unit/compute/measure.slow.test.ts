import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fitJob } from '../../../src-main/compute/jobs/fit.ts';
import { measureJob } from '../../../src-main/compute/jobs/measure.ts';
import { jobs, type JobInput, type JobOutput } from '../../../src-main/compute/protocol.ts';
import { Evaluation, type Artifact, type MethodName } from '../../../src-main/contract/index.ts';
import { readNpy, readNpyAs } from '../../../src-main/store/arrays.ts';
import { liveHandles } from '../../../src-main/tensor/index.ts';
import { dataset, fitInput, keepDigits } from './digits.ts';
import { quietJob } from './job-context.ts';

let home: string;
let datasetFolder: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'isthmus-'));
  datasetFolder = keepDigits(home);
});
afterAll(() => rmSync(home, { recursive: true }));

async function fitted(method: MethodName, dim: number): Promise<{ folder: string; fit: JobOutput<'fit'> }> {
  const folder = mkdtempSync(join(home, 'run-'));
  const checkpoints = mkdtempSync(join(home, 'checkpoints-'));
  const set = method === 'autoencoder' ? { hidden: [16], epochs: 2 } : {};
  const fit = await fitJob({ ...fitInput(method, dim, set), datasetFolder, folder, checkpoints }, quietJob());
  return { folder, fit };
}

function input(folder: string, method: MethodName, k: number): JobInput<'measure'> {
  return { dataset, datasetFolder, folder, into: folder, method, k };
}

/** All of a run's figures but the seconds, which are others every time. */
function figures({ metrics }: { metrics: JobOutput<'fit'>['metrics'] }): [string, number | null][] {
  return Object.entries(metrics)
    .filter(([name]) => !name.endsWith('seconds'))
    .map(([name, { value }]): [string, number | null] => [name, value])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function hashes(artifacts: readonly Artifact[], names: readonly string[]): unknown {
  return names.map((name) => artifacts.find((one) => one.name === name)?.sha256);
}

describe('a measure job', () => {
  test.each([
    ['pca', 8],
    ['autoencoder', 4],
    ['raw', 64],
  ] as const)('of a run of %s finds again what its fit found', async (method, dim) => {
    const { folder, fit } = await fitted(method, dim);
    const before = figures(fit);
    const output = jobs.measure.output.parse(await measureJob(input(folder, method, 5), quietJob()));
    const after = figures(output);
    // To the last bit: else copies of one representation could be told apart by which of them was measured anew.
    expect(after).toEqual(before);
    const exact = ['predicted.npy', 'confusion.npy', 'class-pairs.npy', 'bootstrap.npy', 'per-sample.npy'];
    expect(hashes(output.artifacts, exact)).toEqual(hashes(fit.artifacts, exact));
  });

  test('with other neighbours says so in its figures and in evaluation.json', async () => {
    const { folder } = await fitted('pca', 8);
    const { metrics, artifacts } = await measureJob(input(folder, 'pca', 9), quietJob());
    expect(metrics['knn_accuracy']?.k).toBe(9);
    expect(metrics['trustworthiness']?.k).toBe(9);
    const about = Evaluation.parse(JSON.parse(readFileSync(join(folder, 'evaluation.json'), 'utf8')));
    expect(about.k).toBe(9);
    const heldOut = dataset.splits.test;
    const shape = (name: string): number[] | undefined => artifacts.find((one) => one.name === name)?.shape;
    expect(shape('per-sample.npy')).toEqual([about.per_sample.length, heldOut]);
    expect(shape('bootstrap.npy')).toEqual([about.bootstrap.length, 1_000]);
    expect(shape('predicted.npy')).toEqual([about.classifiers.length, heldOut]);
    expect(shape('confusion.npy')).toEqual([about.classifiers.length, 10, 10]);
    expect(shape('class-pairs.npy')).toEqual([10, 10]);
    expect(shape('feature-errors.npy')).toEqual([64]);
    expect(about.classes.reduce((total, { rows }) => total + rows, 0)).toBe(heldOut);
    const { data } = await readNpyAs(join(folder, 'confusion.npy'), 'int32');
    expect(data.subarray(0, 100).reduce((total, count) => total + count, 0)).toBe(heldOut);
    const { data: replicates } = await readNpy(join(folder, 'bootstrap.npy'));
    expect(replicates.every(Number.isFinite)).toBe(true);
  });

  test('writes over what was there', async () => {
    const { folder } = await fitted('pca', 8);
    writeFileSync(join(folder, 'evaluation.json'), '{}');
    await measureJob(input(folder, 'pca', 5), quietJob());
    Evaluation.parse(JSON.parse(readFileSync(join(folder, 'evaluation.json'), 'utf8')));
  });

  test('ends with a cancel, and leaves nothing in TensorFlow but the model it asked for', async () => {
    const { folder } = await fitted('pca', 8);
    await measureJob(input(folder, 'pca', 5), quietJob());
    const level = liveHandles();
    const cancel = new AbortController();
    const run = measureJob(input(folder, 'pca', 5), {
      ...quietJob({ signal: cancel.signal }),
      report: () => cancel.abort(),
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(liveHandles()).toBe(level);
  });
});

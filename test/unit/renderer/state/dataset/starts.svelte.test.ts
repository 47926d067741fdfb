import { describe, expect, it } from 'vitest';
import {
  completeParams,
  dataFacts,
  IsthmusError,
  type AppInfo,
  type MethodName,
  type Run,
} from '../../../../../src-main/contract/index.ts';
import type { Workbench } from '../../../../../src-renderer/state/app/workbench.svelte.ts';
import { ComparisonStart } from '../../../../../src-renderer/state/dataset/comparison-start.svelte.ts';
import { RunForm } from '../../../../../src-renderer/state/dataset/run-form.svelte.ts';
import { SweepForm } from '../../../../../src-renderer/state/dataset/sweep-form.svelte.ts';
import { SweepStart } from '../../../../../src-renderer/state/dataset/sweep-start.svelte.ts';
import { aDataset, aRun } from '../../../records.ts';

const dataset = aDataset('data1', { rows: 100, features: 64, hash: 'hash' });

/** A page that is connected, and services that start what they are asked for, or refuse it. */
function page(refusal: IsthmusError | null = null) {
  const asked: [name: string, input: unknown][] = [];
  const [kept, went, reported]: [string[], string[], unknown[]] = [[], [], []];
  const call = (name: string, input: { method?: MethodName }): Promise<unknown> => {
    asked.push([name, input]);
    if (refusal !== null) return Promise.reject(refusal);
    const sweep = { id: 'sweep1', dataset: 'data1' };
    return Promise.resolve(name === 'sweeps.start' ? { sweep } : { id: `new${input.method}` });
  };
  const workbench = {
    client: { call },
    connected: true,
    info: { missing: null } as AppInfo,
    keepRun: ({ id }: Run) => void kept.push(id),
    go: (path: string) => void went.push(path),
    report: (thrown: unknown) => void reported.push(thrown),
  };
  return {
    workbench: workbench as typeof workbench & Pick<Workbench, 'client'>,
    asked,
    kept,
    went,
    reported,
  };
}

/** A finished run as a form plans it. */
const made = (method: MethodName, dim: number): Run =>
  aRun(`${method}run`, dataset.id, {
    ...{ dataset_hash: dataset.hash, method, dim, status: 'finished', seed: 0 },
    params: completeParams(method, dataFacts(dataset), dim, {}),
  });
const off = 'Training is off on this machine; see above.';

describe('starting a comparison', () => {
  const begin = (runs: Run[], refusal: IsthmusError | null = null) => {
    const form = new RunForm(dataset);
    const at = page(refusal);
    return { ...at, form, start: new ComparisonStart(at.workbench, form, () => runs) };
  };

  it('makes what is not there yet, and opens all side by side', async () => {
    const { start, asked, kept, went } = begin([made('raw', 64)]);
    expect([start.ready, start.action]).toEqual([true, 'Compare 3 representations']);
    expect(start.outlook).toBe('2 to run, 1 there already.');
    const started = start.start();
    expect(start.ready).toBe(false);
    await started;
    expect(asked).toMatchObject([
      ['runs.start', { dataset: 'data1', method: 'pca', dim: 8, seed: 0 }],
      ['runs.start', { dataset: 'data1', method: 'autoencoder', dim: 8, seed: 0 }],
    ]);
    expect(kept).toEqual(['newpca', 'newautoencoder']);
    expect([went, start.ready]).toEqual([
      ['/datasets/data1/compare?runs=rawrun,newpca,newautoencoder'],
      true,
    ]);
  });

  it('of what was all run before is open to a machine that cannot train', () => {
    const { start, workbench } = begin([made('raw', 64), made('pca', 8), made('autoencoder', 8)]);
    workbench.info = { missing: 'No TensorFlow.' } as AppInfo;
    expect([start.ready, start.action]).toEqual([true, 'Open the comparison']);
    expect(start.outlook).toBe('All of it was run before: nothing is made again.');
  });

  it('cannot be while there is no method, a field is wrong, training is off or the services are away', () => {
    const { start, form, workbench } = begin([]);
    expect([start.ready, start.outlook]).toEqual([true, '']);
    workbench.info = { missing: 'No TensorFlow.' } as AppInfo;
    expect([start.ready, start.outlook]).toEqual([false, off]);
    workbench.info = { missing: null } as AppInfo;
    workbench.connected = false;
    expect(start.ready).toBe(false);
    workbench.connected = true;
    form.seedRefused = true;
    expect([start.ready, start.outlook]).toEqual([false, '']);
    form.takeSeed(1);
    for (const method of form.checked) form.check(method, false);
    expect([start.ready, start.outlook]).toEqual([false, 'Choose at least one method.']);
  });

  it('that is refused says why, and stays on the page', async () => {
    const refusal = new IsthmusError('bad_input', 'The disk is full.');
    const { start, went, reported } = begin([], refusal);
    await start.start();
    expect([went, reported, start.ready]).toEqual([[], [refusal], true]);
  });
});

describe('starting a sweep', () => {
  const begin = (refusal: IsthmusError | null = null) => {
    const form = new SweepForm(dataset);
    const at = page(refusal);
    return { ...at, form, start: new SweepStart(at.workbench, form) };
  };

  it('asks for what the form has, and goes to its page', async () => {
    const { start, form, asked, went } = begin();
    form.takeSizes('2, 4');
    const started = start.start();
    expect(start.ready).toBe(false);
    await started;
    const methods = ['pca', 'autoencoder'];
    expect(asked).toEqual([['sweeps.start', { dataset: 'data1', methods, dims: [2, 4], seeds: 3 }]]);
    expect([went, start.ready]).toEqual([['/datasets/data1/sweeps/sweep1'], true]);
  });

  it('says which methods another seed would not change', () => {
    const { start, form } = begin();
    expect(start.outlook).toBe('No random numbers are used by PCA: one seed is enough there.');
    form.takeSeeds(1);
    expect(start.outlook).toBe('');
  });

  it('cannot be while there is no method, a field is wrong or training is off', () => {
    const { start, form, workbench } = begin();
    form.takeSizes('x');
    expect([start.ready, start.outlook]).toEqual([false, '']);
    form.takeSizes('2');
    expect(start.ready).toBe(true);
    workbench.info = { missing: 'No TensorFlow.' } as AppInfo;
    expect([start.ready, start.outlook]).toEqual([false, off]);
    workbench.info = { missing: null } as AppInfo;
    for (const method of form.methods) form.check(method, false);
    expect([start.ready, start.outlook]).toEqual([false, 'Choose at least one method.']);
  });

  it('that is refused says why, and stays on the page', async () => {
    const refusal = new IsthmusError('bad_input', 'The disk is full.');
    const { start, went, reported } = begin(refusal);
    await start.start();
    expect([went, reported, start.ready]).toEqual([[], [refusal], true]);
  });
});

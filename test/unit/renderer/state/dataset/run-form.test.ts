import { describe, expect, it } from 'vitest';
import { completeParams, dataFacts, type Dataset, type Run } from '../../../../../src-main/contract/index.ts';
import { RunForm } from '../../../../../src-renderer/state/dataset/run-form.svelte.ts';
import { aRun } from '../../../records.ts';

const dataset: Dataset = {
  id: 'data',
  name: 'Digits',
  kind: 'images',
  source: 'the sample',
  created: '2026-01-01T00:00:00.000Z',
  rows: 1_797,
  features: 64,
  shape: [8, 8, 1],
  feature_names: [],
  classes: [],
  splits: { train: 1_438, test: 359 },
  split: { kind: 'stratified', test_fraction: 0.2, seed: 0 },
  recipe: { kind: 'images', width: 8, height: 8, channels: 1, fit: 'exact' },
  skipped: [],
  warnings: [],
  hash: 'hash',
  artifacts: [],
  thumbnails: null,
};

const run = (method: Run['method'], dim: number, changes: Partial<Run> = {}): Run =>
  aRun(`${method}run`, dataset.id, {
    dataset_hash: dataset.hash,
    method,
    dim,
    status: 'finished',
    seed: 0,
    params: completeParams(method, dataFacts(dataset), dim, {}),
    ...changes,
  });

const existing = (plan: RunForm, runs: Run[]): (string | undefined)[] =>
  plan.planned(runs).map((one) => one.existing?.id);

describe('a planned comparison', () => {
  it('begins with every method at the suggested code size, and the raw features at all of them', () => {
    const plan = new RunForm(dataset);
    expect(plan.planned([]).map(({ method, dim }) => [method, dim])).toEqual([
      ['raw', 64],
      ['pca', 8],
      ['autoencoder', 8],
    ]);
  });

  it('uses a run of the same settings again', () => {
    const plan = new RunForm(dataset);
    const runs = [run('raw', 64), run('pca', 8), run('autoencoder', 8)];
    expect(existing(plan, runs)).toEqual(['rawrun', 'pcarun', 'autoencoderrun']);
  });

  it('makes a new one when code size, a parameter, the data or the outcome differs', () => {
    const plan = new RunForm(dataset);
    expect(existing(plan, [run('pca', 4)])[1]).toBeUndefined();
    expect(existing(plan, [run('pca', 8, { dataset_hash: 'other' })])[1]).toBeUndefined();
    expect(existing(plan, [run('pca', 8, { status: 'failed' })])[1]).toBeUndefined();
    plan.set('pca', 'whiten', true);
    expect(existing(plan, [run('pca', 8)])[1]).toBeUndefined();
    expect(existing(plan, [run('pca', 8, { params: { whiten: true } })])[1]).toBe('pcarun');
  });

  it('heeds the seed for what is trained, and not for what is exact', () => {
    const plan = new RunForm(dataset);
    plan.takeSeed(7);
    expect(existing(plan, [run('raw', 64), run('pca', 8), run('autoencoder', 8)])).toEqual([
      'rawrun',
      'pcarun',
      undefined,
    ]);
  });

  it('uses a run of a sweep again only where no other with a result is the same', () => {
    const plan = new RunForm(dataset);
    const ofSweep = { ...run('pca', 8), id: 'ofsweep', sweep: 'sweep' };
    expect(existing(plan, [ofSweep])[1]).toBe('ofsweep');
    expect(existing(plan, [ofSweep, run('pca', 8)])[1]).toBe('pcarun');
    expect(existing(plan, [ofSweep, run('pca', 8, { status: 'queued' })])[1]).toBe('ofsweep');
  });

  it('sends only what was set, and forgets what was set back', () => {
    const plan = new RunForm(dataset);
    plan.set('autoencoder', 'epochs', 5);
    plan.set('autoencoder', 'hidden', [32]);
    plan.set('autoencoder', 'epochs', undefined);
    expect(plan.planned([]).at(-1)?.params).toEqual({ hidden: [32] });
  });

  it('says in a sentence what cannot be run, and holds back what cannot be read', () => {
    const plan = new RunForm(dataset);
    plan.takeDim(65);
    expect(plan.planned([])[1]?.error).toContain('65');
    plan.takeDim(8);
    expect(plan.refused).toBe(false);
    plan.refuse('autoencoder', 'hidden', 'no');
    expect(plan.refused).toBe(true);
    plan.check('autoencoder', false);
    expect(plan.refused).toBe(false);
  });
});

describe('the largest code size that can be entered', () => {
  it('is the number of features, but for a Boltzmann machine, which may have more units', () => {
    const form = new RunForm(dataset);
    expect(form.maxDim(form.checked)).toBe(dataset.features);
    form.check('rbm', true);
    expect(form.maxDim(form.checked)).toBe(65_536);
    expect(form.maxDim(['rbm'])).toBe(65_536);
  });
});

describe('a preset', () => {
  const planOf = (plan: RunForm) => plan.plan('autoencoder', []);

  it('sets parameters as if they had been entered, and its code size', () => {
    const plan = new RunForm(dataset);
    plan.choosePreset('autoencoder', 'small');
    expect(plan.dim).toBe(2);
    expect(planOf(plan)).toMatchObject({ preset: 'small', params: { activation: 'gelu' }, error: null });
    expect(plan.changes('autoencoder')).toMatchObject({ activation: 'gelu' });
  });

  it('keeps its name when a parameter is changed afterwards, and sends the change', () => {
    const plan = new RunForm(dataset);
    plan.choosePreset('autoencoder', 'best');
    plan.set('autoencoder', 'epochs', 7);
    expect(planOf(plan)).toMatchObject({ preset: 'best', params: { activation: 'gelu', epochs: 7 } });
    expect(plan.given.autoencoder).toEqual({ epochs: 7 });
  });

  it('can be overruled by a default, and a value of its own is no change', () => {
    const plan = new RunForm(dataset);
    plan.choosePreset('autoencoder', 'best');
    plan.set('autoencoder', 'activation', undefined);
    expect(planOf(plan).params).toMatchObject({ activation: 'relu' });
    expect(plan.changes('autoencoder')).not.toHaveProperty('activation');
    plan.set('autoencoder', 'activation', 'gelu');
    expect(plan.given.autoencoder).toEqual({});
  });

  it('follows the code size where its settings depend on it', () => {
    const plan = new RunForm({ ...dataset, features: 256 });
    plan.choosePreset('autoencoder', 'quick');
    plan.takeDim(200);
    expect(planOf(plan).params).toMatchObject({ hidden: [200] });
  });

  it('gives way to the defaults, and its code size to the one before', () => {
    const plan = new RunForm(dataset);
    plan.takeDim(16);
    plan.choosePreset('autoencoder', 'small');
    plan.choosePreset('autoencoder', 'hinton-modern');
    expect(plan.dim).toBe(30);
    plan.set('autoencoder', 'epochs', 7);
    plan.choosePreset('autoencoder', null);
    expect(plan.dim).toBe(16);
    expect(planOf(plan)).toMatchObject({ preset: null, params: {} });
  });

  it('leaves the code size alone where the data cannot have its own', () => {
    const plan = new RunForm({ ...dataset, features: 13 });
    const before = plan.dim;
    plan.choosePreset('autoencoder', 'hinton-modern');
    expect(plan.dim).toBe(before);
  });
});

describe('a method that cannot have the common code size', () => {
  const labelled: Dataset = {
    ...dataset,
    classes: Array.from({ length: 3 }, (_, i) => ({ name: `class ${i}`, count: 599 })),
  };

  it('is held back with a sentence until the user agrees to the largest it can have', () => {
    const plan = new RunForm(labelled);
    expect(plan.boundOf('linear_discriminant', plan.dim)?.max).toBe(2);
    expect(plan.plan('linear_discriminant', []).error).toContain('2');
    plan.agree('linear_discriminant', true);
    expect(plan.plan('linear_discriminant', [])).toMatchObject({ dim: 2, error: null });
    expect(plan.plan('pca', []).dim).toBe(8);
    plan.agree('linear_discriminant', false);
    expect(plan.plan('linear_discriminant', []).error).not.toBeNull();
  });

  it('keeps a smaller common size after all', () => {
    const plan = new RunForm(labelled);
    plan.agree('linear_discriminant', true);
    plan.takeDim(1);
    expect(plan.plan('linear_discriminant', []).dim).toBe(1);
  });

  it('says why it cannot be used at all', () => {
    expect(new RunForm(dataset).unfit('linear_discriminant')).toContain('labels');
    expect(new RunForm(labelled).unfit('linear_discriminant')).toBeNull();
  });
});

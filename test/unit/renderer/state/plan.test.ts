import { describe, expect, it } from 'vitest';
import { completeParams, dataFacts, type Dataset, type Run } from '../../../../src-main/contract/index.ts';
import { Plan } from '../../../../src-renderer/state/plan.svelte.ts';
import { aRun } from '../../records.ts';

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

const existing = (plan: Plan, runs: Run[]): (string | undefined)[] =>
  plan.planned(runs).map((one) => one.existing?.id);

describe('a planned comparison', () => {
  it('begins with every method at the suggested code size, and the raw features at all of them', () => {
    const plan = new Plan(dataset);
    expect(plan.planned([]).map(({ method, dim }) => [method, dim])).toEqual([
      ['raw', 64],
      ['pca', 8],
      ['autoencoder', 8],
    ]);
  });

  it('uses a run of the same settings again', () => {
    const plan = new Plan(dataset);
    const runs = [run('raw', 64), run('pca', 8), run('autoencoder', 8)];
    expect(existing(plan, runs)).toEqual(['rawrun', 'pcarun', 'autoencoderrun']);
  });

  it('makes a new one when code size, a parameter, the data or the outcome differs', () => {
    const plan = new Plan(dataset);
    expect(existing(plan, [run('pca', 4)])[1]).toBeUndefined();
    expect(existing(plan, [run('pca', 8, { dataset_hash: 'other' })])[1]).toBeUndefined();
    expect(existing(plan, [run('pca', 8, { status: 'failed' })])[1]).toBeUndefined();
    plan.set('pca', 'whiten', true);
    expect(existing(plan, [run('pca', 8)])[1]).toBeUndefined();
    expect(existing(plan, [run('pca', 8, { params: { whiten: true } })])[1]).toBe('pcarun');
  });

  it('heeds the seed for what is trained, and not for what is exact', () => {
    const plan = new Plan(dataset);
    plan.takeSeed(7);
    expect(existing(plan, [run('raw', 64), run('pca', 8), run('autoencoder', 8)])).toEqual([
      'rawrun',
      'pcarun',
      undefined,
    ]);
  });

  it('sends only what was set, and forgets what was set back', () => {
    const plan = new Plan(dataset);
    plan.set('autoencoder', 'epochs', 5);
    plan.set('autoencoder', 'hidden', [32]);
    plan.set('autoencoder', 'epochs', undefined);
    expect(plan.planned([]).at(-1)?.params).toEqual({ hidden: [32] });
  });

  it('says in a sentence what cannot be run, and holds back what cannot be read', () => {
    const plan = new Plan(dataset);
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

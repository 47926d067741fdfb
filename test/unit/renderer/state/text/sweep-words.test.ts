import { describe, expect, it } from 'vitest';
import { statusWords, sweepOrder, sweepTitle } from '../../../../../src-renderer/state/text/sweep-words.ts';
import { aRun } from '../../../records.ts';

describe('a sweep in words', () => {
  it('names its methods while they are few, its sizes and its seeds', () => {
    expect(sweepTitle({ methods: ['pca', 'autoencoder'], dims: [2, 4, 64], seeds: 3 })).toBe(
      'PCA and Autoencoder at 3 code sizes from 2 to 64, 3 seeds',
    );
    expect(sweepTitle({ methods: ['pca'], dims: [8], seeds: 1 })).toBe('PCA at code size 8, 1 seed');
    const five = ['raw', 'pca', 'autoencoder', 'random_projection', 'linear_discriminant'] as const;
    expect(sweepTitle({ methods: [...five], dims: [8], seeds: 1 })).toContain('5 methods');
  });

  it('counts its runs by how they stand', () => {
    const runs = (['finished', 'finished', 'failed', 'running', 'queued'] as const).map((status) => ({
      status,
    }));
    expect(statusWords(runs)).toBe('2 of 5 runs finished, 1 running, 1 waiting, 1 failed');
    expect(statusWords(runs.slice(0, 2))).toBe('2 runs finished');
  });

  it('has its runs by method, code size and seed', () => {
    const runs = [
      aRun('a', 'd', { method: 'autoencoder', dim: 2, seed: 1 }),
      aRun('b', 'd', { method: 'autoencoder', dim: 2, seed: 0 }),
      aRun('c', 'd', { method: 'pca', dim: 8 }),
      aRun('d', 'd', { method: 'pca', dim: 2 }),
    ];
    expect(sweepOrder(runs).map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
  });
});

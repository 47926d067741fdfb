import { expect, test } from 'vitest';
import type { Run } from '../../../../../src-main/contract/index.ts';
import {
  neighbourRuns,
  referenceSentence,
} from '../../../../../src-renderer/state/compare/neighbour-runs.ts';
import { aRun } from '../../../records.ts';

const finished = (id: string, method: Run['method'], more: Partial<Run> = {}): Run =>
  aRun(id, 'd', { method, status: 'finished', ...more });
const raw = finished('raw', 'raw', { name: 'Raw features' });
const pca = finished('pca', 'pca');
const lda = finished('lda', 'linear_discriminant');
const idsOf = (runs: readonly Run[], shown: readonly string[]): [string | undefined, string[]] => {
  const { reference, others } = neighbourRuns(runs, (id) => shown.includes(id));
  return [reference?.id, others.map(({ id }) => id)];
};

test('raw features are the reference and PCA is beside them, though neither is on show', () => {
  expect(idsOf([raw, pca, lda], ['lda'])).toEqual(['raw', ['pca', 'lda']]);
  expect(idsOf([raw, pca, lda], ['raw', 'pca', 'lda'])).toEqual(['raw', ['pca', 'lda']]);
});

test('a PCA that is on show comes before one that is not, and one of a sweep last', () => {
  const swept = finished('swept', 'pca', { sweep: 's' });
  expect(idsOf([raw, swept, pca, lda], ['lda'])).toEqual(['raw', ['pca', 'lda']]);
  expect(idsOf([raw, pca, swept, lda], ['lda', 'swept'])).toEqual(['raw', ['swept', 'lda']]);
});

test('without raw features PCA is the reference, else the first column, and it is said', () => {
  expect(idsOf([pca, lda], ['lda'])).toEqual(['pca', ['lda']]);
  expect(idsOf([lda, finished('umap', 'autoencoder')], ['lda', 'umap'])).toEqual(['lda', ['umap']]);
  expect(referenceSentence(neighbourRuns([pca, lda], () => true))).toBe(
    'Raw features have no finished run, so against run pca:',
  );
  expect(referenceSentence(neighbourRuns([raw, lda], () => true))).toBe('Against Raw features:');
});

test('runs that are not finished have no neighbours', () => {
  expect(idsOf([aRun('raw', 'd', { method: 'raw' }), aRun('pca', 'd')], ['raw', 'pca'])).toEqual([
    undefined,
    [],
  ]);
  expect(referenceSentence(neighbourRuns([], () => true))).toContain('No run is finished');
  expect(referenceSentence(neighbourRuns([raw], () => true))).toContain('no other finished run');
});

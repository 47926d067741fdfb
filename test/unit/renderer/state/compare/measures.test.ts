import { describe, expect, it } from 'vitest';
import type { Artifact, Run } from '../../../../../src-main/contract/index.ts';
import {
  dueOf,
  measuredWords,
  measureHint,
  mixedHints,
  neighboursOf,
  offeredNeighbours,
  secondsLeft,
  seriesProgress,
} from '../../../../../src-renderer/state/compare/measures.ts';
import { aRun } from '../../../records.ts';

const evaluation: Artifact = { name: 'evaluation.json', dtype: 'json', shape: [], sha256: 'e', bytes: 1 };

/** A finished run measured with so many neighbours; `old`: by a version that kept no intervals. */
function measured(name: string, k: number, old = false): Run {
  return aRun(name, 'd', {
    name,
    status: 'finished',
    metrics: { bytes_per_sample: { value: 8, rows: 9 }, knn_accuracy: { value: 0.5, rows: 9, k } },
    artifacts: old ? [] : [evaluation],
  });
}
const [raw, pca, seven] = [measured('Raw', 5), measured('PCA', 5), measured('Seven', 7)];
const old = measured('Old', 5, true);
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const hint = (run: Run, others: Run[]): string => plain(measureHint(run, others) ?? '');

describe('how runs were measured', () => {
  it('is told by the neighbours in their metrics', () => {
    expect(neighboursOf(seven)).toBe(7);
    expect(neighboursOf(aRun('a', 'd'))).toBeNull();
  });

  it('is said of several on a button', () => {
    expect(measuredWords([raw, pca])).toBe('k = 5');
    expect(measuredWords([seven, pca])).toBe('k = 5, 7');
    expect(measuredWords([seven, pca, measured('Nine', 9)])).toBe('k differs');
    expect(measuredWords([aRun('a', 'd')])).toBe('k');
  });

  it('is said of a run where others were measured otherwise, or it has no intervals', () => {
    expect(measureHint(pca, [raw, pca])).toBeNull();
    expect(hint(pca, [raw, pca, seven])).toBe('Measured with k = 5, others shown here with k = 7.');
    expect(hint(seven, [pca, seven, measured('Nine', 9)])).toBe(
      'Measured with k = 7, others shown here with k = 5 and k = 9.',
    );
    expect(measureHint(old, [old, pca])).toBe('Measured without intervals by an earlier version.');
  });

  it('is said of many at once, with their names while they are few', () => {
    expect(mixedHints([raw, pca])).toEqual([]);
    expect(mixedHints([raw, pca, seven, old]).map(plain)).toEqual([
      'Measured with different numbers of neighbours, so that metrics of neighbours cannot be compared: k = 5 (Raw, PCA and Old) and k = 7 (Seven).',
      'Measured without intervals by an earlier version: Old.',
    ]);
    const many = [1, 2, 3, 4].map((i) => measured(`PCA ${i}`, 5));
    expect(mixedHints([...many, seven]).map(plain)[0]).toMatch(/k = 5 \(4 runs\) and k = 7 \(Seven\)\.$/);
  });
});

describe('measuring anew', () => {
  it('offers the neighbours that all have, and the usual number where they differ or there are none', () => {
    expect(offeredNeighbours([seven])).toBe(7);
    expect(offeredNeighbours([seven, pca])).toBe(5);
    expect(offeredNeighbours([])).toBe(5);
  });

  it('is due for runs of other neighbours and for those without intervals', () => {
    expect(dueOf([raw, seven, old], 5)).toEqual([seven, old]);
    expect(dueOf([raw, seven, old], 7)).toEqual([raw, old]);
  });

  it('is told of as one, however many runs there are', () => {
    const news = { fraction: 0.5, phase: 'Evaluating: k-means', seconds_left: null };
    expect(seriesProgress({ name: 'PCA 8', at: 1, of: 3 }, news, 10)).toEqual({
      fraction: 0.5,
      phase: 'PCA 8, 2 of 3: k-means',
      seconds_left: 10,
    });
    const waiting = { fraction: null, phase: 'waiting for its turn', seconds_left: null };
    expect(seriesProgress({ name: 'PCA 8', at: 0, of: 1 }, waiting, 10)).toEqual({
      fraction: 0,
      phase: 'PCA 8: waiting for its turn',
      seconds_left: null,
    });
  });

  it('says how long it will take once enough of it is done', () => {
    expect(secondsLeft(0.25, 10)).toBe(30);
    expect(secondsLeft(0.01, 10)).toBeNull();
    expect(secondsLeft(0.5, 0.5)).toBeNull();
  });
});

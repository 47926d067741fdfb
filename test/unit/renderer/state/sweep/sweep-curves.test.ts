import { describe, expect, it } from 'vitest';
import {
  methodNames,
  metricInfos,
  type Spread,
  type SweepPoint,
} from '../../../../../src-main/contract/index.ts';
import {
  chartWords,
  methodStroke,
  metricsOf,
  sweepChartData,
  withoutFigure,
  type SweepFigures,
} from '../../../../../src-renderer/state/sweep/sweep-curves.ts';
import { aRun } from '../../../records.ts';

const spread = (mean: number, half = 0, count = 1): Spread => ({
  mean,
  low: mean - half,
  high: mean + half,
  deviation: half,
  count,
});
const points: SweepPoint[] = [
  { method: 'pca', dim: 8, metrics: { knn_accuracy: spread(0.96), reconstruction_mse: spread(0.02) } },
  {
    method: 'autoencoder',
    dim: 8,
    metrics: { knn_accuracy: spread(0.97), reconstruction_mse: spread(0.01) },
  },
  {
    method: 'autoencoder',
    dim: 2,
    metrics: { knn_accuracy: spread(0.9, 0.02, 2), reconstruction_mse: spread(0.03, 0.001, 2) },
  },
  { method: 'linear_discriminant', dim: 2, metrics: { knn_accuracy: spread(0.7) } },
  { method: 'raw', dim: 64, metrics: { knn_accuracy: spread(0.98) } },
];
const value = (of: number) => ({ knn_accuracy: { value: of, rows: 359 } });
const figures: SweepFigures = {
  points,
  dims: [2, 8],
  runs: [
    aRun('s0', 'd', { method: 'autoencoder', dim: 2, metrics: value(0.88) }),
    aRun('s1', 'd', { method: 'autoencoder', dim: 2, metrics: value(0.92) }),
    aRun('s2', 'd', { method: 'autoencoder', dim: 2, status: 'failed' }),
  ],
  choice: { method: 'autoencoder', dim: 8 },
  raw: aRun('raw', 'd', { method: 'raw', metrics: value(0.98) }),
  hidden: new Set(),
  shown: [],
};

describe('the curves of a sweep', () => {
  const accuracy = sweepChartData(figures, 'knn_accuracy', 'light');

  it('are one a method that has the figure, by code size, with the value of each seed', () => {
    expect(accuracy.curves.map(({ name }) => name)).toEqual(['pca', 'autoencoder', 'linear_discriminant']);
    const curve = accuracy.curves[1];
    expect(curve?.marks.map(({ dim }) => dim)).toEqual([2, 8]);
    expect(curve?.marks[0]).toMatchObject({ mean: 0.9, low: 0.88, high: 0.92, seeds: [0.88, 0.92] });
  });

  it('leave out a method that has no such figure', () => {
    const { curves } = sweepChartData(figures, 'reconstruction_mse', 'light');
    expect(curves.map(({ name }) => name)).toEqual(['pca', 'autoencoder']);
  });

  it('are held against PCA, and against the raw features as a level', () => {
    expect(accuracy.curves.filter(({ yardstick }) => yardstick).map(({ name }) => name)).toEqual(['pca']);
    expect(accuracy.level).toMatchObject({ value: 0.98 });
    expect(sweepChartData(figures, 'reconstruction_mse', 'light').level).toBeNull();
    expect(sweepChartData({ ...figures, raw: null }, 'knn_accuracy', 'light').level).toBeNull();
  });

  it('say the neighbours of the raw features where those of the sweep are others', () => {
    const raw = (k: number) =>
      aRun('raw', 'd', { method: 'raw', metrics: { knn_accuracy: { value: 0.9, rows: 359, k } } });
    const runs = [aRun('a', 'd', { metrics: { knn_accuracy: { value: 0.9, rows: 359, k: 5 } } })];
    const name = (k: number) =>
      sweepChartData({ ...figures, runs, raw: raw(k) }, 'knn_accuracy', 'light').level?.name;
    expect(name(5)).toBe('Raw features 90.0\u00a0%');
    expect(name(7)).toBe('Raw features 90.0\u00a0%, k = 7');
  });

  it('point out the chosen place, and can be switched off', () => {
    expect(accuracy.chosen).toEqual({ curve: 'autoencoder', dim: 8 });
    const few = sweepChartData({ ...figures, hidden: new Set(['pca' as const]) }, 'knn_accuracy', 'light');
    expect(few.curves.map(({ name }) => name)).toEqual(['autoencoder', 'linear_discriminant']);
  });

  it('say their figures in words, with PCA beside the others', () => {
    const words = accuracy.curves.map(({ marks }) => marks.at(-1)?.words);
    expect(words[0]).toEqual(['PCA, 8 numbers per sample', 'Neighbour accuracy 96.0\u00a0%']);
    expect(words[1]).toEqual([
      'Autoencoder, 8 numbers per sample',
      'Neighbour accuracy 97.0\u00a0%',
      '1 seed',
      'PCA 96.0\u00a0%',
    ]);
    expect(accuracy.curves[1]?.marks[0]?.words[2]).toBe('88.0\u00a0% to 92.0\u00a0% over 2 seeds');
    // There is no PCA of two numbers per sample to stand beside.
    expect(accuracy.curves[1]?.marks[0]?.words).toHaveLength(3);
    expect(chartWords('knn_accuracy', accuracy)).toContain('Autoencoder 90.0\u00a0% at 2, 97.0\u00a0% at 8');
  });

  it('are empty while nothing has finished', () => {
    const none = sweepChartData({ ...figures, points: [], choice: null, raw: null }, 'knn_accuracy', 'dark');
    expect(none).toMatchObject({ curves: [], level: null, chosen: null, sizes: [2, 8] });
  });

  it('are offered of every metric that there are figures of, of no other', () => {
    const every = Object.fromEntries(metricInfos.map(({ name }) => [name, spread(1)]));
    expect(metricsOf([{ method: 'pca', dim: 2, metrics: every }])).toEqual(metricInfos);
    expect(metricsOf(points).map(({ name }) => name)).toEqual(['knn_accuracy', 'reconstruction_mse']);
    expect(metricsOf([])).toEqual([]);
  });

  it('are drawn by factors where they are errors or costs, and against 1 where they are shares', () => {
    const kindOf = (metric: string) => {
      const { logarithmic, share, whole } = sweepChartData(figures, metric, 'light');
      return [logarithmic, share, whole];
    };
    expect(kindOf('stress')).toEqual([true, false, false]);
    expect(kindOf('fit_seconds')).toEqual([true, false, false]);
    expect(kindOf('class_overlap')).toEqual([false, true, false]);
    expect(kindOf('kmeans_clusters')).toEqual([false, false, true]);
    expect(kindOf('intrinsic_dimension_twonn')).toEqual([false, false, false]);
  });

  it('have runs pointed out on them, of other sizes too, with how they were measured', () => {
    const metric = { value: 0.955, rows: 359, low: 0.93, high: 0.97, k: 7 };
    const pca30 = aRun('p', 'd', { name: 'PCA 30', dim: 30, metrics: { knn_accuracy: metric } });
    const bare = aRun('b', 'd', { name: 'PCA 8', dim: 8 });
    const shown = [pca30, bare, aRun('r', 'd', { name: 'Raw', method: 'raw', dim: 64, metrics: value(0.9) })];
    const data = sweepChartData({ ...figures, shown }, 'knn_accuracy', 'light');
    expect(data.sizes).toEqual([2, 8, 30]);
    expect(data.runs.map(({ name }) => name)).toEqual(['PCA 30']);
    expect(data.runs[0]?.mark).toMatchObject({
      dim: 30,
      mean: 0.955,
      words: [
        'PCA 30',
        'PCA, 30 numbers per sample',
        'Neighbour accuracy 95.5\u00a0% (93.0 to 97.0\u00a0%)',
        'k = 7',
      ],
    });
    expect(withoutFigure(shown, 'knn_accuracy')).toBe('Without a figure of “Neighbour accuracy”: PCA 8.');
    expect(withoutFigure([pca30], 'knn_accuracy')).toBeNull();
  });
});

it('every method is drawn like no other', () => {
  for (const ground of ['light', 'dark'] as const) {
    const strokes = methodNames
      .filter((method) => method !== 'raw')
      .map((method) => JSON.stringify({ ...methodStroke(method, ground), shape: undefined }));
    expect(new Set(strokes).size).toBe(strokes.length);
  }
});

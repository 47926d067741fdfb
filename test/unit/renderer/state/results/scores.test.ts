import { expect, test } from 'vitest';
import {
  metricInfo,
  metricInfos,
  type Comparison,
  type Metric,
} from '../../../../../src-main/contract/index.ts';
import {
  basisWords,
  betterWords,
  briefBasis,
  certaintyWords,
  columnBasis,
  curveWords,
  differenceSentence,
  placeOn,
  scoreGroups,
  scoreLine,
  scoreScale,
  seedWords,
  standingOf,
} from '../../../../../src-renderer/state/results/scores.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
const info = (name: string) => metricInfo(name) ?? metricInfos[0]!;

test('groups come in their order, with every metric once; without labels those that need them are absent', () => {
  const groups = scoreGroups(true);
  expect(groups.map(({ title }) => title)).toEqual([
    'Classes',
    'Structure',
    'Reconstruction',
    'Without labels',
    'Cost',
  ]);
  expect(groups.flatMap(({ infos }) => infos)).toHaveLength(metricInfos.length);
  expect(scoreGroups(false).map(({ title }) => title)).not.toContain('Classes');
  expect(
    scoreGroups(true, false)
      .flatMap(({ infos }) => infos)
      .every(({ first }) => first),
  ).toBe(true);
});

test('a scale reaches over the values and intervals of all columns, and is none where they are one', () => {
  const metrics: (Metric | undefined)[] = [
    { value: 0.5, rows: 9, low: 0.4, high: 0.7 },
    { value: 0.9, rows: 9 },
    { value: null, rows: 0 },
    undefined,
  ];
  const scale = scoreScale(metrics);
  expect(scale).toEqual({ from: 0.4, to: 0.9 });
  expect(placeOn({ from: 0.4, to: 0.9 }, 0.65)).toBeCloseTo(0.5);
  expect(scoreScale([{ value: 3, rows: 9 }])).toBeNull();
  expect(scoreScale([])).toBeNull();
});

test('what a number is of is said with its neighbours, rows drawn and pairs', () => {
  const say = (name: string, metric: Metric | undefined): string => basisWords(info(name), metric);
  expect(say('knn_accuracy', { value: 1, rows: 359, k: 5 })).toBe('359 held-out samples, k = 5');
  expect(say('bytes_per_sample', { value: 32, rows: 1_797 })).toBe('1,797 samples');
  expect(say('hopkins', { value: 0.7, rows: 36, drawn: { of: 359, seed: 0 } })).toBe(
    '36 held-out samples, drawn of 359 with seed 0',
  );
  const pairs = { count: 64_261, of: 64_261, seed: 0 };
  expect(say('stress', { value: 0.1, rows: 359, pairs })).toBe('359 held-out samples, all 64,261 pairs');
  expect(say('stress', { value: 0.1, rows: 359, pairs: { ...pairs, count: 1_000 } })).toBe(
    '359 held-out samples, 1,000 of 64,261 pairs, drawn with seed 0',
  );
  expect(say('silhouette', { value: null, rows: 0, reason: 'There is one class only.' })).toBe(
    'There is one class only.',
  );
  expect(say('silhouette', undefined)).toBe('not measured');
});

test('at a glance a number says its neighbours, and what was drawn for it', () => {
  expect(briefBasis({ value: 1, rows: 359, k: 5 })).toBe('k = 5');
  expect(briefBasis({ value: 1, rows: 359 })).toBe('');
  expect(briefBasis({ value: 0.7, rows: 36, drawn: { of: 359, seed: 0 } })).toBe('36 of 359 samples, seed 0');
  const pairs = { count: 1_000, of: 64_261, seed: 0 };
  expect(briefBasis({ value: 0.7, rows: 359, pairs })).toBe('1,000 of 64,261 pairs, seed 0');
  expect(briefBasis({ value: 0.7, rows: 359, pairs: { ...pairs, count: 64_261 } })).toBe('');
});

test('a column of a table says once what its figures are of, and with each where they differ', () => {
  const accuracy = (k: number, rows = 359): Metric => ({ value: 0.9, rows, k });
  const of = (name: string, metrics: (Metric | undefined)[]) => columnBasis(info(name), metrics, 359);
  expect(of('knn_accuracy', [accuracy(5), accuracy(5), undefined])).toEqual({
    all: 'k = 5',
    each: ['', '', ''],
  });
  expect(of('knn_accuracy', [accuracy(5), accuracy(7), undefined])).toEqual({
    all: '',
    each: ['k = 5', 'k = 7', ''],
  });
  expect(of('knn_accuracy', [accuracy(5, 300)]).all).toBe('300 held-out samples, k = 5');
  expect(of('fit_seconds', [{ value: 1, rows: 1_438 }]).all).toBe('1,438 samples');
  expect(of('silhouette', [{ value: 1, rows: 359 }]).all).toBe('');
});

test('figures that are neither good nor bad are not said to be', () => {
  expect(betterWords(info('knn_accuracy'))).toBe('Higher is better.');
  expect(betterWords(info('stress'))).toBe('Lower is better.');
  expect(betterWords(info('kmeans_clusters'))).toBe('');
});

const comparison: Comparison = {
  representations: [],
  best: { knn_accuracy: ['a'], silhouette: ['a'] },
  differences: [
    { run: 'b', other: 'a', metric: 'knn_accuracy', value: -0.014, low: -0.03, high: 0.002 },
    { run: 'b', other: 'a', metric: 'silhouette', value: -0.2, low: -0.25, high: -0.15 },
  ],
  seeds: [
    {
      runs: ['b', 'c', 'd'],
      metrics: { silhouette: { mean: 0.612, low: 0.6, high: 0.62, deviation: 0.013, count: 3 } },
    },
  ],
  verdict: { sentence: '', winner: null, metric: null },
};

test('a run is not significantly different from the best where the interval of their difference holds zero', () => {
  expect(standingOf(comparison, 'a', 'knn_accuracy')).toMatchObject({ best: true, alike: false });
  expect(standingOf(comparison, 'b', 'knn_accuracy')).toMatchObject({ best: false, alike: true });
  expect(standingOf(comparison, 'b', 'silhouette')).toMatchObject({ best: false, alike: false });
  expect(standingOf(comparison, 'c', 'silhouette')).toEqual({ best: false, alike: false, difference: null });
  expect(standingOf(null, 'b', 'silhouette').alike).toBe(false);
  // A difference from who is not the best says nothing of how it stands.
  const other: Comparison = { ...comparison, best: { knn_accuracy: ['c'] } };
  expect(standingOf(other, 'b', 'knn_accuracy').difference).toBeNull();
});

test('an interval that touches zero tells nothing apart, from either side', () => {
  for (const [low, high, alike] of [
    [0, 0.03, true],
    [-0.03, 0, true],
    [0.001, 0.03, false],
    [-0.03, -0.001, false],
  ] as const) {
    const difference = { run: 'b', other: 'a', metric: 'silhouette', value: (low + high) / 2, low, high };
    const touching: Comparison = { ...comparison, differences: [difference] };
    expect(standingOf(touching, 'b', 'silhouette')).toEqual({ best: false, alike, difference });
    expect(differenceSentence(difference, 'Raw').endsWith('not significantly different.')).toBe(alike);
  }
});

test('no difference is not a negative one', () => {
  const [none] = comparison.differences.map((each) => ({ ...each, value: 0 }));
  if (none === undefined) throw new Error('There are two differences.');
  expect(plain(differenceSentence(none, 'Raw'))).toMatch(/^\+0\.0 points against Raw/);
});

test('a difference is said as a sentence, shares in points', () => {
  const [alike, apart] = comparison.differences.map((each) => plain(differenceSentence(each, 'Raw')));
  expect(alike).toBe(
    '−1.4 points against Raw (95 % interval −3.0 points to +0.2 points, on the same samples): not significantly different.',
  );
  expect(apart).toMatch(/^−0\.200 against Raw .*: significantly different\.$/);
});

test('an interval is said with its unit once, and nothing is said where there is none', () => {
  expect(plain(certaintyWords('knn_accuracy', { value: 0.97, rows: 9, low: 0.95, high: 0.99 }))).toBe(
    '95 % interval 95.0 to 99.0 %',
  );
  expect(certaintyWords('knn_accuracy', { value: 0.97, rows: 9 })).toBe('');
  expect(plain(seedWords(comparison, 'b', 'silhouette'))).toBe('0.612 ± 0.013 over 3 seeds');
  expect(seedWords(comparison, 'a', 'silhouette')).toBe('');
  const one = { mean: 0.6, low: 0.6, high: 0.6, deviation: 0, count: 1 };
  const lone: Comparison = { ...comparison, seeds: [{ runs: ['b'], metrics: { silhouette: one } }] };
  expect(seedWords(lone, 'b', 'silhouette')).toBe('');
  const curve = [
    { k: 5, value: 0.5 },
    { k: 10, value: 0.75 },
  ];
  expect(plain(curveWords('neighborhood_hit', { value: 0.5, rows: 9, curve }))).toBe(
    'k = 5: 50.0 %, k = 10: 75.0 %',
  );
});

test('a line of a scorecard leaves room for what any column shows, and says what is to be known of its own', () => {
  const own = { id: 'a', metrics: { knn_accuracy: { value: 0.9, rows: 359, k: 5 } as Metric } };
  const other = {
    id: 'b',
    metrics: { knn_accuracy: { value: 0.97, rows: 359, low: 0.95, high: 0.98, k: 5 } as Metric },
  };
  const comparison = {
    best: { knn_accuracy: ['b'] },
    differences: [{ run: 'a', other: 'b', metric: 'knn_accuracy', value: -0.07, low: -0.09, high: -0.05 }],
    seeds: [],
  } as unknown as Comparison;
  const line = scoreLine(info('knn_accuracy'), own, [own, other], comparison, (run) => `run ${run}`);
  expect(line).toMatchObject({ value: 0.9, interval: '', roomy: true, basis: 'k = 5', based: true });
  expect(line.standing).toMatchObject({ best: false, alike: false });
  expect(line.scale).toEqual({ from: 0.9, to: 0.98 });
  expect(line.more.map(plain)).toEqual([
    '359 held-out samples, k = 5.',
    expect.stringMatching(/^−7\.0 points against run b .* significantly different\.$/),
  ]);
  const best = scoreLine(info('knn_accuracy'), other, [own, other], comparison, () => undefined);
  expect(best.more.map(plain)).toEqual(['359 held-out samples, k = 5. 95 % interval 95.0 to 98.0 %.']);
});

test('a run that was not measured says so, and leaves no room where no column has an interval', () => {
  const line = scoreLine(
    info('silhouette'),
    { id: 'a', metrics: {} },
    [{ metrics: {} }],
    null,
    () => undefined,
  );
  expect(line).toMatchObject({ value: null, roomy: false, based: false, scale: null, difference: '' });
  expect(line.more).toEqual(['Not measured.']);
});

import { flushSync } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import type { Run } from '../../../../../src-main/contract/index.ts';
import { Details } from '../../../../../src-renderer/state/compare/details.svelte.ts';
import { Evaluations } from '../../../../../src-renderer/state/results/evaluations.ts';
import { aMeasuredRun, serve, settle } from './page.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

const names = ['a', 'b', 'c'];
const pairs = [
  [NaN, 0.9, 0.6],
  [0.9, NaN, 0.95],
  [0.6, 0.95, NaN],
];

/** Three classes with two held-out rows each, in rows 10 to 15. */
function page(runs: Run[]) {
  const notices: string[] = [];
  const reports: unknown[] = [];
  const selected: { rows: number[]; why: string }[] = [];
  const owner = $state({
    workbench: {
      notify: (message: string) => notices.push(message),
      report: (thrown: unknown) => reports.push(thrown),
    },
    finishedColumns: runs,
    classCount: 3,
    heldOut: { rows: Int32Array.of(10, 11, 12, 13, 14, 15), labels: Int32Array.of(0, 0, 1, 1, 2, 2) },
    evaluations: new Evaluations(),
    ground: 'light' as const,
    className: (index: number) => names[index] ?? '',
    selectBecause: (rows: Uint32Array, why: string) => selected.push({ rows: [...rows], why }),
  });
  const details = new Details(owner);
  flushSync();
  return { owner, details, notices, reports, selected };
}

const show = async (details: Details, view: Details['view']): Promise<void> => {
  details.view = view;
  flushSync();
  await settle();
};

test('while nothing is shown below the maps nothing is read', async () => {
  const asked = serve({});
  const { details } = page([aMeasuredRun('r', ['class-pairs.npy'])]);
  await settle();
  expect(asked).toEqual([]);
  expect([...details.order]).toEqual([0, 1, 2]);
  expect([details.minSeparation, details.minSilhouette]).toEqual([0.5, 0]);
});

test('the classes come in one order for all columns, like ones together, and scales reach as far as any needs', async () => {
  serve({
    'r/class-pairs.npy': pairs,
    's/class-pairs.npy': [
      [NaN, 0.8, 0.55],
      [0.8, NaN, 0.99],
      [0.55, 0.99, NaN],
    ],
    's/per-sample.npy': [
      [0.5, -0.25, 1, NaN, 0, 0],
      [0, 0, 0, 0, 0, 0],
    ],
  });
  const { details } = page([
    aMeasuredRun('r', ['class-pairs.npy']),
    aMeasuredRun('s', ['class-pairs.npy', 'per-sample.npy']),
  ]);
  await show(details, 'pairs');
  // a and c are the least apart, so they are neighbours; b is nearer to a than to c.
  expect(['1,0,2', '2,0,1']).toContain([...details.order].join());
  expect(details.minSeparation).toBeCloseTo(0.55);
  expect(details.minSilhouette).toBeCloseTo(-0.25);
});

test('they are put in order anew when a run was measured anew', async () => {
  const asked = serve({ 'r/class-pairs.npy': pairs });
  const { owner, details } = page([aMeasuredRun('r', ['class-pairs.npy'])]);
  await show(details, 'confusion');
  await show(details, 'pairs');
  expect(asked).toEqual(['r/class-pairs.npy']);
  owner.finishedColumns = [aMeasuredRun('r', ['class-pairs.npy'], {}, 'two')];
  flushSync();
  await settle();
  expect(asked).toHaveLength(2);
});

test('what cannot be read is told, and leaves the classes in their own order', async () => {
  serve({});
  const { details, reports } = page([aMeasuredRun('r', ['class-pairs.npy'])]);
  await show(details, 'pairs');
  expect(reports).toMatchObject([{ code: 'not_found' }]);
  expect([...details.order]).toEqual([0, 1, 2]);
});

const judged = {
  'r/predicted.npy': [
    [0, 1, 1, 1, 2, 2],
    [0, 0, 1, 2, 2, 2],
  ],
  'r/per-sample.npy': [
    [0, 0, 0, 0, 0, 0],
    [0, 0.4, 0, 0, 0.2, 0],
  ],
};
const run = aMeasuredRun('r', ['predicted.npy', 'per-sample.npy'], { name: 'PCA 2' });

test('a pair of classes selects the rows that are taken for one another', async () => {
  serve(judged);
  const { details, selected } = page([run]);
  await details.openPair(run, { one: 0, other: 1 });
  expect(selected).toEqual([{ rows: [11], why: 'a and b in PCA 2, confused with each other' }]);
});

test('where none is, those with neighbours of another class; where there are none either, that is said', async () => {
  serve(judged);
  const { details, selected, notices } = page([run]);
  await details.openPair(run, { one: 0, other: 2 });
  expect(selected.map(({ rows }) => rows)).toEqual([[11, 14]]);
  expect(selected[0]?.why).toContain('none is predicted as the other');
  const bare = aMeasuredRun('bare', [], { name: 'Bare' });
  await details.openPair(bare, { one: 0, other: 2 });
  expect(notices).toEqual(['a and c are never confused in Bare.']);
  expect(selected).toHaveLength(1);
});

test('a cell of a confusion matrix selects its rows by the classifier that was chosen', async () => {
  serve(judged);
  const { details, selected, notices } = page([run]);
  await details.openMistake(run, 0, 1);
  details.classifier = 'linear';
  await details.openMistake(run, 1, 2);
  await details.openMistake(run, 0, 0);
  expect(selected).toEqual([
    { rows: [11], why: 'a predicted as b by “Neighbours” on PCA 2' },
    { rows: [13], why: 'b predicted as c by “Linear” on PCA 2' },
    { rows: [10, 11], why: 'a, classified correctly by “Linear” on PCA 2' },
  ]);
  await details.openMistake(run, 0, 1);
  expect(notices).toEqual(['There is no held-out sample of a predicted as b by “Linear” on PCA 2.']);
});

test('below a map are the numbers of the view that was chosen', async () => {
  serve({
    'r/class-pairs.npy': pairs,
    'r/confusion.npy': [
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
      [9, 8, 7, 6, 5, 4, 3, 2, 1],
    ],
    'r/per-sample.npy': [
      [1, 1, 1, 1, 1, 1],
      [0, 0, 0, 0, 0, 0],
    ],
  });
  const all = aMeasuredRun('r', ['class-pairs.npy', 'confusion.npy', 'per-sample.npy']);
  const { details } = page([all]);
  const values = async (view: Details['view']) => {
    details.view = view;
    const read = await details.valuesOf(all);
    return read === null ? null : Array.from(read).slice(0, 2);
  };
  expect(await values('none')).toBeNull();
  expect(await values('pairs')).toEqual([NaN, Math.fround(0.9)]);
  expect(await values('confusion')).toEqual([1, 2]);
  details.classifier = 'linear';
  expect(await values('confusion')).toEqual([9, 8]);
  expect(await values('silhouette')).toEqual([1, 1]);
});

test('where there is nothing to show it is said why', () => {
  const old = aMeasuredRun('old', [], { artifacts: [] });
  const reason = 'There are no classes with two samples.';
  const bare = aMeasuredRun('bare', [], { metrics: { silhouette: { value: null, rows: 0, reason } } });
  const { details } = page([old, bare]);
  details.view = 'silhouette';
  expect(details.valuesOf(old)).toBeNull();
  expect(details.nothingWords(old)).toMatch(/^This run was measured by an earlier version/);
  expect(details.nothingWords(bare)).toBe(reason);
  details.view = 'pairs';
  expect(details.nothingWords(bare)).toBe('This run has nothing to draw here.');
});

import { flushSync } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Run } from '../../../../../src-main/contract/index.ts';
import { CanvasPainter } from '../../../../../src-renderer/plots/painters/canvas-painter.ts';
import { Compare } from '../../../../../src-renderer/state/compare/compare.svelte.ts';
import { aDataset, aRun } from '../../../records.ts';
import { aMeasuredRun, serve, settle, TestWorkbench } from './page.svelte.ts';

// There is no canvas here, and nothing is painted.
vi.mock('../../../../../src-renderer/plots/painters/create-painter.ts', () => ({
  createPainter: () => new CanvasPainter(),
}));

beforeEach(() => {
  serve({});
  vi.stubGlobal('requestAnimationFrame', () => 1);
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
});
afterEach(() => vi.unstubAllGlobals());

const classes = [
  { name: 'a', count: 2 },
  { name: 'b', count: 3 },
];
const dataset = aDataset('d1', { classes, rows: 6 });
/** Two of class a, three of class b and one without; the last three are held out. */
const rows = {
  labels: Int32Array.of(0, 0, 1, 1, 1, -1),
  heldOut: Uint8Array.of(0, 0, 0, 1, 1, 1),
  classes: 2,
};

const finished = (id: string, more: Partial<Run> = {}): Run =>
  aMeasuredRun(id, [], { method: 'pca', ...more });
const raw = finished('raw', { method: 'raw' });

function page(runs: Run[] = [raw, finished('pca')], asked: string[] = []) {
  const workbench = new TestWorkbench();
  workbench.datasets = [dataset];
  workbench.runs = runs;
  workbench.route = { view: 'compare', dataset: 'd1', runs: asked };
  const compare = new Compare(workbench.whole, dataset, rows);
  flushSync();
  const compared = (): unknown[] => workbench.callsOf('compare.get').map(({ input }) => input['runs']);
  return { workbench, compare, compared };
}

const ids = (runs: readonly Run[]): string[] => runs.map(({ id }) => id);
const aComparison = (sentence: string) => ({
  representations: [],
  best: {},
  differences: [],
  seeds: [],
  verdict: { sentence, winner: null },
});

test('columns are the runs of the dataset, raw features first, then those that the address asks for', () => {
  const { compare } = page([finished('one'), finished('two'), raw, aRun('x', 'another')], ['two']);
  expect(ids(compare.columns)).toEqual(['raw', 'two', 'one']);
  compare.show('two', false);
  expect(ids(compare.columns)).toEqual(['raw', 'one']);
  expect(ids(compare.offered)).toEqual(['raw', 'two', 'one']);
  compare.show('two', true);
  expect(ids(compare.columns)).toEqual(['raw', 'two', 'one']);
});

test('runs of a sweep have no columns unless they are chosen, and count only then', () => {
  const { compare } = page([raw, finished('s', { sweep: 'sweep1' })]);
  expect([ids(compare.columns), compare.offered.length]).toEqual([['raw'], 1]);
  compare.show('s', true);
  expect([ids(compare.columns), compare.offered.length]).toEqual([['raw', 's'], 2]);
});

test('finished columns are compared, and anew when there is another or one is measured anew or renamed', async () => {
  const { workbench, compare, compared } = page([raw, aRun('ae', 'd1', { status: 'running' })]);
  expect(compared()).toEqual([['raw']]);
  workbench.runs = [raw, finished('ae')];
  flushSync();
  expect(compared().at(-1)).toEqual(['raw', 'ae']);
  expect(workbench.asked[0]?.signal?.aborted).toBe(true);
  workbench.runs = [raw, finished('ae', { history: [] })];
  flushSync();
  expect(compared()).toHaveLength(2);
  workbench.runs = [raw, finished('ae', { name: 'called otherwise' })];
  flushSync();
  expect(compared()).toHaveLength(3);
  workbench.runs = [raw, aMeasuredRun('ae', [], { name: 'called otherwise' }, 'two')];
  flushSync();
  expect(compared()).toHaveLength(4);
  workbench.callsOf('compare.get')[3]?.answer(aComparison('They are alike.'));
  await settle();
  expect(compare.sentence).toBe('They are alike.');
});

test('above the maps is what the verdict waits for', async () => {
  const { workbench, compare } = page([aRun('ae', 'd1', { status: 'queued' })]);
  expect(compare.sentence).toMatch(/as soon as the first run is finished/);
  workbench.runs = [aRun('ae', 'd1', { status: 'failed' })];
  flushSync();
  expect(compare.sentence).toMatch(/^None of the columns/);
  workbench.runs = [finished('ae')];
  flushSync();
  expect(compare.sentence).toBe('');
  workbench.callsOf('compare.get')[0]?.answer(aComparison('There is one.'));
  await settle();
  expect(compare.sentence).toBe('There is one.');
  compare.show('ae', false);
  flushSync();
  expect(compare.comparison).toBeNull();
});

test('a comparison that cannot be had is told', async () => {
  const { workbench, compare } = page();
  workbench.asked[0]?.refuse(new Error('no comparison'));
  await settle();
  expect([workbench.reports.length, compare.comparison]).toEqual([1, null]);
});

test('what a lasso selects is counted by class, with what the samples have in common if that is known', () => {
  const { compare } = page();
  compare.board.select(Uint32Array.of(0, 2, 3, 5));
  expect(compare.selection).toMatchObject({ total: 4, byClass: [1, 2, 1], examples: [0, 2, 3, 5] });
  compare.selectBecause(Uint32Array.of(3, 4), 'a and b');
  expect([compare.selection.byClass, compare.why]).toEqual([[0, 2, 0], 'a and b']);
  compare.board.select(Uint32Array.of(5), true);
  expect([compare.selection.total, compare.why]).toEqual([3, '']);
  compare.board.toggle(5);
  compare.board.clearSelection();
  expect(compare.selection.total).toBe(0);
});

test('a class can be hidden, or left alone, in all maps', () => {
  const { compare } = page();
  compare.toggleClass(0);
  expect([compare.hidden, compare.isOnMaps(0), compare.isOnMaps(2)]).toEqual([
    [true, false, false],
    false,
    true,
  ]);
  compare.showAllClasses();
  compare.isolateClass(1);
  expect(compare.hidden).toEqual([true, false, true]);
  compare.isolateClass(1);
  expect(compare.hidden).toEqual([false, false, false]);
  compare.setShown('test');
  expect([compare.isOnMaps(0), compare.isOnMaps(3)]).toEqual([false, true]);
});

test('the unlabelled come after the classes, and colours and keys name them', () => {
  const { compare } = page();
  expect([compare.legendIndex(0), compare.legendIndex(5)]).toEqual([0, 2]);
  expect([compare.className(1), compare.className(2), compare.unlabelled]).toEqual(['b', 'unlabelled', 1]);
  expect(compare.keys.map(({ name }) => name)).toEqual(['a', 'b', 'unlabelled']);
  expect(compare.keys.map(({ colour }) => colour)).toEqual(compare.colours);
  expect(new Set(compare.colours).size).toBe(3);
  expect([[...compare.heldOut.rows], [...compare.heldOut.labels]]).toEqual([
    [3, 4, 5],
    [1, 1, -1],
  ]);
});

test('colours are those of the theme', () => {
  const { workbench, compare } = page();
  const light = compare.colours;
  workbench.theme.dark = true;
  flushSync();
  expect(compare.ground).toBe('dark');
  expect(compare.colours).not.toEqual(light);
});

test('the sample under the pointer is asked for, and stays when the pointer leaves', async () => {
  vi.useFakeTimers();
  const { workbench, compare } = page();
  compare.board.mark(4);
  expect(compare.marked).toBe(4);
  await vi.advanceTimersByTimeAsync(100);
  const [asked] = workbench.callsOf('datasets.sample');
  expect(asked?.input).toMatchObject({ dataset: 'd1', row: 4 });
  asked?.answer({ row: 4, id: 'four' });
  await vi.advanceTimersByTimeAsync(0);
  compare.board.mark(-1);
  expect([compare.marked, compare.sample?.id]).toEqual([-1, 'four']);
  vi.useRealTimers();
});

test('neighbours are those of the marked sample, or else of the one that is selected', () => {
  const { compare } = page();
  expect(compare.showNeighbours()).toBe(false);
  compare.selectOne(2);
  expect([compare.showNeighbours(), compare.neighbours.row]).toEqual([true, 2]);
  compare.board.mark(4);
  expect([compare.showNeighbours(), compare.neighbours.row]).toEqual([true, 4]);
});

test('mode and view are those of the maps', () => {
  const { compare } = page();
  compare.board.toggleLasso();
  expect(compare.mode).toBe('lasso');
  compare.board.setView({ k: 2, x: 0, y: 0 });
  expect(compare.moved).toBe(true);
  compare.board.resetView();
  expect(compare.moved).toBe(false);
});

test('a renamed dataset is the same page; one that is gone stays as it was', () => {
  const { workbench, compare } = page();
  workbench.datasets = [{ ...dataset, name: 'renamed' }];
  flushSync();
  expect(compare.dataset.name).toBe('renamed');
  workbench.datasets = [];
  flushSync();
  expect(compare.dataset.name).toBe(dataset.name);
});

test('when the page is left, what is under way is given up', () => {
  const { workbench, compare } = page();
  compare.selectOne(2);
  flushSync();
  compare.dispose();
  expect(workbench.asked.map(({ name, signal }) => [name, signal?.aborted])).toEqual([
    ['compare.get', true],
    ['runs.neighbours', true],
    ['runs.neighbours', true],
  ]);
  workbench.runs = [raw];
  flushSync();
  expect(workbench.asked).toHaveLength(3);
});

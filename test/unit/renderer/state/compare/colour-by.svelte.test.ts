import { flushSync } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import type { Run } from '../../../../../src-main/contract/index.ts';
import { classColours, rowColours } from '../../../../../src-renderer/plots/colours.ts';
import { ColourBy } from '../../../../../src-renderer/state/compare/colour-by.svelte.ts';
import { Evaluations } from '../../../../../src-renderer/state/results/evaluations.ts';
import { aRun } from '../../../records.ts';
import { aMeasuredRun, serve, settle } from './page.svelte.ts';

afterEach(() => vi.unstubAllGlobals());

const measured = { silhouette: { value: 0.4, rows: 2 }, class_overlap: { value: 0.1, rows: 2 } };
const perSample = (id: string, version = 'one'): Run =>
  aMeasuredRun(id, ['per-sample.npy', 'clusters.npy'], { metrics: measured }, version);
const files = {
  'a/per-sample.npy': [
    [-0.5, 1],
    [0, 1],
  ],
  'b/per-sample.npy': [
    [0.5, 0.25],
    [1, 0],
  ],
  'a/clusters.npy': [[0, 1]],
  'b/clusters.npy': [[1, 0]],
};
const kmeans = { clusterings: [{ name: 'kmeans' as const, clusters: 2, how: 'By hand.' }] };

/** Four rows, of which rows 1 and 3 are held out, and two columns. */
function page(runs: Run[] = [perSample('a'), perSample('b')]) {
  const reports: unknown[] = [];
  const colours = classColours(2, 'light');
  const owner = $state({
    workbench: { report: (thrown: unknown) => reports.push(thrown) },
    columns: runs,
    finishedColumns: runs,
    heldOut: { rows: Int32Array.of(1, 3), labels: Int32Array.of(0, 1) },
    rowCount: 4,
    evaluations: new Evaluations(),
    ground: 'light' as const,
    colours,
    neutral: rowColours(new Int32Array(4).fill(-1), colours.slice(-1)),
  });
  const colourBy = new ColourBy(owner);
  flushSync();
  const by = async (metric: string | null): Promise<void> => {
    colourBy.metric = metric;
    flushSync();
    await settle();
  };
  return { owner, colourBy, by, reports };
}

test('at first by class: nothing is read, and no map has colours of its own', async () => {
  const asked = serve(files);
  const { colourBy } = page();
  await settle();
  expect(asked).toEqual([]);
  expect([colourBy.colouring, colourBy.coloursOf('a'), colourBy.ramp]).toEqual([null, null, []]);
});

test('what can be chosen is what the shown runs have values of', () => {
  serve(files);
  const { colourBy } = page();
  expect(colourBy.metrics.map(({ name }) => name).toSorted()).toEqual(['class_overlap', 'silhouette']);
  expect(colourBy.clusterings).toContain('kmeans');
  const old = page([aRun('old', 'd1', { status: 'finished', metrics: measured })]);
  expect([old.colourBy.metrics, old.colourBy.clusterings]).toEqual([[], []]);
});

test('by a metric held-out rows have the values of their own run, on a scale that all maps share', async () => {
  serve(files);
  const { colourBy, by } = page();
  await by('silhouette');
  expect([...(colourBy.colouring?.values.get('a') ?? [])]).toEqual([NaN, -0.5, NaN, 1]);
  expect([...(colourBy.colouring?.values.get('b') ?? [])]).toEqual([NaN, 0.5, NaN, 0.25]);
  expect(colourBy.colouring?.scale).toMatchObject({ kind: 'diverging', from: -1, to: 1 });
  expect(colourBy.ends).toEqual([expect.stringMatching(/^.1\.000$/), '1.000']);
  // Row 1 has another value in each map, row 0 in none.
  const pixel = (run: string, row: number) =>
    [...(colourBy.coloursOf(run) ?? [])].slice(4 * row, 4 * row + 3);
  expect(pixel('a', 1)).not.toEqual(pixel('b', 1));
  expect(pixel('a', 0)).toEqual(pixel('b', 0));
  expect(colourBy.keys.at(-1)?.name).toBe('no value');
});

test('the values of one run can be put on all maps', async () => {
  serve(files);
  const { colourBy, by } = page();
  await by('silhouette');
  colourBy.of = 'b';
  expect(colourBy.coloursOf('a')).toBe(colourBy.coloursOf('b'));
  expect(colourBy.colouring?.scale.to).toBeCloseTo(0.5);
  // A run whose column is closed gives no values any more.
  colourBy.of = 'closed';
  expect(colourBy.coloursOf('a')).not.toBe(colourBy.coloursOf('b'));
});

test('by cluster, clusters of two maps that share most samples have one number', async () => {
  serve(files, kmeans);
  const { colourBy, by } = page();
  await by('kmeans');
  expect([...(colourBy.colouring?.values.get('a') ?? [])]).toEqual([NaN, 0, NaN, 1]);
  expect([...(colourBy.colouring?.values.get('b') ?? [])]).toEqual([NaN, 0, NaN, 1]);
  expect(colourBy.info?.title).toBe('k-means clusters');
  expect(colourBy.keys.map(({ name }) => name)).toEqual(['cluster 1', 'cluster 2', 'no value']);
});

test('columns without such values are named, and their maps are neutral', async () => {
  serve(files);
  const old = aRun('old', 'd1', { name: 'Old one', status: 'finished' });
  const { owner, colourBy, by } = page([perSample('a'), old]);
  await by('silhouette');
  expect(colourBy.without).toEqual(['Old one']);
  expect(colourBy.coloursOf('old')).toBe(owner.neutral);
});

test('a run that is measured anew is read anew; one that is only named otherwise is not', async () => {
  const asked = serve(files);
  const { owner, by } = page([perSample('a')]);
  await by('silhouette');
  expect(asked).toHaveLength(2);
  owner.finishedColumns = [{ ...perSample('a'), name: 'another' }];
  flushSync();
  await settle();
  expect(asked).toHaveLength(2);
  owner.finishedColumns = [perSample('a', 'two')];
  flushSync();
  await settle();
  expect(asked).toHaveLength(4);
});

test('back to the classes the maps have no colours of their own, whatever is still being read', async () => {
  serve(files);
  const { colourBy, by } = page();
  colourBy.metric = 'silhouette';
  flushSync();
  await by(null);
  expect(colourBy.coloursOf('a')).toBeNull();
});

test('what cannot be read is told, and the maps go back to the classes', async () => {
  serve({ 'a/per-sample.npy': files['a/per-sample.npy'] });
  const { colourBy, by, reports } = page();
  await by('silhouette');
  expect(colourBy.metric).toBeNull();
  expect(reports).toMatchObject([{ code: 'not_found' }]);
});

test('the value of one row is said for every column that has it', async () => {
  serve(files);
  const { colourBy, by } = page([perSample('a'), perSample('b'), aRun('old', 'd1', { status: 'finished' })]);
  expect(colourBy.figuresOf(3)).toEqual([]);
  await by('class_overlap');
  expect(colourBy.figuresOf(3).map(({ id, words }) => [id, words.replace('\u00a0', ' ')])).toEqual([
    ['a', '100.0 %'],
    ['b', '0.0 %'],
  ]);
  expect(colourBy.figuresOf(0)).toEqual([]);
});

test('the legend lists a colour each for clusters, as many as it has room for, and for what has no value', async () => {
  const many = Array.from({ length: 15 }, (_, cluster) => cluster);
  serve({ 'a/clusters.npy': [many] }, kmeans);
  const { owner, colourBy, by } = page([perSample('a')]);
  owner.rowCount = 15;
  owner.heldOut = { rows: Int32Array.from(many), labels: new Int32Array(15) };
  await by('kmeans');
  expect([colourBy.clusters.length, colourBy.crowded, colourBy.smooth]).toEqual([15, true, false]);
  expect(colourBy.swatches).toHaveLength(13);
  expect(colourBy.swatches[11]?.name).toBe('cluster 12');
  expect(colourBy.swatches.at(-1)?.name).toMatch(/^training samples/);
});

test('the legend of a metric has a bar, but of right and wrong a colour each', async () => {
  const verdict = aMeasuredRun('a', ['per-sample.npy'], {
    metrics: { knn_accuracy: { value: 0.5, rows: 2 } },
  });
  serve({ 'a/per-sample.npy': [[1, 0]] }, { per_sample: ['knn_accuracy'] });
  const { colourBy, by } = page([verdict]);
  await by('knn_accuracy');
  expect(colourBy.swatches.map(({ name }) => name).slice(0, 2)).toEqual(['right', 'wrong']);
  expect(colourBy.smooth).toBe(false);
  serve(files);
  const other = page();
  await other.by('silhouette');
  expect([other.colourBy.smooth, other.colourBy.swatches.length]).toEqual([true, 1]);
});

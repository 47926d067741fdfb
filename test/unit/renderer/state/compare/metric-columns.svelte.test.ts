import { expect, test } from 'vitest';
import { MetricColumns } from '../../../../../src-renderer/state/compare/metric-columns.svelte.ts';
import { aDataset, aRun } from '../../../records.ts';

const measured = (id: string, value: number, k: number, rows = 2) =>
  aRun(id, 'd1', { name: id, dim: 8 - k, status: 'finished', metrics: { knn_accuracy: { value, rows, k } } });

function table(classes = [{ name: 'a', count: 10 }]) {
  const runs = [measured('one', 0.7, 5), measured('two', 0.9, 5), measured('three', 0.8, 7)];
  const dataset = aDataset('d1', { classes });
  return new MetricColumns({ dataset, finishedColumns: runs });
}
const names = (columns: MetricColumns): string[] => columns.runs.map(({ name }) => name);

test('runs are as the columns until they are sorted: the better first, then the other way round', () => {
  const columns = table();
  expect(names(columns)).toEqual(['one', 'two', 'three']);
  expect(columns.sortedBy('knn_accuracy')).toBe('none');
  columns.sort('knn_accuracy', true);
  expect([names(columns), columns.sortedBy('knn_accuracy')]).toEqual([['two', 'three', 'one'], 'descending']);
  columns.sort('knn_accuracy', true);
  expect([names(columns), columns.sortedBy('knn_accuracy')]).toEqual([['one', 'three', 'two'], 'ascending']);
  columns.sort('name', false);
  expect([names(columns), columns.sortedBy('knn_accuracy')]).toEqual([['one', 'three', 'two'], 'none']);
});

test('groups can be left out and brought back, and each has its first metrics or all of them', () => {
  const columns = table();
  const few = columns.infos.length;
  expect(columns.infos.every(({ first }) => first)).toBe(true);
  columns.all = true;
  expect(columns.infos.length).toBeGreaterThan(few);
  columns.choose('classes', false);
  expect(columns.infos.some(({ group }) => group === 'classes')).toBe(false);
  columns.choose('classes', true);
  columns.choose('classes', true);
  columns.all = false;
  expect(columns.infos).toHaveLength(few);
});

test('without labels there is no metric that needs them', () => {
  const columns = table([]);
  columns.all = true;
  expect(columns.infos.some(({ needsLabels }) => needsLabels)).toBe(false);
});

test('what figures are of is said once where it is the same for all, else with each in its line', () => {
  const columns = table();
  expect(columns.basisOf('knn_accuracy')).toBe('');
  expect([0, 1, 2].map((line) => columns.basisAt('knn_accuracy', line))).toEqual(['k = 5', 'k = 5', 'k = 7']);
  columns.sort('knn_accuracy', true);
  expect([0, 1, 2].map((line) => columns.basisAt('knn_accuracy', line))).toEqual(['k = 5', 'k = 7', 'k = 5']);
});

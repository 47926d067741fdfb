import { expect, test } from 'vitest';
import type { Run } from '../../../../../src-main/contract/index.ts';
import {
  arrangeColumns,
  firstShown,
  kindOf,
  runsBySweep,
  stateSentence,
} from '../../../../../src-renderer/state/compare/columns.ts';
import { aRun } from '../../../records.ts';

const run = (id: string, given: Partial<Run> = {}): Run =>
  aRun(id, 'digits', { status: 'finished', created: id, ...given });
const ids = (runs: readonly Run[]): string[] => runs.map(({ id }) => id);

test('raw features come first, then the runs asked for, then the others as they were made', () => {
  const runs = [run('d4'), run('c3'), run('b2', { method: 'raw' }), run('a1')];
  expect(ids(arrangeColumns(runs, ['d4']))).toEqual(['b2', 'd4', 'a1', 'c3']);
});

test('six columns open by themselves, those that have or will have a map before those that ended badly', () => {
  const runs = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'].map((id, at) =>
    run(id, at === 0 ? { status: 'failed' } : {}),
  );
  expect([...firstShown(runs, [])]).toEqual(['a2', 'a3', 'a4', 'a5', 'a6', 'a7']);
});

test('the runs of a sweep open only where they are asked for', () => {
  const runs = [run('a1'), run('a2', { sweep: 'sweep' }), run('a3', { sweep: 'sweep' })];
  expect([...firstShown(runs, [])]).toEqual(['a1']);
  expect([...firstShown(runs, ['a3'])].toSorted()).toEqual(['a1', 'a3']);
});

test('every run asked for is open, however many', () => {
  const runs = Array.from({ length: 9 }, (_, at) => run(`a${at}`));
  expect(firstShown(runs, ids(runs)).size).toBe(9);
});

test('a column without a map says why, in the words of the run where it has some', () => {
  expect(stateSentence(run('a1', { status: 'failed', message: 'The loss was not finite.' }))).toBe(
    'The loss was not finite.',
  );
  expect(stateSentence(run('a1', { status: 'queued' }))).toContain('turn');
  expect(stateSentence(run('a1', { status: 'interrupted' }))).toContain('again');
});

test('a column says what it makes of a sample', () => {
  expect(kindOf(run('a1', { dim: 1 }))).toBe('PCA, 1 number per sample');
  expect(kindOf(run('a1', { method: 'raw', dim: 784 }))).toBe('784 features');
});

test('runs are listed by sweep, the newest sweep first, each by method, code size and seed', () => {
  const runs = [
    run('1', { sweep: 's1', dim: 8 }),
    run('2'),
    run('3', { sweep: 's1', dim: 2 }),
    run('4', { sweep: 's2', dim: 2 }),
  ];
  expect(runsBySweep(runs).map(({ sweep, runs: own }) => [sweep, ids(own)])).toEqual([
    ['s2', ['4']],
    ['s1', ['3', '1']],
  ]);
});

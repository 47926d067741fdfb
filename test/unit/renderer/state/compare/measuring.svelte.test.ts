import { expect, test } from 'vitest';
import { IsthmusError, type Run } from '../../../../../src-main/contract/index.ts';
import { Measuring } from '../../../../../src-renderer/state/compare/measuring.svelte.ts';
import { aMeasuredRun, settle, TestWorkbench } from './page.svelte.ts';

const measured = (id: string, k: number): Run =>
  aMeasuredRun(id, [], { metrics: { knn_accuracy: { value: 0.5, rows: 9, k } } });

/** A page of two runs measured with five neighbours. */
function page() {
  const workbench = new TestWorkbench();
  workbench.runs = [measured('a', 5), measured('b', 5)];
  const measuring = new Measuring({
    workbench: workbench.whole,
    get finishedColumns() {
      return workbench.runs;
    },
  });
  return { workbench, measuring };
}

test('it offers the neighbours that all were measured with, and nothing is due with them', () => {
  const { measuring } = page();
  expect([measuring.k, measuring.due, measuring.ready]).toEqual([5, [], true]);
  measuring.enter(7);
  expect(measuring.due.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('runs are measured one after the other, with what was entered to the last', async () => {
  const { workbench, measuring } = page();
  measuring.enter(7);
  const all = measuring.measure(measuring.due);
  expect(workbench.asked.map(({ input }) => [input['run'], input['k']])).toEqual([['a', 7]]);
  expect(measuring.now).toMatchObject({ name: 'run a', k: 7, at: 0, of: 2 });
  expect(measuring.ready).toBe(false);
  workbench.asked[0]?.answer(measured('a', 7));
  await settle();
  expect(workbench.asked.map(({ input }) => [input['run'], input['k']])).toEqual([
    ['a', 7],
    ['b', 7],
  ]);
  expect(measuring.progress?.fraction).toBe(0.5);
  workbench.asked[1]?.answer(measured('b', 7));
  await all;
  expect([measuring.now, measuring.due, measuring.failure]).toEqual([null, [], null]);
});

test('while one is measured another asking is not heard', async () => {
  const { workbench, measuring } = page();
  measuring.enter(7);
  void measuring.measure(measuring.due);
  await measuring.measure(measuring.runs);
  expect(workbench.asked).toHaveLength(1);
});

test('given up, those left stay as they were, and nothing is said', async () => {
  const { workbench, measuring } = page();
  measuring.enter(7);
  const all = measuring.measure(measuring.due);
  measuring.cancel();
  expect(workbench.asked[0]?.signal?.aborted).toBe(true);
  workbench.asked[0]?.refuse(new IsthmusError('cancelled', 'Cancelled.'));
  await all;
  expect([measuring.now, measuring.failure, workbench.asked.length]).toEqual([null, null, 1]);
});

test('a failure is said in its one sentence until something else is entered', async () => {
  const { workbench, measuring } = page();
  measuring.enter(7);
  const all = measuring.measure(measuring.due);
  workbench.asked[0]?.refuse(new IsthmusError('bad_input', 'There are too few rows.'));
  await all;
  expect(measuring.failure).toBe('There are too few rows.');
  measuring.enter(6);
  expect(measuring.failure).toBeNull();
});

test('nothing can be measured without a connection, without what it needs, or with what is no number', () => {
  const { workbench, measuring } = page();
  measuring.refused = true;
  expect(measuring.ready).toBe(false);
  measuring.enter(7);
  workbench.connected = false;
  expect(measuring.ready).toBe(false);
  workbench.connected = true;
  workbench.info = { missing: 'TensorFlow is missing.' };
  expect(measuring.ready).toBe(false);
});

test('what runs were measured with stays chosen, whatever others come on show', async () => {
  const { workbench, measuring } = page();
  workbench.runs = [measured('a', 7), measured('b', 9)];
  expect(measuring.k).toBe(5);
  const all = measuring.measure(measuring.due.slice(0, 1));
  workbench.asked[0]?.answer(measured('a', 5));
  await all;
  workbench.runs = [measured('b', 9)];
  expect([measuring.k, measuring.due.map(({ id }) => id)]).toEqual([5, ['b']]);
});

import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import type { Run } from '../../../../../src-main/contract/index.ts';
import { DimensionCurve } from '../../../../../src-renderer/state/compare/dimension-curve.svelte.ts';
import { aDataset, aRun } from '../../../records.ts';
import { settle, TestWorkbench } from './page.svelte.ts';

const ofSweep = (id: string, sweep: string, more: Partial<Run> = {}): Run =>
  aRun(id, 'd1', { sweep, status: 'finished', ...more });

/** A page of two sweeps with a run each, and a column that belongs to none. */
function page() {
  const workbench = new TestWorkbench();
  workbench.runs = [ofSweep('r1', 's1'), ofSweep('r2', 's2'), aRun('pca', 'd1', { status: 'finished' })];
  let columns = $state.raw<Run[]>(workbench.runs.slice(2));
  const curve = new DimensionCurve({
    workbench: workbench.whole,
    dataset: aDataset('d1'),
    get runs() {
      return workbench.runs;
    },
    get finishedColumns() {
      return columns;
    },
  });
  flushSync();
  const list = async (...ids: string[]): Promise<void> => {
    workbench
      .callsOf('sweeps.list')
      .at(-1)
      ?.answer(ids.map((id) => ({ id })));
    await settle();
    flushSync();
  };
  const open = (on: boolean): void => {
    curve.open = on;
    flushSync();
  };
  const show = (runs: Run[]): void => {
    columns = runs;
    flushSync();
  };
  return { workbench, curve, list, open, show };
}

test('nothing is read until it is on show', () => {
  const { workbench, curve, open } = page();
  expect([workbench.asked, curve.views, curve.view]).toEqual([[], null, null]);
  open(true);
  expect(workbench.asked.map(({ name }) => name)).toEqual(['sweeps.list']);
});

test('on show is the sweep that was chosen, or that a column belongs to, or the newest', async () => {
  const { workbench, curve, list, open, show } = page();
  open(true);
  await list('s2', 's1');
  expect(curve.view?.id).toBe('s2');
  show([ofSweep('r1', 's1')]);
  expect(curve.view?.id).toBe('s1');
  curve.asked = 's2';
  expect(curve.view?.id).toBe('s2');
  expect(curve.drawn.map(({ id }) => id)).toEqual(['r2', 'r1']);
  expect(workbench.reports).toEqual([]);
});

test('every sweep is read for its title, and the one on show again when its runs are measured', async () => {
  const { workbench, list, open } = page();
  open(true);
  await list('s2', 's1');
  const read = (): unknown[] => workbench.callsOf('sweeps.get').map(({ input }) => input['sweep']);
  expect(read().toSorted()).toEqual(['s1', 's2']);
  workbench.runs = [...workbench.runs, ofSweep('r3', 's2')];
  flushSync();
  expect(read()).toHaveLength(3);
  expect(read().at(-1)).toBe('s2');
});

test('the list is read again when a sweep is started, and keeps what was chosen of those it has', async () => {
  const { workbench, curve, list, open } = page();
  open(true);
  await list('s2', 's1');
  const before = curve.view;
  workbench.runs = [...workbench.runs, ofSweep('r3', 's3', { status: 'queued' })];
  flushSync();
  expect(workbench.callsOf('sweeps.list')).toHaveLength(2);
  await list('s3', 's2', 's1');
  expect(curve.views?.map(({ id }) => id)).toEqual(['s3', 's2', 's1']);
  expect(curve.views?.[1]).toBe(before);
});

test('closed, it reads no more, and keeps what it has until it is opened again', async () => {
  const { workbench, curve, list, open } = page();
  open(true);
  await list('s2', 's1');
  open(false);
  const before = workbench.asked.length;
  workbench.runs = [...workbench.runs, ofSweep('r3', 's3')];
  flushSync();
  expect(workbench.asked).toHaveLength(before);
  expect(curve.views).toHaveLength(2);
  open(true);
  expect(workbench.callsOf('sweeps.list')).toHaveLength(2);
});

test('a list that cannot be read is told', async () => {
  const { workbench, open } = page();
  open(true);
  workbench.asked[0]?.refuse(new Error('no list'));
  await settle();
  expect(workbench.reports).toHaveLength(1);
});

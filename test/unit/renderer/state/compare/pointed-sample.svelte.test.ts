import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IsthmusError } from '../../../../../src-main/contract/index.ts';
import { PointedSample } from '../../../../../src-renderer/state/compare/pointed-sample.svelte.ts';
import { aRun } from '../../../records.ts';
import { anArtifact, TestWorkbench } from './page.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function page() {
  const workbench = new TestWorkbench();
  const columns = [
    aRun('raw', 'd1', { status: 'finished' }),
    aRun('ae', 'd1', { status: 'finished', artifacts: [anArtifact('reconstruction.npy')] }),
  ];
  const sample = new PointedSample({ workbench: workbench.whole, datasetId: 'd1', columns });
  return { workbench, sample };
}

const sampleOf = (row: number) => ({ row, id: String(row) });

test('a sample is asked for once the pointer rests on it, with the runs that reconstruct it', async () => {
  const { workbench, sample } = page();
  sample.point(3);
  await vi.advanceTimersByTimeAsync(50);
  sample.point(4);
  await vi.advanceTimersByTimeAsync(50);
  expect(workbench.asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(50);
  expect(workbench.asked.map(({ input }) => input)).toEqual([{ dataset: 'd1', row: 4, runs: ['ae'] }]);
});

test('the last one stays while the pointer is nowhere; what was on its way does not come', async () => {
  const { workbench, sample } = page();
  sample.point(3);
  await vi.advanceTimersByTimeAsync(100);
  workbench.asked[0]?.answer(sampleOf(3));
  await vi.advanceTimersByTimeAsync(0);
  expect(sample.value?.row).toBe(3);
  sample.point(5);
  await vi.advanceTimersByTimeAsync(100);
  sample.point(-1);
  expect(workbench.asked[1]?.signal?.aborted).toBe(true);
  workbench.asked[1]?.answer(sampleOf(5));
  await vi.advanceTimersByTimeAsync(100);
  expect(sample.value?.row).toBe(3);
});

test('a failure is told, but for that of one that is wanted no more', async () => {
  const { workbench, sample } = page();
  sample.point(3);
  await vi.advanceTimersByTimeAsync(100);
  sample.point(4);
  workbench.asked[0]?.refuse(new IsthmusError('cancelled', 'Cancelled.'));
  await vi.advanceTimersByTimeAsync(100);
  expect(workbench.reports).toEqual([]);
  workbench.asked[1]?.refuse(new IsthmusError('not_found', 'It is gone.'));
  await vi.advanceTimersByTimeAsync(0);
  expect(workbench.reports).toMatchObject([{ message: 'It is gone.' }]);
});

import { flushSync } from 'svelte';
import { expect, test, vi } from 'vitest';
import { firstRows, sampleLabels } from '../../../../../src-renderer/state/dataset/samples.svelte.ts';
import type { Workbench } from '../../../../../src-renderer/state/app/workbench.svelte.ts';
import { aDataset } from '../../../records.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function services() {
  const asked: number[] = [];
  const workbench = {
    client: {
      call: (_: string, { row }: { row: number }) => {
        asked.push(row);
        return Promise.resolve({ row });
      },
    },
    report: () => undefined,
  } as unknown as Workbench;
  return { workbench, asked };
}

test('the first ten rows are read, or all of fewer, and not again when the dataset is renamed', async () => {
  const { workbench, asked } = services();
  let dataset = $state.raw(aDataset('d1', { rows: 3 }));
  const list = firstRows(workbench, () => dataset);
  flushSync();
  await settle();
  expect(list.value?.map(({ row }) => row)).toEqual([0, 1, 2]);
  dataset = aDataset('d1', { rows: 3, name: 'another' });
  flushSync();
  expect(asked).toHaveLength(3);
  dataset = aDataset('d2', { rows: 100 });
  flushSync();
  expect(asked.slice(3)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  list.dispose();
});

test('labels are asked for where there are classes, and done without where they cannot be read', async () => {
  const fetched = vi.fn(() => Promise.reject(new Error('gone')));
  vi.stubGlobal('fetch', fetched);
  const none = sampleLabels(() => aDataset('d1', { classes: [] }));
  flushSync();
  expect(fetched).not.toHaveBeenCalled();
  const some = sampleLabels(() => aDataset('d1'));
  flushSync();
  await settle();
  expect(fetched).toHaveBeenCalledOnce();
  expect(some.value).toBeNull();
  none.dispose();
  some.dispose();
  vi.unstubAllGlobals();
});

import type { Dataset, Sample } from '../../../src-main/contract/index.ts';
import { fetchArray } from '../../api/arrays.ts';
import type { Workbench } from '../app/workbench.svelte.ts';
import { Loaded } from '../loaded.svelte.ts';

/** Rows of the table of first rows. */
const rowsShown = 10;

interface Rows {
  dataset: string;
  rows: number;
}

/** The first samples of a dataset, as its page shows them. */
export function firstRows(
  workbench: Pick<Workbench, 'client' | 'report'>,
  dataset: () => Pick<Dataset, 'id' | 'rows'>,
): Loaded<Rows, readonly Sample[]> {
  return new Loaded({
    key: () => ({ dataset: dataset().id, rows: Math.min(rowsShown, dataset().rows) }),
    load: (key, signal) =>
      Promise.all(
        Array.from({ length: key.rows }, (_, row) =>
          workbench.client.call('datasets.sample', { dataset: key.dataset, row, runs: [] }, { signal }),
        ),
      ),
    fail: (thrown) => workbench.report(thrown),
  });
}

/** Which class each sample is of; nothing where there are no classes, or where that cannot be read. */
export function sampleLabels(
  dataset: () => Pick<Dataset, 'id' | 'classes'>,
): Loaded<string, ArrayLike<number>> {
  return new Loaded({
    key: () => (dataset().classes.length === 0 ? null : dataset().id),
    load: async (id, signal) => (await fetchArray('datasets', id, 'labels.npy', signal)).data,
    // Names under the pictures are an extra: the sheet does without where they cannot be read.
    fail: () => undefined,
  });
}

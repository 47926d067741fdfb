import { beforeEach, describe, expect, it } from 'vitest';
import type { Sweep } from '../../../src-main/contract/index.ts';
import type { Store } from '../../../src-main/store/database.ts';
import { deleteDataset, insertDataset } from '../../../src-main/store/datasets.ts';
import { getRun, listRuns, queueRun, sweepRuns } from '../../../src-main/store/runs.ts';
import { deleteSweep, getSweep, insertSweep, listSweeps } from '../../../src-main/store/sweeps.ts';
import { aDataset, aRun } from '../records.ts';
import { openHome } from './fixtures.ts';

const aSweep = (id: string, more: Partial<Sweep> = {}): Sweep => ({
  id,
  dataset: 'data1',
  created: '2026-01-01T00:00:00.000Z',
  methods: ['pca', 'autoencoder'],
  dims: [2, 8],
  seeds: 3,
  ...more,
});

let store: Store;
beforeEach(() => {
  ({ store } = openHome());
  for (const id of ['data1', 'data2']) insertDataset(store.write, aDataset(id));
});

describe('sweeps', () => {
  it('come back as they were kept, those of one dataset, the newest first', () => {
    const [old, same, new_] = [aSweep('sweep1'), aSweep('sweep2'), aSweep('sweep3', { created: '2026-02' })];
    for (const sweep of [old, same, new_, aSweep('other1', { dataset: 'data2' })]) {
      insertSweep(store.write, sweep);
    }
    expect(getSweep(store.read, 'sweep1')).toEqual(old);
    expect(listSweeps(store.read, 'data1')).toEqual([new_, same, old]);
    expect(() => getSweep(store.read, 'nothere1')).toThrow(
      'There is no sweep nothere1: it may have been deleted.',
    );
  });

  it('have runs, which are listed in the order they were queued', () => {
    insertSweep(store.write, aSweep('sweep1'));
    for (const id of ['zzzz', 'aaaa']) queueRun(store.write, aRun(id, 'data1', { sweep: 'sweep1' }), 'me00');
    queueRun(store.write, aRun('alone', 'data1'), 'me00');
    expect(sweepRuns(store.read, 'sweep1').map(({ id, sweep }) => [id, sweep])).toEqual([
      ['zzzz', 'sweep1'],
      ['aaaa', 'sweep1'],
    ]);
  });

  it('leave their runs behind when they are deleted, as runs of no sweep', () => {
    insertSweep(store.write, aSweep('sweep1'));
    queueRun(store.write, aRun('run1', 'data1', { sweep: 'sweep1' }), 'me00');
    deleteSweep(store.write, 'sweep1');
    expect(getRun(store.read, 'run1').sweep).toBeNull();
    expect(listSweeps(store.read, 'data1')).toEqual([]);
  });

  it('go with their dataset', () => {
    insertSweep(store.write, aSweep('sweep1'));
    queueRun(store.write, aRun('run1', 'data1', { sweep: 'sweep1' }), 'me00');
    deleteDataset(store.write, 'data1');
    expect([listSweeps(store.read, 'data1'), listRuns(store.read)]).toEqual([[], []]);
  });
});

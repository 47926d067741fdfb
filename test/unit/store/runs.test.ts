import { beforeEach, describe, expect, it } from 'vitest';
import type { Epoch } from '../../../src-main/contract/index.ts';
import type { Store } from '../../../src-main/store/database.ts';
import { insertDataset } from '../../../src-main/store/datasets.ts';
import {
  endRun,
  finishRun,
  getRun,
  interruptRuns,
  keepEpochs,
  listRuns,
  nextQueued,
  ownerOfRun,
  queueRun,
  startRun,
} from '../../../src-main/store/runs.ts';
import { aDataset, anEpoch, aRun } from '../records.ts';
import { openHome } from './fixtures.ts';

const epoch = (n: number, loss = 1 / n): Epoch => anEpoch(n, { loss, figures: { free_energy: -n } });
const result = {
  seconds: 2,
  metrics: { knn_accuracy: { value: 0.5, rows: 2, k: 5 } },
  history: [epoch(1), epoch(2)],
  facts: { explained_variance_ratio: [0.7, 0.3] },
  versions: { tensorflow: '2' },
  device: 'cpu',
  message: null,
  artifacts: [{ name: 'codes.npy', dtype: 'float32', shape: [10, 2], sha256: 'c', bytes: 208 }],
};

let store: Store;
beforeEach(() => {
  ({ store } = openHome());
  insertDataset(store.write, aDataset('data1'));
});

describe('the queue of an owner', () => {
  it('gives its own runs in the order they were queued, also within one millisecond', () => {
    for (const id of ['zzzz', 'aaaa', 'mmmm']) queueRun(store.write, aRun(id, 'data1'), 'me00');
    queueRun(store.write, aRun('other', 'data1'), 'you0');
    const order: string[] = [];
    for (let run = nextQueued(store.read, 'me00'); run; run = nextQueued(store.read, 'me00')) {
      order.push(run.id);
      expect(startRun(store.write, run.id)).toBe(true);
    }
    expect(order).toEqual(['zzzz', 'aaaa', 'mmmm']);
    expect(listRuns(store.read).map(({ id }) => id)).toEqual(['zzzz', 'aaaa', 'mmmm', 'other']);
  });

  it('does not start a run that was cancelled meanwhile', () => {
    queueRun(store.write, aRun('run1', 'data1'), 'me00');
    endRun(store.write, 'run1', 'cancelled', null);
    expect(startRun(store.write, 'run1')).toBe(false);
  });
});

describe('a run', () => {
  it('that finished comes back whole, and has no owner any more', () => {
    queueRun(store.write, aRun('run1', 'data1'), 'me00');
    startRun(store.write, 'run1');
    keepEpochs(store.write, 'run1', [epoch(1, 9), epoch(2, 9), epoch(3, 9)]);
    finishRun(store.write, 'run1', result);
    expect(getRun(store.read, 'run1')).toEqual({ ...aRun('run1', 'data1'), ...result, status: 'finished' });
    expect(ownerOfRun(store.read, 'run1')).toBeNull();
  });

  it('that has ended is not ended again', () => {
    queueRun(store.write, aRun('run1', 'data1'), 'me00');
    finishRun(store.write, 'run1', result);
    endRun(store.write, 'run1', 'cancelled', null);
    expect(getRun(store.read, 'run1').status).toBe('finished');
  });

  it('keeps the epochs it had when its owner died, and those of the living are left alone', () => {
    for (const [id, owner] of [
      ['dead1', 'gone'],
      ['dead2', 'gone'],
      ['live1', 'here'],
    ] as const)
      queueRun(store.write, aRun(id, 'data1'), owner);
    startRun(store.write, 'dead1');
    keepEpochs(store.write, 'dead1', [epoch(1)]);
    expect(interruptRuns(store.write, new Set(['here']), () => 'It ended.')).toEqual(['dead1', 'dead2']);
    expect(getRun(store.read, 'dead1')).toMatchObject({
      status: 'interrupted',
      message: 'It ended.',
      history: [epoch(1)],
    });
    expect(getRun(store.read, 'live1').status).toBe('queued');
  });
});

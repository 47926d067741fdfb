import { beforeEach, describe, expect, it } from 'vitest';
import type { Epoch } from '../../../src-main/contract/index.ts';
import type { Store } from '../../../src-main/store/database.ts';
import { insertDataset } from '../../../src-main/store/datasets.ts';
import {
  endRun,
  finishRun,
  getRun,
  interruptRuns,
  keepCheckpoint,
  keepEpochs,
  listRuns,
  nextQueued,
  ownerOfRun,
  queueRun,
  requeueRun,
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

describe('a run that is resumed', () => {
  const ended = (id: string, status: 'paused' | 'interrupted' | 'failed' | 'cancelled'): void => {
    queueRun(store.write, aRun(id, 'data1'), 'me00');
    startRun(store.write, id);
    endRun(store.write, id, status, 'It ended.', 3);
  };

  it.each(['paused', 'interrupted', 'failed', 'cancelled'] as const)(
    'waits again at the end of the queue of who resumes it, after it was %s',
    (status) => {
      ended('run1', status);
      queueRun(store.write, aRun('run2', 'data1'), 'you0');
      expect(requeueRun(store.write, 'run1', 'you0')).toBe(true);
      expect(getRun(store.read, 'run1')).toEqual(aRun('run1', 'data1'));
      expect(ownerOfRun(store.read, 'run1')).toBe('you0');
      expect(listRuns(store.read).map(({ id }) => id)).toEqual(['run2', 'run1']);
      queueRun(store.write, aRun('run3', 'data1'), 'you0');
      expect(listRuns(store.read).map(({ id }) => id)).toEqual(['run2', 'run1', 'run3']);
    },
  );

  it('keeps of its curve what its checkpoint keeps, and nothing where there is none', () => {
    for (const [id, checkpoint] of [
      ['run1', 2],
      ['run2', null],
    ] as const) {
      ended(id, 'interrupted');
      keepEpochs(store.write, id, [epoch(1), epoch(2), epoch(3)]);
      keepCheckpoint(store.write, id, checkpoint);
      requeueRun(store.write, id, 'me00');
    }
    expect(getRun(store.read, 'run1')).toMatchObject({ checkpoint: 2, history: [epoch(1), epoch(2)] });
    expect(getRun(store.read, 'run2')).toMatchObject({ checkpoint: null, history: [] });
  });

  it('is none that waits, runs, has finished or is not there', () => {
    queueRun(store.write, aRun('run1', 'data1'), 'me00');
    expect(requeueRun(store.write, 'run1', 'you0')).toBe(false);
    startRun(store.write, 'run1');
    keepEpochs(store.write, 'run1', [epoch(1)]);
    expect(requeueRun(store.write, 'run1', 'you0')).toBe(false);
    expect([ownerOfRun(store.read, 'run1'), getRun(store.read, 'run1').history]).toEqual([
      'me00',
      [epoch(1)],
    ]);
    finishRun(store.write, 'run1', result);
    expect(requeueRun(store.write, 'run1', 'you0')).toBe(false);
    expect(requeueRun(store.write, 'nothere1', 'you0')).toBe(false);
    expect(getRun(store.read, 'run1').status).toBe('finished');
  });
});

describe('a checkpoint', () => {
  it('is on record by how many epochs it keeps, and can be forgotten', () => {
    queueRun(store.write, aRun('run1', 'data1'), 'me00');
    expect(getRun(store.read, 'run1').checkpoint).toBeNull();
    keepCheckpoint(store.write, 'run1', 0);
    expect(getRun(store.read, 'run1').checkpoint).toBe(0);
    keepCheckpoint(store.write, 'run1', 12);
    finishRun(store.write, 'run1', result);
    expect(getRun(store.read, 'run1').checkpoint).toBe(12);
    keepCheckpoint(store.write, 'run1', null);
    expect(getRun(store.read, 'run1').checkpoint).toBeNull();
  });

  it('is told of when the owner of its run has died', () => {
    queueRun(store.write, aRun('run1', 'data1', { checkpoint: 4 }), 'gone');
    queueRun(store.write, aRun('run2', 'data1'), 'gone');
    interruptRuns(store.write, new Set(), (checkpoint) => `It keeps ${checkpoint}.`);
    expect(listRuns(store.read).map(({ message }) => message)).toEqual(['It keeps 4.', 'It keeps null.']);
  });

  it('is on record from the start of a run that goes on from another', () => {
    const branch = aRun('run2', 'data1', {
      parent: { run: 'run1', epoch: 7 },
      checkpoint: 7,
      preset: 'best',
    });
    queueRun(store.write, branch, 'me00');
    expect(getRun(store.read, 'run2')).toEqual(branch);
  });
});

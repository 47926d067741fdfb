import { describe, expect, it } from 'vitest';
import { LatestWins } from '../../../../../src-renderer/state/latest-wins.ts';
import { foldProgress } from '../../../../../src-renderer/state/app/progress.ts';
import { anEpoch } from '../../../records.ts';

const progress = { fraction: 0.5, phase: 'Training', seconds_left: null };

describe('the news of a run', () => {
  it('adds up epochs in order, each once', () => {
    const first = foldProgress(undefined, { progress, epochs: [anEpoch(1), anEpoch(2)], live: 0 });
    const second = foldProgress(first, { progress, epochs: [anEpoch(2), anEpoch(3)], live: 4 });
    expect(second.epochs.map((one) => one.epoch)).toEqual([1, 2, 3]);
    expect(first.epochs).toHaveLength(2);
  });

  it('never goes back to an older live map', () => {
    const first = foldProgress(undefined, { progress, epochs: [], live: 4 });
    expect(foldProgress(first, { progress, epochs: [], live: 0 }).live).toBe(4);
  });
});

describe('readings of the same thing', () => {
  it('take effect only for the one begun last, whichever ends first', async () => {
    const latest = new LatestWins();
    const applied: string[] = [];
    const slow = Promise.withResolvers<void>();
    const first = latest.run('run', async () => {
      await slow.promise;
      return () => applied.push('first');
    });
    await latest.run('run', () => Promise.resolve(() => applied.push('second')));
    await latest.run('other', () => Promise.resolve(() => applied.push('other')));
    slow.resolve();
    await first;
    expect(applied).toEqual(['second', 'other']);
  });
});

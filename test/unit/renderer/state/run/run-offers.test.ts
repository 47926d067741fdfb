import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../../src-main/contract/index.ts';
import { offersOf, resumeSentence } from '../../../../../src-renderer/state/run/run-offers.ts';
import { aRun } from '../../../records.ts';

const offers = (given: Partial<Run>): string[] =>
  Object.entries(offersOf(aRun('a1', 'digits', { method: 'autoencoder', ...given })))
    .filter(([, value]) => value !== false && value !== null)
    .map(([name, value]) => (value === true ? name : `${name}: ${value}`));

describe('what can be done with a run', () => {
  it('is to rest or end while it waits or trains; there is something to keep only while it trains', () => {
    expect(offers({ status: 'queued' })).toEqual(['pause', 'cancel']);
    expect(offers({ status: 'running' })).toEqual(['pause', 'stop', 'cancel']);
  });

  it('is only to cancel it while it runs without epochs', () => {
    expect(offers({ status: 'running', method: 'pca' })).toEqual(['cancel']);
  });

  it('is to go on from its checkpoint, and the words say from where', () => {
    expect(offers({ status: 'paused', checkpoint: 12 })).toEqual([
      'resume: Resume after epoch 12',
      'branch: 12',
      'remove',
    ]);
    expect(offers({ status: 'interrupted', checkpoint: 0 })).toContain('resume: Resume in its first epoch');
  });

  it('is to begin anew where there is no checkpoint', () => {
    expect(offers({ status: 'paused' })).toEqual(['resume: Resume from the start', 'remove']);
    for (const status of ['failed', 'cancelled', 'interrupted'] as const) {
      expect(offers({ status })).toEqual(['resume: Start again', 'remove']);
    }
    expect(resumeSentence({ checkpoint: null })).toContain('starts over');
    expect(resumeSentence({ checkpoint: 3 })).toContain('after epoch 3');
  });

  it('is to export it, or to go on with other settings, when it is finished', () => {
    expect(offers({ status: 'finished', checkpoint: 40 })).toEqual(['branch: 40', 'exports', 'remove']);
    expect(offers({ status: 'finished', method: 'pca' })).toEqual(['exports', 'remove']);
  });
});

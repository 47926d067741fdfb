import { expect, test } from 'vitest';
import { completeParams, dataFacts, type Run } from '../../../../../src-main/contract/index.ts';
import {
  BranchForm,
  branchSentence,
  moreEpochs,
} from '../../../../../src-renderer/state/run/branch.svelte.ts';
import { aDataset, anEpoch, aRun } from '../../../records.ts';

const dataset = aDataset('d1', { features: 20, shape: [20], splits: { train: 800, test: 200 } });
const aTraining = (more: Partial<Run> = {}): Run =>
  aRun('a1', 'd1', {
    method: 'autoencoder',
    dim: 4,
    status: 'finished',
    checkpoint: 40,
    params: completeParams('autoencoder', dataFacts(dataset), 4, { epochs: 40 }),
    ...more,
  });

test('what decides the meaning of the weights cannot be set anew, and epochs begin higher', () => {
  const plan = new BranchForm(aTraining(), dataset);
  const names = plan.fields.map(({ name }) => name);
  expect(names).toContain('learning_rate');
  for (const fixed of ['hidden', 'activation', 'validation_fraction']) expect(names).not.toContain(fixed);
  expect(plan.given).toEqual({ epochs: 60 });
  expect(plan.error).toBeNull();
});

test('too few epochs, and what the method refuses, are said in a sentence', () => {
  const plan = new BranchForm(aTraining(), dataset);
  plan.set('epochs', 40);
  expect(plan.error).toContain('set more epochs');
  plan.set('epochs', undefined);
  expect(plan.given).toEqual({});
  expect(plan.error).toContain('set more epochs');
  plan.set('epochs', 41);
  expect(plan.error).toBeNull();
  plan.set('dropout', 7);
  expect(plan.error).toContain('dropout');
});

test('only the epochs of the last thing trained are counted', () => {
  const history = [1, 2, 3, 4].map((epoch) =>
    anEpoch(epoch, { phase: epoch < 4 ? 'layers' : 'fine-tuning' }),
  );
  const plan = new BranchForm(aTraining({ history, checkpoint: 4 }), dataset);
  plan.set('epochs', 1);
  expect(plan.error).toContain('trained for 1 epochs');
  plan.set('epochs', 2);
  expect(plan.error).toBeNull();
});

test('a run that rests may go on with fewer epochs than it was given', () => {
  const plan = new BranchForm(aTraining({ status: 'paused', checkpoint: 3 }), dataset);
  plan.set('epochs', 10);
  expect(plan.error).toBeNull();
});

test('what cannot be read is remembered until it can', () => {
  const plan = new BranchForm(aTraining(), dataset);
  plan.refuse('epochs', 'Epochs must be a whole number.');
  expect(plan.unreadable).toEqual({ epochs: 'Epochs must be a whole number.' });
  plan.set('epochs', 50);
  expect(plan.unreadable).toEqual({});
});

test('half as many epochs again are offered, counted from what was trained', () => {
  const more = (params: Record<string, unknown>): number | null =>
    moreEpochs(aTraining({ params, checkpoint: 30 }));
  expect(more({ epochs: 61 })).toBe(95);
  expect(more({ epochs: 10 })).toBe(45);
  expect(more({})).toBeNull();
});

test('where it begins is said', () => {
  expect(branchSentence({ name: 'A', checkpoint: 12 })).toContain('after epoch 12 of “A”');
  expect(branchSentence({ name: 'A', checkpoint: 0 })).toContain('first epoch');
});

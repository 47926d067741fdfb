import { expect, test } from 'vitest';
import {
  metricRows,
  ownFacts,
  paramFacts,
  presetTitle,
  publishedOf,
  screeOf,
} from '../../../../../src-renderer/state/run/run-facts.ts';
import { aRun } from '../../../records.ts';

const told = (facts: readonly { term: string; value: string }[]): string[] =>
  facts.map(({ term, value }) => `${term}: ${value}`);

test('what a method tells of itself is said in words, and what has a chart is left to it', () => {
  const run = aRun('a1', 'digits', {
    dim: 8,
    facts: {
      layers: [10_304, 256, 8, 256, 10_304],
      parameters: 101_192,
      validation_rows: 0,
      active_units: 5,
      explained_variance_ratio: [0.6, 0.3],
      explained_variance_ratio_sum: 0.9,
    },
  });
  expect(told(ownFacts(run))).toEqual([
    'Layers: 10,304, 256, 8, 256, 10,304',
    'Parameters: 101,192 numbers',
    'Entries in use: 5 of 8',
    'Variance explained: 90.0\u00a0%',
  ]);
});

test('a fact that no words are known for is shown under its own name', () => {
  const run = aRun('a1', 'digits', { facts: { mean_activation: 0.123456, first_guess: 'zeros' } });
  expect(told(ownFacts(run))).toEqual(['Mean activation: 0.1235', 'First guess: zeros']);
});

test('parameters carry the labels and choices of the form, and those that are not in it their names', () => {
  const params = {
    hidden: [512, 256],
    tied: false,
    epochs: 1_000,
    learning_rate: 0.001,
    loss: 'mse',
    old_one: 'x',
  };
  expect(told(paramFacts({ method: 'autoencoder', params }))).toEqual([
    'Hidden layers: 512, 256',
    'Epochs: 1,000',
    'Learning rate: 0.001',
    'Loss: Mean squared error',
    'Tied weights: no',
    'Old one: x',
  ]);
  expect(told(paramFacts({ method: 'autoencoder', params: { hidden: [] } }))).toEqual([
    'Hidden layers: none',
  ]);
});

test('metrics come in the order of the scorecard with the rows they are of, or why they cannot be had', () => {
  const metrics = {
    fit_seconds: { value: 2, rows: 80 },
    knn_accuracy: { value: 0.5, rows: 20, k: 5 },
    silhouette: { value: null, rows: 20, reason: 'There is one class only.' },
  };
  expect(metricRows({ metrics }).map(({ info, value, basis }) => [info.name, value, basis])).toEqual([
    ['knn_accuracy', '50.0\u00a0%', '20 held-out samples, k = 5'],
    ['silhouette', '–', 'There is one class only.'],
    ['fit_seconds', '2.0\u00a0s', '80 samples'],
  ]);
});

test('the scree plot has the shares and their running sum, and is absent where nothing is shared out', () => {
  expect(screeOf({ facts: { explained_variance_ratio: [0.5, 0.25] } })).toEqual({
    ratios: [0.5, 0.25],
    sums: [0.5, 0.75],
    kept: 2,
  });
  const scree = [0.5, 0.25, 0.125, 0.125];
  expect(screeOf({ facts: { explained_variance_ratio: [0.5, 0.25], scree } })).toEqual({
    ratios: scree,
    sums: [0.5, 0.75, 0.875, 1],
    kept: 2,
  });
  expect(screeOf({ facts: {} })).toBeNull();
});

test('a long list is cut short, and says of how much', () => {
  const levels = Array.from({ length: 30 }, (_, i) => i);
  const [fact] = ownFacts(aRun('a1', 'digits', { facts: { levels } }));
  expect(fact?.value).toMatch(/^0, 1, .* 19 and 10 more$/);
});

test('what was published is held against a run that reproduces it', () => {
  expect(publishedOf({ preset: 'hinton-modern' })?.errors.map(({ value }) => value)).toContain(13.87);
  expect(publishedOf({ preset: 'quick' })).toBeNull();
  expect(publishedOf({ preset: null })).toBeNull();
});

test('a preset that this version does not know keeps its name', () => {
  expect(presetTitle('quick')).toBe('Quick look');
  expect(presetTitle('of-another-time')).toBe('of-another-time');
});

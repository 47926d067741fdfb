import { expect, test } from 'vitest';
import {
  bySpread,
  shareOf,
  spansOf,
  strongestFeatures,
  worstReconstructedFeatures,
} from '../../../../../src-renderer/state/run/decoded.ts';
import { aDataset } from '../../../records.ts';

const scaled = aDataset('d1', {
  recipe: {
    kind: 'array',
    scaling: 'standard',
    missing: 'mean',
    fill: [0, 0],
    offset: [10, 0],
    scale: [2, 100],
  },
});

test('what features range over is told in the units of the data', () => {
  const spans = spansOf(scaled, Float32Array.of(-1, 0, 3, 0.5, 0, 0, 1, 1));
  expect(spans).toEqual({ min: [8, 0], max: [16, 50] });
  expect(shareOf(12, 0, spans)).toBe(0.5);
  expect([shareOf(-5, 0, spans), shareOf(99, 0, spans)]).toEqual([0, 1]);
  expect(shareOf(1, 7, spans)).toBe(0.5);
});

test('features are ordered by how much they change, against what they range over', () => {
  const decoded = {
    pictures: null,
    columns: [
      { name: 'wide', values: [0, 10] },
      { name: 'narrow', values: [0, 1] },
      { name: 'still', values: [5, 5] },
    ],
  };
  const spans = { min: [0, 0, 0], max: [1_000, 2, 0] };
  expect(bySpread(decoded, spans).map(({ name }) => name)).toEqual(['narrow', 'wide', 'still']);
});

test('the features reconstructed worst are those whose scaled difference is largest, shown in their own units', () => {
  const sample = {
    values: [
      { name: 'small', value: 10, reconstructed: { r1: 14 } },
      { name: 'large', value: 500, reconstructed: { r1: 550 } },
      { name: 'unknown', value: 1, reconstructed: {} },
    ],
  };
  expect(worstReconstructedFeatures(sample, 'r1', scaled, 5)).toEqual([
    { name: 'small', value: 10, reconstructed: 14 },
    { name: 'large', value: 500, reconstructed: 550 },
  ]);
  expect(worstReconstructedFeatures(sample, 'r1', scaled, 1)).toHaveLength(1);
});

test('a unit is told by the features with its largest weights, whatever their sign', () => {
  const decoded = {
    pictures: null,
    columns: [
      { name: 'a', values: [0.1, 3] },
      { name: 'b', values: [-2, 0] },
      { name: 'c', values: [1, 1] },
    ],
  };
  expect(strongestFeatures(decoded, [2.2, 3.2], 2)).toEqual([
    {
      strength: 2.2,
      features: [
        { name: 'b', weight: -2 },
        { name: 'c', weight: 1 },
      ],
    },
    {
      strength: 3.2,
      features: [
        { name: 'a', weight: 3 },
        { name: 'c', weight: 1 },
      ],
    },
  ]);
});

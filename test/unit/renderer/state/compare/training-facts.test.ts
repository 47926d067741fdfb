import { expect, test } from 'vitest';
import { explainedVariance, networkWords } from '../../../../../src-renderer/state/compare/training-facts.ts';

test('what components explain is added up', () => {
  expect(explainedVariance({ facts: { explained_variance_ratio: [0.5, 0.25, 0.125] } })).toEqual({
    each: [0.5, 0.25, 0.125],
    sums: [0.5, 0.75, 0.875],
    total: 0.875,
  });
  expect(explainedVariance({ facts: {} })).toBeNull();
  expect(explainedVariance({ facts: { explained_variance_ratio: [] } })).toBeNull();
});

test('a network is told by its layers and weights', () => {
  expect(networkWords({ facts: { layers: [1_024, 8, 1_024], parameters: 17_416 } })).toBe(
    'Layers of 1,024, 8, 1,024; 17,416 weights.',
  );
  expect(networkWords({ facts: { layers: [64, 8] } })).toBeNull();
});

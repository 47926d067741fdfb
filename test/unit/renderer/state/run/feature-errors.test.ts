import { expect, test } from 'vitest';
import { pixelErrors, sortedFeatureErrors } from '../../../../../src-renderer/state/run/feature-errors.ts';

test('features come by how badly they are reconstructed, each with its share of all errors', () => {
  expect(sortedFeatureErrors(Float32Array.of(0.5, 3, 0.5), ['a', 'b', 'c'])).toEqual([
    { name: 'b', error: 3, share: 0.75 },
    { name: 'a', error: 0.5, share: 0.125 },
    { name: 'c', error: 0.5, share: 0.125 },
  ]);
  expect(sortedFeatureErrors([0, 0], ['a']).map(({ name, share }) => [name, share])).toEqual([
    ['a', 0],
    ['Feature 2', 0],
  ]);
});

test('a pixel is as bad as its channels are in the mean, and the worst is named by its place', () => {
  const errors = Float32Array.of(0, 0, 1, 3, 0, 0, 0, 1, 0, 0, 0, 0);
  const found = pixelErrors(errors, { kind: 'images', shape: [2, 3, 2] });
  expect([...(found?.values ?? [])]).toEqual([0, 2, 0, 0.5, 0, 0]);
  expect(found).toMatchObject({ width: 3, height: 2, worst: { line: 1, column: 2, value: 2 } });
  const last = pixelErrors([0, 0, 0, 0, 0, 4], { kind: 'images', shape: [2, 3, 1] });
  expect(last?.worst).toEqual({ line: 2, column: 3, value: 4 });
});

test('what is no picture has no pixels', () => {
  expect(pixelErrors([1, 2], { kind: 'table', shape: [2] })).toBeNull();
  expect(pixelErrors([1, 2], { kind: 'images', shape: [2, 2, 1] })).toBeNull();
});

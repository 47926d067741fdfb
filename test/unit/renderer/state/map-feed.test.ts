import { expect, test } from 'vitest';
import { nowhere } from '../../../../src-renderer/plots/view.ts';
import { mapOf } from '../../../../src-renderer/state/map-feed.ts';

test('a map of three columns is deep, of two flat, and of one along a line', () => {
  const deep = mapOf(Float32Array.of(0, 0, 0, 2, 0, 0), 3, 2);
  expect(deep).toMatchObject({ columns: 3, centre: [1, 0, 0], half: 1 });
  expect([...deep.positions]).toEqual([-1, 0, 0, 1, 0, 0]);
  expect(mapOf(Float32Array.of(0, 0, 2, 0), 2, 2)).toMatchObject({ columns: 2, centre: [1, 0] });
  const line = mapOf(Float32Array.of(0, 4), 1, 2);
  expect(line.columns).toBe(2);
  expect([...line.positions]).toEqual([-1, 0, 1, 0]);
});

test('a live map of three columns says which rows it has', () => {
  const live = mapOf(Float32Array.of(0, 0, 0, 0, 0, 2), 3, 3, Int32Array.of(2, 0));
  expect([...live.positions]).toEqual([0, 0, 1, nowhere, nowhere, nowhere, 0, 0, -1]);
});

import { expect, test } from 'vitest';
import { hasTrail, trailOf } from '../../../../../src-renderer/state/run/trail.ts';

test('a trail keeps of its own rows the class and part, and a map for every epoch and the end, in its own units', () => {
  const all = {
    labels: Int32Array.of(0, 1, 2, -1),
    heldOut: Uint8Array.of(0, 1, 0, 1),
    classes: 3,
  };
  const maps = Float32Array.of(0, 0, 2, 0, 10, 10, 10, 30);
  const last = Float32Array.of(9, 9, 4, 0, 9, 9, 0, 0);
  const trail = trailOf(maps, last, Int32Array.of(3, 1), Int32Array.of(1, 4), all);
  expect([...trail.rows.labels]).toEqual([-1, 1]);
  expect([...trail.rows.heldOut]).toEqual([1, 1]);
  expect(trail.rows.classes).toBe(3);
  const [first, second] = [trail.frame(0), trail.frame(1)];
  expect(first).toMatchObject({ centre: [1, 0], half: 1 });
  expect([...first.positions]).toEqual([-1, 0, 1, 0]);
  expect(second).toMatchObject({ centre: [10, 20], half: 10 });
  expect([...second.positions]).toEqual([0, -1, 0, 1]);
  expect(trail.frame(2)).toMatchObject({ centre: [2, 0], half: 2 });
  expect([...trail.frame(2).positions]).toEqual([-1, 0, 1, 0]);
});

test('a run has a trail where it kept one', () => {
  const artifact = { dtype: 'float32', shape: [1, 2, 2], sha256: '', bytes: 0 };
  expect(hasTrail({ artifacts: [{ ...artifact, name: 'trail.npy' }] })).toBe(true);
  expect(hasTrail({ artifacts: [{ ...artifact, name: 'map.npy' }] })).toBe(false);
});

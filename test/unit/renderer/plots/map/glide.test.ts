import { describe, expect, test } from 'vitest';
import { Glide } from '../../../../../src-renderer/plots/map/glide.ts';
import { facing } from '../../../../../src-renderer/plots/geometry/rotation.ts';
import { nowhere, type NormalMap } from '../../../../../src-renderer/plots/geometry/view.ts';

const flat = (positions: number[], centre: number[], half: number): NormalMap => ({
  positions: Float32Array.from(positions),
  columns: 2,
  centre,
  half,
});
const from = flat([-1, 0, 0.5, 0.5, nowhere, nowhere, 0.25, 0], [0, 10], 2);
const to = flat([1, 1, 0.5, -0.5, 0.75, 0, nowhere, nowhere], [4, 20], 6);

describe('a glide of 450 milliseconds', () => {
  const glide = new Glide(from, to, facing, 1_000);

  test('begins slowly, is half way in the middle, and ends slowly', () => {
    // Cubic in and out: 4 t³ up to the middle, its mirror image after it.
    const progress = [0, 112.5, 225, 337.5, 450].map((ms) => glide.progress(1_000 + ms));
    expect(progress).toEqual([0, 0.0625, 0.5, 0.9375, 1]);
    expect([glide.progress(900), glide.progress(9_999)]).toEqual([0, 1]);
  });

  test('has its points where they were, between, and where they will be', () => {
    expect([...glide.midway(1_000, facing).positions]).toEqual([-1, 0, 0.5, 0.5, 0.75, 0, nowhere, nowhere]);
    expect([...glide.midway(1_225, facing).positions]).toEqual([0, 0.5, 0.5, 0, 0.75, 0, nowhere, nowhere]);
    expect(glide.midway(1_450, facing)).toBe(to);
  });

  test('has its units between those of the maps', () => {
    expect(glide.units(1_000)).toEqual({ centre: [0, 10], half: 2 });
    expect(glide.units(1_225)).toEqual({ centre: [2, 15], half: 4 });
    expect(glide.units(1_450)).toEqual({ centre: [4, 20], half: 6 });
    expect(glide.midway(1_225, facing)).toMatchObject({ columns: 2, centre: [2, 15], half: 4 });
  });
});

test('where a map of fewer columns comes before, axes it lacks are those of the map to come', () => {
  const deep: NormalMap = { positions: Float32Array.of(0, 0, 0), columns: 3, centre: [1, 2, 3], half: 1 };
  const glide = new Glide(flat([0, 0], [0, 0], 1), deep, facing, 0);
  expect(glide.units(0).centre).toEqual([0, 0, 3]);
});

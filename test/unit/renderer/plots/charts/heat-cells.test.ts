import { expect, test } from 'vitest';
import {
  heatBlocks,
  heatPaths,
  heatPixels,
  shadeOf,
} from '../../../../../src-renderer/plots/charts/heat-cells.ts';
import { counted } from '../../counted.ts';

test('cells come in the order of the classes, each its own block where there is room', () => {
  const values = Float32Array.of(0, 1, 2, 10, 11, 12, 20, 21, 22);
  const { side, cells } = heatBlocks(values, Int32Array.of(2, 0, 1), 99, true);
  expect(side).toBe(3);
  expect(Array.from(cells, (cell) => values[cell])).toEqual([22, 20, 21, 2, 0, 1, 12, 10, 11]);
});

test('where there is less than a pixel a cell, the one that matters is kept and none is averaged away', () => {
  const count = 1_000;
  const values = new Float32Array(count * count).fill(1);
  values[7 * count + 900] = 0.5;
  values[8 * count + 901] = NaN;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const { side, cells } = heatBlocks(values, order, 250, true);
  expect(side).toBe(250);
  expect(cells).toContain(7 * count + 900);
  expect(heatBlocks(values, order, 250, false).cells).not.toContain(7 * count + 900);
});

test('shades run from one end to the other in either direction, by the square root where that is asked for', () => {
  expect(shadeOf(1, { from: 1, to: 0.5, root: false }, 11)).toBe(0);
  expect(shadeOf(0.5, { from: 1, to: 0.5, root: false }, 11)).toBe(10);
  expect(shadeOf(0.25, { from: 0, to: 1, root: true }, 11)).toBe(5);
  expect(shadeOf(NaN, { from: 0, to: 1, root: true }, 11)).toBe(-1);
});

test('what is not known is clear, as pixels and as shapes', () => {
  const ramp = ['#010203', '#ff0000'];
  expect([...heatPixels([0, -1], ramp)]).toEqual([1, 2, 3, 255, 0, 0, 0, 0]);
  expect(heatPaths([0, -1, 1, 0], ramp, 2, 20)).toBe(
    '<path fill="#010203" d="M0 0h10v10h-10zM10 10h10v10h-10z"/><path fill="#ff0000" d="M0 10h10v10h-10z"/>',
  );
});

test('the work is proportional to the number of cells', () => {
  const count = 200;
  const { array, reads } = counted(new Float32Array(count * count).fill(1));
  heatBlocks(
    array,
    Int32Array.from({ length: count }, (_, i) => i),
    50,
    true,
  );
  // Every cell against the one that its block keeps so far.
  expect(reads()).toBeLessThanOrEqual(2 * count * count);
});

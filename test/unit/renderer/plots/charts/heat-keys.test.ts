import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockTowards, heatBlocks, shadeOf } from '../../../../../src-renderer/plots/charts/heat-cells.ts';

describe('an arrow key in a heat map', () => {
  test('goes to the next block in its direction, and no further than the edge', () => {
    expect(blockTowards('ArrowLeft', [1, 2], 5)).toEqual([0, 2]);
    expect(blockTowards('ArrowRight', [1, 2], 5)).toEqual([2, 2]);
    expect(blockTowards('ArrowUp', [1, 2], 5)).toEqual([1, 1]);
    expect(blockTowards('ArrowDown', [1, 2], 5)).toEqual([1, 3]);
    expect(blockTowards('ArrowLeft', [0, 4], 5)).toEqual([0, 4]);
    expect(blockTowards('ArrowRight', [4, 4], 5)).toEqual([4, 4]);
    expect(blockTowards('ArrowUp', [3, 0], 5)).toEqual([3, 0]);
    expect(blockTowards('ArrowDown', [3, 4], 5)).toEqual([3, 4]);
  });

  test('begins at the first block, and other keys go nowhere', () => {
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'])
      expect(blockTowards(key, null, 5)).toEqual([0, 0]);
    for (const key of ['Enter', 'Escape', 'a']) expect(blockTowards(key, [1, 2], 5)).toBeNull();
  });
});

describe('the blocks of a heat map', () => {
  const matrices = fc.integer({ min: 1, max: 9 }).chain((count) =>
    fc.record({
      count: fc.constant(count),
      values: fc.array(
        fc.oneof({ weight: 4, arbitrary: fc.nat(20) }, { weight: 1, arbitrary: fc.constant(NaN) }),
        {
          minLength: count * count,
          maxLength: count * count,
        },
      ),
      order: fc.shuffledSubarray(
        Array.from({ length: count }, (_, i) => i),
        { minLength: count },
      ),
      max: fc.integer({ min: 1, max: 12 }),
      lowest: fc.boolean(),
    }),
  );

  test('show each the lowest or the highest of their cells, by trying each', () => {
    fc.assert(
      fc.property(matrices, ({ count, values, order, max, lowest }) => {
        const { side, cells } = heatBlocks(values, Int32Array.from(order), max, lowest);
        expect(side).toBe(Math.min(count, max));
        const among = Array.from({ length: side * side }, (): number[] => []);
        for (let y = 0; y < count; y++)
          for (let x = 0; x < count; x++) {
            const block = Math.floor((y * side) / count) * side + Math.floor((x * side) / count);
            among[block]?.push((order[y] ?? NaN) * count + (order[x] ?? NaN));
          }
        cells.forEach((cell, block) => {
          const own = among[block] ?? [];
          expect(own).toContain(cell);
          const known = own.map((one) => values[one] ?? NaN).filter((value) => !Number.isNaN(value));
          const extreme = lowest ? Math.min(...known) : Math.max(...known);
          expect(values[cell]).toBe(known.length === 0 ? NaN : extreme);
        });
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  test('of no class at all are one that shows none', () => {
    expect(heatBlocks([], new Int32Array(), 5, true)).toEqual({ side: 1, cells: Int32Array.of(-1) });
  });

  test('have the first shade below their scale, the last above it, and one where it has no extent', () => {
    const scale = { from: 2, to: 4, root: false };
    expect([1, 2, 3, 4, 9].map((value) => shadeOf(value, scale, 5))).toEqual([0, 0, 2, 4, 4]);
    expect([-1, 0.25, 1].map((value) => shadeOf(value, { from: 0, to: 1, root: true }, 5))).toEqual([
      0, 2, 4,
    ]);
    expect(shadeOf(3, { from: 3, to: 3, root: false }, 5)).toBe(0);
  });
});

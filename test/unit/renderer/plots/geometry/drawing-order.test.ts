import { expect, test } from 'vitest';
import {
  drawingOrder,
  isShown,
  shuffled,
  type RowStates,
} from '../../../../../src-renderer/plots/geometry/drawing-order.ts';

/** Rows 0 to 5: classes 0 0 1 1 none none, every second one held out. */
function states(overrides: Partial<RowStates> = {}): RowStates {
  return {
    labels: Int32Array.from([0, 0, 1, 1, -1, -1]),
    heldOut: Uint8Array.from([0, 1, 0, 1, 0, 1]),
    selected: new Uint8Array(6),
    hidden: new Uint8Array(3),
    ...overrides,
  };
}
const inOrder = Uint32Array.from([0, 1, 2, 3, 4, 5]);

test('held-out rows lie above faint training rows', () => {
  const { rows, layers } = drawingOrder(inOrder, states(), 'all');
  expect([...rows]).toEqual([0, 2, 4, 1, 3, 5]);
  expect(layers).toEqual([
    { from: 0, to: 3, role: 'faint' },
    { from: 3, to: 6, role: 'plain' },
  ]);
});

test('selected rows lie above all others, of whatever split', () => {
  const { rows, layers } = drawingOrder(
    inOrder,
    states({ selected: Uint8Array.from([1, 0, 0, 0, 0, 1]) }),
    'all',
  );
  expect([...rows]).toEqual([1, 2, 3, 4, 0, 5]);
  expect(layers.map(({ role, from, to }) => [role, to - from])).toEqual([
    ['faint', 4],
    ['raised', 2],
  ]);
});

test('training rows shown alone are not faint', () => {
  const { rows, layers } = drawingOrder(inOrder, states(), 'train');
  expect([...rows]).toEqual([0, 2, 4]);
  expect(layers).toEqual([{ from: 0, to: 3, role: 'plain' }]);
});

test('a class switched off is not drawn; the last switch is that of unlabelled rows', () => {
  const hidden = Uint8Array.from([1, 0, 1]);
  expect([...drawingOrder(inOrder, states({ hidden }), 'all').rows].toSorted()).toEqual([2, 3]);
  expect(isShown(4, states({ hidden }), 'all')).toBe(false);
});

test('nothing shown is no layer', () => {
  expect(drawingOrder(inOrder, states({ hidden: Uint8Array.from([1, 1, 1]) }), 'all').layers).toEqual([]);
});

test('the drawing order has every row once, the same each time, and favours no class of sorted data', () => {
  const rows = shuffled(10_000);
  expect(shuffled(10_000)).toEqual(rows);
  expect(new Set(rows).size).toBe(10_000);
  const lateHalf = rows.subarray(5_000).filter((row) => row >= 5_000).length;
  // Binomial with p = 1/2: five standard deviations are 250.
  expect(Math.abs(lateHalf - 2_500)).toBeLessThan(250);
});

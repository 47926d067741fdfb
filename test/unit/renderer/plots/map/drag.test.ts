import { expect, test } from 'vitest';
import { dragMeans, isForZoom } from '../../../../../src-renderer/plots/map/drag.ts';

test.each([
  ['pan', true, 'pan'],
  ['pan', false, 'pan'],
  ['rotate', true, 'rotate'],
  ['rotate', false, 'pan'],
  ['lasso', true, 'lasso'],
  ['lasso', false, 'lasso'],
] as const)(
  'in the mode %s a drag on a map that is deep: %s, means %s; with Shift a lasso',
  (mode, deep, means) => {
    expect(dragMeans({ shiftKey: false }, mode, deep)).toBe(means);
    expect(dragMeans({ shiftKey: true }, mode, deep)).toBe('lasso');
  },
);

test('the wheel zooms whatever dragging means; a drag moves the map with the main button alone', () => {
  for (const means of ['pan', 'lasso', 'rotate'] as const) {
    expect(isForZoom({ type: 'wheel', button: 0 }, means)).toBe(true);
    expect(isForZoom({ type: 'mousedown', button: 0 }, means)).toBe(means === 'pan');
    expect(isForZoom({ type: 'mousedown', button: 2 }, means)).toBe(false);
  }
});

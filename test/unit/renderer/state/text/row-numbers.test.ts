import { expect, test } from 'vitest';
import { rowName, sampleName, sampleTitle } from '../../../../../src-renderer/state/text/row-numbers.ts';

test('rows are counted from 0, as the command line and NumPy take them', () => {
  expect(rowName(0)).toBe('row 0');
  expect(rowName(1_437)).toBe('row 1437');
});

test('a sample goes by what its source calls it', () => {
  expect(sampleName(307, 'zero/7.png')).toBe('zero/7.png');
  expect(sampleTitle(307, 'zero/7.png')).toBe('zero/7.png · row 307');
  // A row that stays when others are left out, or that comes second, is not where it was in its file.
  expect(sampleTitle(307, '309')).toBe('309 · row 307');
  expect(sampleTitle(1_437, 'test:1')).toBe('test:1 · row 1437');
});

test('where that is only its place it goes by its row, so that no two counts of one row are on a page', () => {
  expect(sampleName(307, '308')).toBe('row 307');
  expect(sampleName(307, '307')).toBe('row 307');
  expect(sampleTitle(307, '308')).toBe('row 307');
  expect(sampleTitle(0, '1')).toBe('row 0');
});

test('where it is not known what it is called it goes by its row', () => {
  expect([sampleName(3), sampleName(3, ''), sampleTitle(3)]).toEqual(['row 3', 'row 3', 'row 3']);
});

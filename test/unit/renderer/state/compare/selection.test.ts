import { expect, test } from 'vitest';
import {
  selectedClasses,
  shownWords,
  summarise,
} from '../../../../../src-renderer/state/compare/selection.ts';

test('a selection is counted by class, the unlabelled last', () => {
  const labels = Int32Array.from([0, 0, 1, -1, 1]);
  const { total, byClass } = summarise(Uint8Array.from([1, 0, 1, 1, 1]), labels, 3);
  expect(total).toBe(4);
  expect(byClass).toEqual([1, 2, 0, 1]);
});

test('the examples are selected rows, each once, from all over the selection', () => {
  const selected = new Uint8Array(1_000).fill(1, 100, 900);
  const { examples } = summarise(selected, new Int32Array(1_000), 1);
  expect(examples).toEqual([100, 200, 300, 400, 500, 600, 700, 800]);
});

test('a small selection is shown whole, none as nothing', () => {
  const selected = Uint8Array.from([0, 1, 0, 1]);
  expect(summarise(selected, new Int32Array(4), 1).examples).toEqual([1, 3]);
  expect(summarise(new Uint8Array(4), new Int32Array(4), 1)).toEqual({
    total: 0,
    byClass: [0, 0],
    examples: [],
  });
});

test('the classes of a selection come by their size; samples without a class are left out where there are none', () => {
  const nameOf = (index: number): string => ['a', 'b', 'c', 'unlabelled'][index] ?? '';
  expect(selectedClasses({ byClass: [1, 0, 7, 2] }, nameOf)).toEqual([
    { index: 2, name: 'c', size: 7 },
    { index: 3, name: 'unlabelled', size: 2 },
    { index: 0, name: 'a', size: 1 },
  ]);
  expect(selectedClasses({ byClass: [5] }, () => '')).toEqual([]);
});

test('which samples the maps show is said in a sentence', () => {
  const splits = { train: 1_438, test: 1 };
  expect(shownWords('all', splits)).toBe('1 held-out sample solid, 1,438 training samples faint.');
  expect(shownWords('test', splits)).toBe('The 1 held-out sample.');
  expect(shownWords('train', splits)).toBe('The 1,438 training samples.');
});

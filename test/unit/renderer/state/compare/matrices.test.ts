import { expect, test } from 'vitest';
import {
  confusionHeatMap,
  listedMistakes,
  listedPairs,
  pairHeatMap,
} from '../../../../../src-renderer/state/compare/matrices.ts';

const look = { names: ['a', 'b', 'c'], order: Int32Array.of(0, 1, 2), ramp: ['#fff', '#000'] };
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
// Rows are true: of ten a three are taken for b, of four b none is mistaken, of c there is none.
const confusion = [7, 3, 0, 0, 4, 0, 0, 0, 0];

test('a confusion matrix shows shares of the true class, and says how many samples they are', () => {
  const { values, words } = confusionHeatMap(confusion, look);
  expect(Array.from(values).slice(0, 6)).toEqual([0.7, 0.3, 0, 0, 1, 0].map(Math.fround));
  const said = (row: number, column: number): string[] => words({ row, column }).map(plain);
  expect(said(0, 1)).toEqual(['a predicted as b', '30.0 %: 3 samples']);
  expect(said(1, 1)).toEqual(['b, classified correctly', '100.0 %: 4 samples']);
  expect(said(2, 0)).toEqual(['c predicted as a', 'no held-out samples']);
});

test('its mistakes are listed in words', () => {
  expect(listedMistakes(confusion, look.names).map(({ words, value }) => [words, plain(value)])).toEqual([
    [['a', 'predicted as', 'b'], '30.0 % (3)'],
  ]);
});

const pairs = [NaN, 0.75, NaN, 0.75, NaN, 0.5, NaN, 0.5, NaN];

test('a matrix of pairs says how far two classes are apart, on a scale that ends where any run needs it to', () => {
  const { scale, words } = pairHeatMap(pairs, 0.4, look);
  expect(scale).toEqual({ from: 1, to: 0.4, root: false });
  const said = (row: number, column: number): string[] => words({ row, column }).map(plain);
  expect([said(0, 1), said(0, 0), said(2, 0)]).toEqual([
    ['a and b', '75.0 % separated'],
    ['a'],
    ['c and a', 'not known'],
  ]);
  expect(pairHeatMap(pairs, 1, look).scale.to).toBeLessThan(1);
});

test('its pairs are listed least apart first', () => {
  expect(listedPairs(pairs, look.names).map(({ row, column, value }) => [row, column, plain(value)])).toEqual(
    [
      [1, 2, '50.0 %'],
      [0, 1, '75.0 %'],
    ],
  );
});

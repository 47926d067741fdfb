import { expect, test } from 'vitest';
import { confusionMatrix } from '../../../../src-main/metrics/classifiers/confusion.ts';
import { small, smallLabels } from '../small.ts';

test("the confusion matrix is scikit-learn's, true classes down and predicted ones across", () => {
  const counts = confusionMatrix(smallLabels, Int32Array.from(small.predicted), 10);
  expect([...counts]).toEqual(small.whole.confusion.flat());
});

test('a row that has no class, or is taken for none, is left out', () => {
  const counts = confusionMatrix(Int32Array.of(0, 1, -1, 1, 0), Int32Array.of(0, 0, 1, -1, 1), 2);
  expect([...counts]).toEqual([1, 1, 1, 0]);
});

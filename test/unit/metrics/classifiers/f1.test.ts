import { expect, test } from 'vitest';
import { macroF1, resampledF1 } from '../../../../src-main/metrics/classifiers/f1.ts';
import { Pace } from '../../../../src-main/tensor/index.ts';
import { small, smallDraws, smallLabels } from '../small.ts';

const predicted = Int32Array.from(small.predicted);

test("macro F1 is scikit-learn's", () => {
  expect(macroF1(smallLabels, predicted)).toBeCloseTo(small.whole.f1, 12);
  // Class 0: 2 of 2, named 3 times: 4 / 5. Class 1: 1 of 2, named once: 2 / 3. Class 7 is only predicted: 0.
  const truth = Int32Array.of(0, 0, 1, 1);
  expect(macroF1(truth, Int32Array.of(0, 0, 1, 7))).toBeCloseTo((1 + 2 / 3 + 0) / 3, 12);
  expect(macroF1(truth, Int32Array.of(0, 0, 0, 1))).toBeCloseTo((4 / 5 + 2 / 3) / 2, 12);
});

test('of a draw it is that of the rows drawn: classes without one do not count', async () => {
  const found = await resampledF1(smallDraws, smallLabels, predicted, new Pace());
  small.of_draws.forEach(({ f1 }, draw) => expect(found[draw]).toBeCloseTo(f1, 12));
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { learningRate, type Schedule } from '../../../../src-main/methods/training/schedule.ts';

/** What PyTorch says; see make.py. */
const expected = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/optimizers/expected.json'), 'utf8'),
) as {
  learning_rate: number;
  schedules: { schedule: Schedule['schedule']; steps: number; rates: number[] }[];
};

test.each(expected.schedules)(
  "every rate of a training of $steps steps by $schedule is that of PyTorch's schedulers",
  ({ schedule, steps, rates }) => {
    const given = { schedule, learning_rate: expected.learning_rate };
    expect(rates).toHaveLength(steps);
    rates.forEach((rate, step) => expect(learningRate(given, step, steps)).toBeCloseTo(rate, 12));
  },
);

test('a training of one step has a rate to step with', () => {
  for (const schedule of ['constant', 'cosine', 'step', 'warmup'] as const)
    expect(learningRate({ schedule, learning_rate: 0.004 }, 0, 1)).toBe(0.004);
});

import { beforeAll, expect, test } from 'vitest';
import { methodNames } from '../../../src-main/contract/index.ts';
import { methods } from '../../../src-main/methods/index.ts';
import { liveHandles, loadTensorFlow, SomeRows } from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';
import { factsOf, fitContext, smallestParams } from './fit-context.ts';

let tensorflow: Awaited<ReturnType<typeof loadTensorFlow>>;
beforeAll(async () => {
  tensorflow = await loadTensorFlow();
});

const digits = oracle('digits');
const few = digits.train.slice(0, 40);
const train = new SomeRows(digits.all, few);
const labels = few.map((row) => digits.labels[row] ?? 0);
const rows = digits.all.gather(digits.test.slice(0, 20));

test.each(methodNames)('ten runs of %s leave nothing in TensorFlow', async (method) => {
  const { tf, binding } = tensorflow;
  const counts = (): number[] => [tf.memory().numTensors, binding.getNumOfTensors(), liveHandles()];
  const before = counts();
  const facts = { ...factsOf(train), shape: [8, 8, 1] };
  for (let run = 0; run < 10; run++) {
    const context = fitContext(method, facts, 3, smallestParams(method), { seed: run, labels });
    const fitted = await methods[method].fit(train, context);
    const codes = fitted.encode(rows);
    fitted.decode?.(codes);
    fitted.dispose();
    expect(counts()).toEqual(before);
  }
});

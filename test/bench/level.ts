/**
 * Memory over fifty runs of every method in one process: resident megabytes after ten and after fifty, and TensorFlow's
 * tensors before and after, as a table.
 */
import { methodNames } from '../../src-main/contract/index.ts';
import { methods } from '../../src-main/methods/index.ts';
import { DenseRows, liveHandles, loadTensorFlow, Random } from '../../src-main/tensor/index.ts';
import { factsOf, fitContext, smallestParams } from '../unit/methods/fit-context.ts';

const [rows, features] = [2_000, 256];
const { tf } = await loadTensorFlow();
const random = new Random(1);
const source = new DenseRows(
  Float32Array.from({ length: rows * features }, () => random.float()),
  features,
);
const labels = Int32Array.from({ length: rows }, () => random.int(5));
const facts = { ...factsOf(source), shape: [16, 16, 1] };
const resident = (): string => `${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`;
const tensors = (): string => `${tf.memory().numTensors}, ${liveHandles()}`;

console.log('| method | after 10 runs | after 50 | tensors before | after |');
console.log('| --- | --- | --- | --- | --- |');
for (const method of methodNames) {
  const before = tensors();
  let early = '';
  for (let run = 1; run <= 50; run++) {
    const fitted = await methods[method].fit(
      source,
      fitContext(method, facts, 4, smallestParams(method), { seed: run, labels }),
    );
    fitted.decode?.(fitted.encode(source.values));
    fitted.dispose();
    if (run === 10) early = resident();
  }
  console.log(`| ${method} | ${early} | ${resident()} | ${before} | ${tensors()} |`);
}

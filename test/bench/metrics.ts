/**
 * Seconds of every metric on data of Fashion-MNIST's size, as one JSON line each: 60,000 training and 10,000
 * held-out rows of 784 features in 10 overlapping classes, reduced to 32 by PCA.
 */
import { daviesBouldin } from '../../src-main/metrics/davies-bouldin.ts';
import { knnAccuracy } from '../../src-main/metrics/knn.ts';
import { linearAccuracy } from '../../src-main/metrics/linear.ts';
import { silhouette } from '../../src-main/metrics/silhouette.ts';
import { trustworthiness } from '../../src-main/metrics/trustworthiness.ts';
import {
  blocks,
  DenseRows,
  everyRow,
  loadTensorFlow,
  Pace,
  principalComponents,
  projectOnto,
  Random,
  SomeRows,
} from '../../src-main/tensor/index.ts';

const [rows, trained, features, classes] = [70_000, 60_000, 784, 10];

await loadTensorFlow();
const random = new Random(1);
const labels = Int32Array.from({ length: rows }, () => random.int(classes));
const centres = Float32Array.from({ length: classes * features }, () => random.float());
const values = new Float32Array(rows * features);
for (let row = 0, at = 0; row < rows; row++) {
  const start = (labels[row] ?? 0) * features;
  for (let f = 0; f < features; f++, at++) values[at] = (centres[start + f] ?? 0) / 20 + random.float();
}
const all = new DenseRows(values, features);
const train = everyRow(rows).slice(0, trained);
const test = everyRow(rows).slice(trained);
const pace = new Pace();

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  const peak_megabytes = Math.round(process.resourceUsage().maxRSS / 1_000);
  console.log(
    JSON.stringify({ bench: 'metrics', name, seconds: (performance.now() - began) / 1_000, peak_megabytes }),
  );
  return result;
}

const codes = await timed('pca, fit and transform', async () => {
  const components = await principalComponents(new SomeRows(all, train), 32, pace);
  const out = new Float32Array(rows * 32);
  for (const { start, values: block } of blocks(all)) out.set(projectOnto(components, block), start * 32);
  return new DenseRows(out, 32);
});
for (const [what, source] of [
  ['codes', codes],
  ['raw', all],
] as const) {
  const seen = { source: new SomeRows(source, train), labels: labels.slice(0, trained) };
  const unseen = { source: new SomeRows(source, test), labels: labels.slice(trained) };
  await timed(`knn_accuracy of ${what}`, () => knnAccuracy(seen, unseen, 5, pace));
  await timed(`linear_accuracy of ${what}`, () => linearAccuracy(seen, unseen, pace));
  await timed(`silhouette of ${what}`, () => silhouette(unseen.source, unseen.labels, pace));
  await timed(`davies_bouldin of ${what}`, () => daviesBouldin(unseen.source, unseen.labels, pace));
}
await timed('trustworthiness of codes', () =>
  trustworthiness(new SomeRows(all, test), new SomeRows(codes, test), 5, pace),
);

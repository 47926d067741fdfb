/** Fits and encodes by the method `pca` with 30 columns: `pca.ts X.npy DIRECTIONS.npy`; one JSON line. */
import { Matrix } from '../../../src-main/datasets/matrix.ts';
import { methods } from '../../../src-main/methods/index.ts';
import { writeNpy } from '../../../src-main/store/arrays.ts';
import {
  blocks,
  loadTensorFlow,
  Pace,
  principalComponents,
  type Rows,
} from '../../../src-main/tensor/index.ts';
import { median } from './processes.ts';

const [, , data = '', to = ''] = process.argv;
const count = 30;
await loadTensorFlow();
const source: Rows = Matrix.open(data, Infinity);

async function once(): Promise<{ seconds: number; facts: Record<string, unknown> }> {
  const began = performance.now();
  const fitted = await methods.pca.fit(source, {
    dim: count,
    params: { whiten: false },
    seed: 0,
    shape: [source.features],
    labels: new Int32Array(0),
    pace: new Pace(),
    stopRequested: () => false,
    progress: () => undefined,
    epoch: () => Promise.resolve(),
  });
  const codes = new Float32Array(source.rows * count);
  for (const { start, values } of blocks(source)) codes.set(fitted.encode(values), start * count);
  return { seconds: (performance.now() - began) / 1_000, facts: fitted.facts };
}

const runs: Awaited<ReturnType<typeof once>>[] = [];
for (let i = 0; i < 5; i++) runs.push(await once());
const { directions } = await principalComponents(source, count, new Pace());
writeNpy(to, Float32Array.from(directions), [count, source.features]);
const { solver, explained_variance_ratio } = runs[0]?.facts ?? {};
console.log(
  JSON.stringify({ seconds: median(runs.map(({ seconds }) => seconds)), solver, explained_variance_ratio }),
);

/**
 * Measures a representation: `node metrics.ts FOLDER codes|raw`, with the files that `../metrics.ts` writes. Codes are 32
 * principal components, which it writes beside them. Prints one JSON line: seconds by phase and in all, the figures, and
 * the most memory.
 */
import { join } from 'node:path';
import { Matrix } from '../../../src-main/datasets/matrix.ts';
import { ReconstructedRows } from '../../../src-main/compute/reconstructed-rows.ts';
import { evaluate, squaredErrors } from '../../../src-main/metrics/index.ts';
import { readNpyAs, writeNpy } from '../../../src-main/store/arrays.ts';
import {
  blocks,
  DenseRows,
  everyRow,
  loadTensorFlow,
  Pace,
  principalComponents,
  projectOnto,
  reconstructFrom,
  SomeRows,
  type Rows,
} from '../../../src-main/tensor/index.ts';

const dim = 32;
const [folder = '', which = 'codes'] = process.argv.slice(2);
await loadTensorFlow();
const original = Matrix.open(join(folder, 'x.npy'));
const { data: labels } = await readNpyAs(join(folder, 'y.npy'), 'int32');
const { data: split } = await readNpyAs(join(folder, 'split.npy'), 'uint8');
const rows = everyRow(original.rows);
const pace = new Pace();
const train = rows.filter((row) => split[row] === 0);
const test = rows.filter((row) => split[row] !== 0);
let codes: Rows = original;
let reconstructed: ReconstructedRows | null = null;
let errors: Float64Array | null = null;
if (which === 'codes') {
  const components = await principalComponents(new SomeRows(original, train), dim, pace);
  const values = new Float32Array(original.rows * dim);
  for (const block of blocks(original)) values.set(projectOnto(components, block.values), block.start * dim);
  writeNpy(join(folder, 'codes.npy'), values, [original.rows, dim]);
  codes = new DenseRows(values, dim);
  reconstructed = new ReconstructedRows(codes, original.features, (block) =>
    reconstructFrom(components, block),
  );
  errors = new Float64Array(original.rows);
  for (const block of blocks(original)) {
    const own = reconstructed.gather(rows, block.start, block.start + block.rows);
    errors.set(squaredErrors(block.values, own, original.features), block.start);
  }
}

const seconds: Record<string, number> = {};
let [phase, since] = ['', performance.now()];
function turn(to: string): void {
  if (to === phase) return;
  const now = performance.now();
  if (phase !== '') seconds[phase] = (seconds[phase] ?? 0) + (now - since) / 1_000;
  [phase, since] = [to, now];
}
const began = performance.now();
const evaluated = await evaluate(
  {
    original,
    codes,
    labels,
    classes: 10,
    train,
    test,
    errors,
    reconstructed,
    k: 5,
    seed: 0,
  },
  { pace, progress: (_, name) => turn(name.replace('Evaluating: ', '')) },
);
turn('');
console.log(
  JSON.stringify({
    seconds,
    all: (performance.now() - began) / 1_000,
    metrics: Object.fromEntries(Object.entries(evaluated.metrics).map(([name, { value }]) => [name, value])),
    megabytes: Math.round(process.resourceUsage().maxRSS / 1_000),
  }),
);

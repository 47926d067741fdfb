/**
 * Seconds to measure a representation beside scikit-learn, as a table: 60,000 training and 10,000 held-out pictures of 784
 * values, as 32 principal components and as they are. The pictures are those of Fashion-MNIST in the folder that
 * `ISTHMUS_DATA` names, or else drawn in 10 overlapping classes. `ISTHMUS_PYTHON` names a Python with scikit-learn, and
 * `ISTHMUS_BENCH` one of `codes` and `raw`, where only that is wanted.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNpy } from '../../src-main/store/arrays.ts';
import { Random } from '../../src-main/tensor/index.ts';
import { idx } from './children/fashion.ts';
import { lastJson, pythonWith } from './children/processes.ts';

const [trained, heldOut, features, classes] = [60_000, 10_000, 784, 10];
const rows = trained + heldOut;

function pictures(): { x: Uint8Array; y: Int32Array; from: string } {
  const x = new Uint8Array(rows * features);
  const y = new Int32Array(rows);
  const folder = join(process.env['ISTHMUS_DATA'] ?? '', 'fashion-mnist');
  if (process.env['ISTHMUS_DATA'] && existsSync(folder)) {
    for (const [part, start] of [
      ['train', 0],
      ['t10k', trained],
    ] as const) {
      x.set(idx(folder, `${part}-images-idx3-ubyte`, 16), start * features);
      y.set(idx(folder, `${part}-labels-idx1-ubyte`, 8), start);
    }
    return { x, y, from: 'Fashion-MNIST' };
  }
  const random = new Random(1);
  const centres = Float32Array.from({ length: classes * features }, () => 120 * random.float());
  for (let row = 0, at = 0; row < rows; row++) {
    const label = random.int(classes);
    y[row] = label;
    for (let f = 0; f < features; f++, at++)
      x[at] = (centres[label * features + f] ?? 0) / 4 + random.int(220);
  }
  return { x, y, from: 'drawn' };
}

type Result = { seconds: Record<string, number>; all: number; metrics: Record<string, number> };

const python = pythonWith('sklearn');
const folder = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
const here = (...names: string[]): string => join(import.meta.dirname, ...names);
const time = (seconds: number | undefined): string =>
  seconds === undefined ? '' : `${seconds.toFixed(2)} s`;
try {
  const { x, y, from } = pictures();
  writeNpy(join(folder, 'x.npy'), x, [rows, features]);
  writeNpy(join(folder, 'y.npy'), y, [rows]);
  const split = new Uint8Array(rows).fill(1, trained);
  writeNpy(join(folder, 'split.npy'), split, [rows]);
  const only = process.env['ISTHMUS_BENCH'];
  for (const which of ['codes', 'raw'].filter((name) => only === undefined || name === only)) {
    const own = (await lastJson(process.execPath, [
      here('children', 'metrics.ts'),
      folder,
      which,
    ])) as Result | null;
    const peer = (
      python === null ? null : await lastJson(python, [here('peers', 'metrics.py'), folder, which])
    ) as Result | null;
    console.log(
      `\n${from}, ${which}\n\n| part | Isthmus | scikit-learn | ratio |\n| --- | --- | --- | --- |`,
    );
    const parts = { ...own?.seconds, 'in all': own?.all ?? NaN };
    const theirs: Record<string, number> = {
      ...peer?.seconds,
      ...(peer === null ? {} : { 'in all': peer.all }),
    };
    for (const [part, seconds] of Object.entries(parts)) {
      const other = theirs[part];
      const ratio = other === undefined ? '' : (seconds / other).toFixed(2);
      console.log(`| ${part} | ${time(seconds)} | ${time(other)} | ${ratio} |`);
    }
    console.log('\n| figure | Isthmus | scikit-learn |\n| --- | --- | --- |');
    for (const [name, value] of Object.entries(peer?.metrics ?? {})) {
      console.log(`| ${name} | ${own?.metrics[name]} | ${value} |`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

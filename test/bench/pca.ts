/**
 * Principal components beside scikit-learn's, on the same array files: seconds to fit and encode, medians of five that took
 * turns, the largest difference of an explained variance, and how far the two subspaces are apart. As a table;
 * `ISTHMUS_PYTHON` names a Python with scikit-learn.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Matrix } from '../../src-main/datasets/matrix.ts';
import { NpyWriter } from '../../src-main/store/arrays.ts';
import { Random } from '../../src-main/tensor/index.ts';
import { lastJson, median, pythonWith } from './children/processes.ts';

const rounds = 5;
const sizes = [
  [60_000, 784],
  [2_000, 20_000],
] as const;
const count = 30;

/** Rows with forty directions of falling strength, and noise: as pictures have them. */
function writeRows(path: string, rows: number, features: number): void {
  const random = new Random(3);
  const hidden = 40;
  const directions = Float32Array.from({ length: hidden * features }, () => random.normal());
  const writer = new NpyWriter(path, 'float32', [rows, features]);
  for (let row = 0; row < rows; row++) {
    const values = Float32Array.from({ length: features }, () => random.float());
    for (let h = 0; h < hidden; h++) {
      const strength = random.normal() / (1 + h / 4);
      for (let f = 0; f < features; f++) {
        values[f] = (values[f] ?? 0) + strength * (directions[h * features + f] ?? 0);
      }
    }
    writer.append(values);
  }
  writer.commit();
}

/** The most that any direction of one set has outside the span of the other; both of length 1, at right angles. */
function largestSine(a: Matrix, b: Matrix): number {
  const [x, y] = [a.block(0, count), b.block(0, count)];
  const features = a.features;
  let worst = 0;
  for (let i = 0; i < count; i++) {
    const outside = Float64Array.from(x.subarray(i * features, (i + 1) * features));
    for (let j = 0; j < count; j++) {
      let dot = 0;
      for (let f = 0; f < features; f++) dot += (x[i * features + f] ?? 0) * (y[j * features + f] ?? 0);
      for (let f = 0; f < features; f++) outside[f] = (outside[f] ?? 0) - dot * (y[j * features + f] ?? 0);
    }
    worst = Math.max(worst, Math.hypot(...outside));
  }
  return worst;
}

const python = pythonWith('sklearn');
const folder = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
const here = (...names: string[]): string => join(import.meta.dirname, ...names);
console.log(
  '| rows × features | Isthmus | how | scikit-learn | how | ratio | variance differs by | subspace, sine |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
try {
  for (const [rows, features] of sizes) {
    const data = join(folder, 'x.npy');
    writeRows(data, rows, features);
    const seconds: Record<'own' | 'peer', number[]> = { own: [], peer: [] };
    let [own, peer] = [null, null] as (Record<string, unknown> | null)[];
    for (let round = 0; round < rounds; round++) {
      own = await lastJson(process.execPath, [here('children', 'pca.ts'), data, join(folder, 'own.npy')]);
      seconds.own.push(Number(own?.['seconds']));
      if (python === null) continue;
      peer = await lastJson(python, [here('peers', 'pca.py'), data, join(folder, 'peer.npy')]);
      seconds.peer.push(Number(peer?.['seconds']));
    }
    const took = median(seconds.own);
    const cells = [`${rows} × ${features}`, `${took.toFixed(2)} s`, String(own?.['solver'])];
    if (peer != null) {
      const theirs = peer['explained_variance_ratio'] as number[];
      const ours = own?.['explained_variance_ratio'] as number[];
      const differs = Math.max(...theirs.map((value, i) => Math.abs((ours[i] ?? 0) / value - 1)));
      const sine = largestSine(Matrix.open(join(folder, 'own.npy')), Matrix.open(join(folder, 'peer.npy')));
      const other = median(seconds.peer);
      cells.push(`${other.toFixed(2)} s`, String(peer['solver']), (took / other).toFixed(2));
      cells.push(differs.toExponential(1), sine.toExponential(1));
    }
    console.log(`| ${cells.join(' | ')} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

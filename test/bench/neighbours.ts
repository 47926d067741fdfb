/**
 * The 15 nearest neighbours of 60,000 rows of 50 features, in turn with scikit-learn's brute force (`ISTHMUS_PYTHON`), and
 * how many of them are those of scikit-learn. One JSON line. Normal draws, and once each what float32 is poor at: the same
 * with one row ten thousand times as far out, and with nine of ten rows all zeros.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpy, writeNpy } from '../../src-main/store/arrays.ts';
import { DenseRows, loadTensorFlow, nearestNeighbours, Pace, Random } from '../../src-main/tensor/index.ts';
import { median } from './children/processes.ts';

const [rows, features, k, rounds] = [60_000, 50, 15, 3];
const python = process.env['ISTHMUS_PYTHON'];
const peer = `
import sys, time
import numpy as np
from sklearn.neighbors import NearestNeighbors
X = np.load(sys.argv[1]); k = int(sys.argv[2])
began = time.perf_counter()
found = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(X).kneighbors(return_distance=False)
print(time.perf_counter() - began)
np.save(sys.argv[3], found.astype(np.int32))
`;

async function secondsOf(given: Float32Array): Promise<{ seconds: number; indices: Int32Array }> {
  const began = performance.now();
  const { indices } = await nearestNeighbours(new DenseRows(given, features), k, new Pace());
  return { seconds: (performance.now() - began) / 1_000, indices };
}

await loadTensorFlow();
const folder = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
try {
  const random = new Random(1);
  const values = Float32Array.from({ length: rows * features }, () => random.normal());
  const [given, theirs] = [join(folder, 'x.npy'), join(folder, 'found.npy')];
  writeNpy(given, values, [rows, features]);
  const seconds: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  let recall: number | null = null;
  for (let round = 0; round < rounds; round++) {
    const { seconds: took, indices } = await secondsOf(values);
    seconds.ours.push(took);
    if (python === undefined) continue;
    seconds.peer.push(
      Number(execFileSync(python, ['-c', peer, given, String(k), theirs], { encoding: 'utf8' })),
    );
    const { data } = await readNpy(theirs);
    let found = 0;
    for (let row = 0; row < rows; row++) {
      const wanted = new Set(data.subarray(row * k, (row + 1) * k));
      for (let i = row * k; i < (row + 1) * k; i++) if (wanted.has(indices[i] ?? -1)) found++;
    }
    recall = found / (rows * k);
  }
  const farOut = values.map((value, i) => (i < features ? 10_000 * value : value));
  const zeros = values.map((value, i) => (Math.floor(i / features) % 10 === 0 ? value : 0));
  const ours = median(seconds.ours);
  const theirSeconds = seconds.peer.length === 0 ? null : median(seconds.peer);
  console.log(
    JSON.stringify({
      bench: 'neighbours',
      rows,
      features,
      k,
      seconds: ours,
      sklearn_seconds: theirSeconds,
      ratio: theirSeconds === null ? null : ours / theirSeconds,
      recall,
      seconds_one_far_out: (await secondsOf(farOut)).seconds,
      seconds_mostly_zeros: (await secondsOf(zeros)).seconds,
    }),
  );
} finally {
  rmSync(folder, { recursive: true });
}

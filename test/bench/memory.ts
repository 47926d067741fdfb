/**
 * Memory of all processes together while a matrix larger than it is imported, trained on for one epoch and encoded: 2 million
 * rows of 784 float32 numbers, 6 GB, made here. Needs 20 GB of disk where temporary files go. One JSON line.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NpyWriter } from '../../src-main/store/arrays.ts';
import { Random } from '../../src-main/tensor/random.ts';
import { residentMegabytes } from './children/processes.ts';

const [rows, features] = [2_000_000, 784];
const isthmus = join(import.meta.dirname, '../../src-main/setup/isthmus.mjs');

/** Every row one of a thousand patterns, moved a little: fast to make, and of more than one kind. */
function writeMatrix(path: string): void {
  const random = new Random(1);
  const patterns = Float32Array.from({ length: 1_000 * features }, () => random.float());
  const writer = new NpyWriter(path, 'float32', [rows, features]);
  const step = 1_000;
  const block = new Float32Array(step * features);
  for (let start = 0; start < rows; start += step) {
    for (let row = 0; row < step; row++) {
      const pattern = random.int(1_000) * features;
      const moved = random.float() / 4;
      for (let f = 0; f < features; f++) block[row * features + f] = (patterns[pattern + f] ?? 0) + moved;
    }
    writer.append(block);
  }
  writer.commit();
}

/** Runs a command of the program and gives its JSON, its seconds and the most memory it held with all below it. */
function measured(
  args: string[],
): Promise<{ answer: Record<string, unknown>; seconds: number; megabytes: number }> {
  return new Promise((done, fail) => {
    const began = performance.now();
    const child = spawn(process.execPath, [isthmus, ...args, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let megabytes = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    const watch = setInterval(() => {
      if (child.pid !== undefined) megabytes = Math.max(megabytes, residentMegabytes(child.pid));
    }, 250);
    child.on('close', (code) => {
      clearInterval(watch);
      const seconds = (performance.now() - began) / 1_000;
      if (code !== 0) fail(new Error(`${args[0]} ended with status ${code}`));
      else done({ answer: JSON.parse(output) as Record<string, unknown>, seconds, megabytes });
    });
  });
}

const folder = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
try {
  const matrix = join(folder, 'matrix.npy');
  writeMatrix(matrix);
  const home = ['--home', join(folder, 'home')];
  const kept = await measured(['import', matrix, '--test-fraction', '0.01', ...home]);
  rmSync(matrix);
  const { id } = kept.answer['dataset'] as { id: string };
  const set = ['--set', 'hidden=512', '--set', 'epochs=1', '--set', 'batch_size=256'];
  const run = await measured(['run', id, '--method', 'autoencoder', '--dim', '32', ...set, ...home]);
  const { metrics } = run.answer['run'] as { metrics: Record<string, { value: number | null }> };
  console.log(
    JSON.stringify({
      bench: 'memory',
      rows,
      features,
      import_seconds: Math.round(kept.seconds),
      import_peak_megabytes: Math.round(kept.megabytes),
      run_seconds: Math.round(run.seconds),
      run_peak_megabytes: Math.round(run.megabytes),
      fit_seconds: metrics['fit_seconds']?.value,
      encode_seconds: metrics['encode_seconds']?.value,
    }),
  );
} finally {
  rmSync(folder, { recursive: true });
}

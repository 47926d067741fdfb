import { join } from 'node:path';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { IsthmusError, badInput, type Epoch } from '../../src-main/contract/index.ts';
import { exportJob } from '../../src-main/compute/jobs/export.ts';
import { connectParent } from '../../src-main/compute/parent.ts';
import type { JobContext } from '../../src-main/compute/protocol.ts';
import { work, type JobTable } from '../../src-main/compute/worker.ts';
import { writeJson, writeNpy } from '../../src-main/store/arrays.ts';
import { anEpoch } from '../unit/records.ts';
import { seeds } from './seeds.ts';

/**
 * A compute process whose jobs take milliseconds and no TensorFlow, for tests of everything around them. What it
 * "fits" is made up; some seeds make it misbehave, so that tests can see what becomes of that.
 */

const rows = 20;
const features = 4;
const matrix = Uint8Array.from({ length: rows * features }, (_, i) => (i * 7) % 256);
const labels = Int32Array.from({ length: rows }, (_, row) => row % 2);
const split = Uint8Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? 1 : 0));

function checked(context: JobContext): void {
  if (context.signal.aborted) throw new IsthmusError('cancelled', 'Cancelled.');
}

const counted = {
  rows,
  features,
  shape: [2, 2, 1],
  classes: [
    { name: 'even', count: 10 },
    { name: 'odd', count: 10 },
  ],
  splits: { train: 16, test: 4 },
  split: { kind: 'stratified' as const, test_fraction: 0.2, seed: 0 },
  skipped: [],
  warnings: [],
};

/** A path that ends in `slow` takes until it is cancelled, one that ends in `bad` is refused. */
async function read(source: { path: string; names: string[] | null }, context: JobContext): Promise<void> {
  context.report({ fraction: 0.5, phase: 'Reading', seconds_left: 1 });
  if (source.path.endsWith('bad')) throw badInput(`${source.path} holds nothing that can be read.`);
  while (source.path.endsWith('slow')) {
    checked(context);
    await sleep(10);
  }
}

const table: JobTable = {
  preview: async () => async (input, context) => {
    await read(input.source, context);
    return {
      ...counted,
      found: '20 pictures',
      format: 'images',
      kind: 'images',
      name: input.source.name,
      columns: [],
      options: {},
      label_candidates: [],
      samples: [],
    };
  },

  import: async () => async (input, context) => {
    const { source, folder } = input;
    const artifacts = [
      writeNpy(join(folder, 'matrix.npy'), matrix, [rows, features]),
      writeNpy(join(folder, 'labels.npy'), labels, [rows]),
      writeNpy(join(folder, 'split.npy'), split, [rows]),
      writeJson(
        join(folder, 'ids.json'),
        Array.from({ length: rows }, (_, row) => `sample ${row}`),
      ),
    ];
    await read(source, context);
    const sent = source.names ? readdirSync(source.path).sort() : [];
    const texts = sent.map((name) => readFileSync(join(source.path, name), 'utf8'));
    return {
      ...counted,
      name: input.options.name ?? source.name,
      kind: 'images',
      feature_names: [],
      recipe: { kind: 'images', width: 2, height: 2, channels: 1, fit: 'exact' },
      warnings: texts,
      hash: 'a'.repeat(64),
      artifacts,
      thumbnails: null,
    };
  },

  fit: async () => async (input, context) => {
    const { folder, method, seed, params } = input;
    if (seed === seeds.fails)
      throw badInput('The loss is not finite from epoch 1 on: lower the learning rate.');
    if (seed === seeds.crashes) process.exit(3);
    while (seed === seeds.hangs) Number(folder);
    const epochs = Number(params['epochs'] ?? 0);
    const history: Epoch[] = [];
    for (let epoch = 1; epoch <= epochs && !context.stopRequested(); epoch++) {
      checked(context);
      await sleep(5);
      const ended = anEpoch(epoch);
      history.push(ended);
      if (epoch === 3) {
        writeNpy(join(folder, 'live.npy'), new Float32Array(4), [2, 2]);
        writeNpy(join(folder, 'live-rows.npy'), Int32Array.of(0, 1), [2]);
      }
      const progress = { fraction: epoch / epochs, phase: `Epoch ${epoch}`, seconds_left: 0 };
      context.report(progress, { epochs: [ended], live: epoch >= 3 ? 1 : 0 });
    }
    const dim = method === 'raw' ? features : input.dim;
    const codes = Float32Array.from({ length: rows * dim }, (_, i) => Math.sin(i + seed) / 3);
    const rebuilt = Float32Array.from(matrix, (level) => level / 510);
    const test = { rows: 4 };
    return {
      metrics: {
        knn_accuracy: { value: method === 'pca' ? 0.5 : 1, ...test, k: 5 },
        trustworthiness: { value: 0.9, ...test, k: 5 },
        fit_seconds: { value: 0.1, rows: 16 },
      },
      history,
      facts: method === 'pca' ? { explained_variance_ratio: [0.6, 0.2] } : {},
      versions: { tensorflow: 'none' },
      device: 'stand-in',
      message: context.stopRequested() ? 'Stopped early, as asked.' : null,
      artifacts:
        method === 'raw'
          ? []
          : [
              writeNpy(join(folder, 'codes.npy'), codes, [rows, dim]),
              writeNpy(join(folder, 'reconstruction.npy'), rebuilt, [rows, features]),
            ],
    };
  },

  project:
    async () =>
    async ({ folder, dim }) => ({
      artifacts: [writeNpy(join(folder, `map-pca-${dim}.npy`), new Float32Array(rows * dim), [rows, dim])],
    }),

  export: async () => exportJob,

  encode:
    async () =>
    async ({ to }) => {
      const { shape, sha256 } = writeNpy(to, new Float32Array(4), [2, 2]);
      return { files: [{ path: to, shape, sha256 }], warnings: [] };
    },

  decode:
    async () =>
    async ({ codes }) => ({ values: new Float32Array(codes.length * features).fill(0.5), features }),

  draw:
    async () =>
    async ({ count, dim }) => ({ codes: new Float32Array(count * dim) }),

  rebuild:
    async () =>
    async ({ to }) => {
      const { shape, sha256 } = writeNpy(to, new Float32Array(4), [1, 4]);
      return { files: [{ path: to, shape, sha256 }] };
    },

  device: async () => async () => ({ device: 'stand-in', versions: { tensorflow: 'none' } }),
};

work(connectParent(), table);

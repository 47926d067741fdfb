import { join } from 'node:path';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  IsthmusError,
  badInput,
  mapDefinition,
  methodDefinition,
  type Artifact,
  type Epoch,
  type MethodName,
  resamples,
  type Evaluation,
} from '../../src-main/contract/index.ts';
import { exportJob } from '../../src-main/compute/jobs/export.ts';
import { neighboursJob } from '../../src-main/compute/jobs/neighbours.ts';
import { connectParent } from '../../src-main/compute/parent.ts';
import type { JobContext, JobInput, JobOutput } from '../../src-main/compute/protocol.ts';
import { work, type JobTable } from '../../src-main/compute/worker.ts';
import { readNpy, writeJson, writeNpy } from '../../src-main/store/arrays.ts';
import { anEpoch } from '../unit/records.ts';
import { neverMeasured, seeds } from './seeds.ts';

/**
 * A compute process for tests that need a hand on time or on figures: its epochs last until a test has paused, stopped or
 * cancelled them, some seeds make it crash, hang or die half-way, and what it measures is known beforehand (who wins, what a
 * sweep chooses, which row is reconstructed worst). A job of it takes milliseconds where a real one takes TensorFlow and ten times as
 * long, of which there are hundreds here. That the real jobs do every call is seen in `calls.slow.test.ts`. Exports and neighbours
 * are the real jobs.
 */

const rows = 20;
const features = 4;
const matrix = Uint8Array.from({ length: rows * features }, (_, i) => (i * 7) % 256);
const labels = Int32Array.from({ length: rows }, (_, row) => row % 2);
const split = Uint8Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? 1 : 0));
/** Epochs between two checkpoints. */
const between = 3;

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

/** A path that ends in `slow` takes until it is cancelled, one that ends in `bad` is refused; see `import` for `table`. */
async function read(source: { path: string; names: string[] | null }, context: JobContext): Promise<void> {
  context.report({ fraction: 0.5, phase: 'Reading', seconds_left: 1 });
  if (source.path.endsWith('bad')) throw badInput(`${source.path} holds nothing that can be read.`);
  while (source.path.endsWith('slow')) {
    checked(context);
    await sleep(10);
  }
}

/** What is left of a training that is asked for; every third epoch it keeps in a small file how far it is. */
async function train(
  { folder, checkpoints, seed, params }: JobInput<'fit'>,
  context: JobContext,
): Promise<Epoch[]> {
  const file = join(checkpoints, 'checkpoint.json');
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Epoch[]) : [];
  const history = [...before];
  const epochs = Number(params['epochs']);
  if (before.length > 0) {
    const progress = { fraction: null, phase: 'Going on', seconds_left: null };
    context.report(progress, { epochs: before, checkpoint: before.length });
  }
  for (let epoch = before.length + 1; epoch <= epochs && !context.stopRequested(); epoch++) {
    checked(context);
    await sleep(5);
    const ended = anEpoch(epoch);
    history.push(ended);
    if (epoch === 3) {
      writeNpy(join(folder, 'live.npy'), new Float32Array(4), [2, 2]);
      writeNpy(join(folder, 'live-rows.npy'), Int32Array.of(0, 1), [2]);
    }
    const pause = context.pauseRequested();
    const keeps = pause || epoch % between === 0 || epoch === epochs;
    if (keeps) writeJson(file, history);
    const progress = { fraction: epoch / epochs, phase: `Epoch ${epoch}`, seconds_left: 0 };
    context.report(progress, {
      epochs: [ended],
      live: epoch >= 3 ? 1 : 0,
      ...(keeps && { checkpoint: epoch }),
    });
    if (seed === seeds.dies && before.length === 0 && epoch === 4) {
      await sleep(200);
      process.kill(process.pid, 'SIGKILL');
    }
    if (pause && epoch < epochs) {
      throw new IsthmusError(
        'paused',
        `Paused after epoch ${epoch} of ${epochs}; resume it to continue from there.`,
      );
    }
  }
  return history;
}

/** The files of a run of raw features. */
function mapOnly(folder: string): Artifact[] {
  return [writeNpy(join(folder, 'map.npy'), new Float32Array(2 * rows), [rows, 2])];
}

/** The files of a run that has finished. */
function kept(
  folder: string,
  method: MethodName,
  dim: number,
  seed: number,
  history: readonly Epoch[],
): Artifact[] {
  const to = (name: string): string => join(folder, name);
  const codes = Float32Array.from({ length: rows * dim }, (_, i) => Math.sin(i + seed) / 3);
  const ranges = Float32Array.from({ length: 4 * dim }, (_, i) => [-1, 1, 0, 0.5][Math.floor(i / dim)] ?? 0);
  const artifacts = [
    writeNpy(to('codes.npy'), codes, [rows, dim]),
    writeNpy(to('code-ranges.npy'), ranges, [4, dim]),
    ...mapOnly(folder),
    writeNpy(to('feature-ranges.npy'), new Float32Array(4 * features), [4, features]),
  ];
  if (methodDefinition(method).decodes) {
    const reconstructed = Float32Array.from(matrix, (level) => level / 510);
    // Rows of higher numbers are reconstructed worse, but for row 2, the worst of all.
    const errors = Float32Array.from({ length: rows }, (_, row) => (row === 2 ? 100 : row / 10));
    const order = Int32Array.from({ length: rows }, (_, row) => row).sort(
      (a, b) => (errors[b] ?? 0) - (errors[a] ?? 0),
    );
    artifacts.push(
      writeNpy(to('reconstruction.npy'), reconstructed, [rows, features]),
      writeNpy(to('errors.npy'), errors, [rows]),
      writeNpy(to('error-order.npy'), order, [rows]),
    );
  }
  if (history.length > 0) {
    artifacts.push(
      writeNpy(to('trail.npy'), new Float32Array(2 * 2 * 2), [2, 2, 2]),
      writeNpy(to('trail-rows.npy'), Int32Array.of(0, 1), [2]),
      writeNpy(to('trail-epochs.npy'), Int32Array.of(1, history.length), [2]),
      writeNpy(to('encoder-0-kernel.npy'), Float32Array.of(3, 1, 3, 1, 3, -1, 3, -1), [features, 2]),
    );
  }
  return artifacts;
}

/** An accuracy on every resample, a little to both sides of its value. */
function resampled(folder: string, value: number): Artifact[] {
  const draws = Float64Array.from({ length: resamples }, (_, draw) => value + Math.sin(draw) / 20);
  const evaluation: Evaluation = {
    k: 5,
    per_sample: [],
    bootstrap: ['knn_accuracy'],
    classifiers: [],
    classes: [],
    clusterings: [],
    feature_errors: false,
  };
  return [
    writeJson(join(folder, 'evaluation.json'), evaluation),
    writeNpy(join(folder, 'bootstrap.npy'), draws, [1, resamples]),
  ];
}

function wayBack(method: MethodName): void {
  const { decodes, title } = methodDefinition(method);
  if (!decodes)
    throw badInput(
      `${title} has no decoder, so codes cannot be turned into samples: choose a run of another method.`,
    );
}

/** Every feature of a sample is its code's first number. */
function samplesOf(codes: Float32Array, dim: number): Float32Array {
  return Float32Array.from(
    { length: (codes.length / dim) * features },
    (_, i) => codes[Math.floor(i / features) * dim] ?? 0,
  );
}

/** A map that takes 5 ms an epoch, and shows itself from the third on; its neighbours are made up too. */
async function project(input: JobInput<'project'>, context: JobContext): Promise<JobOutput<'project'>> {
  const { into, neighbours, to, dim, params, seed, alignTo } = input;
  const name = `map-${to}-${dim}`;
  const epochs = Number(params['n_epochs'] ?? 1);
  if (seed === seeds.crashes) process.exit(3);
  let done = 0;
  for (; done < epochs && !context.stopRequested(); done++) {
    checked(context);
    await sleep(5);
    if (done === 2) writeNpy(join(into, `${name}-live.npy`), new Float32Array(rows * dim), [rows, dim]);
    const progress = { fraction: done / epochs, phase: `Epoch ${done}`, seconds_left: 1 };
    context.report(progress, { live: done >= 2 ? 1 : 0 });
  }
  if (mapDefinition(to).iterative && neighbours.from === null) {
    writeNpy(join(neighbours.into, 'neighbours.npy'), new Int32Array(rows), [rows, 1]);
  }
  const map = Float32Array.from({ length: rows * dim }, (_, i) => i + seed);
  return {
    artifacts: [
      writeNpy(join(into, `${name}.npy`), map, [rows, dim]),
      writeJson(join(into, `${name}.json`), {
        to,
        dim,
        params,
        seed,
        seconds: 1,
        rows,
        fitted_on: 'all',
        aligned_to: alignTo?.run ?? null,
        repeatable: true,
        ended_early: context.stopRequested(),
        facts: { epochs: done },
        message: null,
      }),
    ],
  };
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
    const isTable = source.path.endsWith('table');
    const each = (value: number): number[] => new Array<number>(features).fill(value);
    return {
      ...counted,
      ...(isTable && { shape: [features], classes: [] }),
      name: input.options.name ?? source.name,
      kind: isTable ? 'table' : 'images',
      feature_names: [],
      recipe: isTable
        ? {
            kind: 'array',
            scaling: 'standard',
            missing: 'mean',
            fill: each(0),
            offset: each(10),
            scale: each(2),
          }
        : { kind: 'images', width: 2, height: 2, channels: 1, fit: 'exact' },
      warnings: texts,
      hash: 'a'.repeat(64),
      artifacts,
      thumbnails: null,
    };
  },

  fit: async () => async (input, context) => {
    const { folder, method, seed } = input;
    if (seed === seeds.fails)
      throw badInput('The loss is not finite from epoch 1 on: lower the learning rate.');
    if (seed === seeds.crashes) process.exit(3);
    if (seed === seeds.hangs) {
      context.report({ fraction: null, phase: 'Fitting', seconds_left: null });
      // What is said goes out before it hangs.
      await sleep(0);
      for (;;) Number(folder);
    }
    const { iterative, decodes } = methodDefinition(method);
    const history = iterative ? await train(input, context) : [];
    const dim = method === 'raw' ? features : input.dim;
    const test = { rows: 4 };
    return {
      metrics: {
        knn_accuracy: { value: method === 'pca' ? 0.5 : 1, ...test, k: 5 },
        trustworthiness: { value: 0.9, ...test, k: 5 },
        ...(decodes && { reconstruction_mse: { value: 1 / dim + seed / 8, ...test } }),
        fit_seconds: { value: 0.1, rows: 16 },
      },
      history,
      facts: {
        ...(method === 'pca' && { explained_variance_ratio: [0.6, 0.2] }),
        ...(iterative && { patient_since: input.patientSince }),
      },
      versions: { tensorflow: 'none' },
      device: 'stand-in',
      message: context.stopRequested() ? 'Stopped early, as asked.' : null,
      artifacts: [
        ...(method === 'raw' ? mapOnly(folder) : kept(folder, method, dim, seed, history)),
        ...resampled(folder, method === 'pca' ? 0.5 : 1),
      ],
    };
  },

  project: async () => project,

  measure:
    async () =>
    async ({ into, k }, context) => {
      context.report({ fraction: 0.5, phase: 'Measuring', seconds_left: null });
      while (k === neverMeasured) {
        checked(context);
        await sleep(10);
      }
      return {
        metrics: { knn_accuracy: { value: 0.25, rows: 4, k } },
        artifacts: [writeJson(join(into, 'evaluation.json'), { k })],
      };
    },

  place:
    async () =>
    async ({ codes, map, to }) => {
      const [count = 0] = (await readNpy(codes)).shape;
      const { shape, sha256 } = writeNpy(to, new Float32Array(count * map.dim), [count, map.dim]);
      return { files: [{ path: to, shape, sha256 }] };
    },

  neighbours: async () => neighboursJob,

  export: async () => exportJob,

  encode:
    async () =>
    async ({ to, source }, context) => {
      context.report({ fraction: 0.5, phase: 'Encoding samples', seconds_left: null });
      const { shape, sha256 } = writeNpy(to, new Float32Array(4), [2, 2]);
      return { files: [{ path: to, shape, sha256 }], warnings: source.names ?? [] };
    },

  decode:
    async () =>
    async ({ folder, method, codes }) => {
      wayBack(method);
      const [, dim = 1] = (await readNpy(join(folder, 'codes.npy'))).shape;
      return { values: samplesOf(codes, dim), features };
    },

  draw:
    async () =>
    async ({ count, dim, seed }) => ({
      codes: Float32Array.from({ length: count * dim }, (_, i) => i + seed),
    }),

  reconstruct:
    async () =>
    async ({ to, method, codes }) => {
      wayBack(method);
      const { data, shape: given } = await readNpy(codes);
      const [count = 0, dim = 1] = given;
      const { shape, sha256 } = writeNpy(to, samplesOf(Float32Array.from(data), dim), [count, features]);
      return { files: [{ path: to, shape, sha256 }] };
    },

  device: async () => async () => ({ device: 'stand-in', versions: { tensorflow: 'none' } }),
};

work(connectParent(), table);

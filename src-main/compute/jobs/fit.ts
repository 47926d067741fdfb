import { join } from 'node:path';
import type { Artifact, Metric, Progress } from '../../contract/index.ts';
import { methodDefinition, usualNeighbours } from '../../contract/index.ts';
import { Matrix } from '../../datasets/matrix.ts';
import { methods, type FittedMethod } from '../../methods/index.ts';
import { evaluate } from '../../metrics/index.ts';
import { identityOrPcaMap } from '../../projections/index.ts';
import { readNpyAs, writeNpy } from '../../store/arrays.ts';
import { describeDevice, describeVersions, loadTensorFlow, Pace, SomeRows } from '../../tensor/index.ts';
import { CheckpointFolder } from '../checkpoints.ts';
import { writeCodes, writeReconstruction } from '../encoding.ts';
import { measuringSeed, writeEvaluation } from '../evaluation.ts';
import { openSplit } from '../dataset-files.ts';
import { checkExpected } from '../expected.ts';
import { LiveMap } from '../live-map.ts';
import { earlierMap, laidOn } from '../map-alignment.ts';
import type { Job, JobContext, JobInput, JobOutput } from '../protocol.ts';
import { ReconstructedRows } from '../reconstructed-rows.ts';

/** Fits a method to a dataset's training rows, encodes all rows, measures on the held-out ones, and maps. */
export const fitJob: Job<'fit'> = async (input, context) => {
  await checkExpected(input.expected, context);
  await loadTensorFlow();
  const matrix = Matrix.open(join(input.datasetFolder, 'matrix.npy'));
  try {
    const { data: labels } = await readNpyAs(join(input.datasetFolder, 'labels.npy'), 'int32');
    const split = await openSplit(input.datasetFolder);
    const live = methodDefinition(input.method).iterative
      ? new LiveMap(input.folder, matrix, input.seed)
      : null;
    const { fitted, seconds } = await fit(input, matrix, split.train, labels, live, context);
    try {
      return await outcome(input, matrix, labels, split, { fitted, seconds, live }, context);
    } finally {
      fitted.dispose();
    }
  } finally {
    matrix.close();
  }
};

/**
 * Fits, and tells of it while it lasts: progress, epochs, and the moving map of a method that trains.
 * @returns `seconds` with what was trained before the checkpoint it went on from
 */
async function fit(
  input: JobInput<'fit'>,
  matrix: Matrix,
  train: Int32Array,
  labels: Int32Array,
  live: LiveMap | null,
  context: JobContext,
): Promise<{ fitted: FittedMethod; seconds: number }> {
  const { method, dim, params, seed } = input;
  const share = shareOfFit(method);
  const pace = new Pace(context.signal);
  let last: Progress = { fraction: 0, phase: 'Fitting', seconds_left: null };
  const checkpoints = new CheckpointFolder(input.checkpoints, (epochs) => {
    live?.save(input.checkpoints);
    context.report(last, { checkpoint: epochs });
  });
  const resumed = live === null ? null : await checkpoints.load();
  if (resumed !== null) {
    await live?.restore(input.checkpoints);
    context.report(last, { epochs: resumed.history, checkpoint: resumed.history.length });
  }
  const before = resumed?.history.reduce((total, epoch) => total + epoch.seconds, resumed.seconds) ?? 0;
  const began = performance.now();
  try {
    const fitted = await methods[method].fit(new SomeRows(matrix, train), {
      dim,
      params,
      seed,
      shape: input.dataset.shape,
      labels: train.map((row) => labels[row] ?? -1),
      pace,
      checkpoints,
      patientSince: input.patientSince,
      stopRequested: () => context.stopRequested(),
      pauseRequested: () => context.pauseRequested(),
      progress(fraction, phase, secondsLeft) {
        last = { fraction: fraction === null ? null : share * fraction, phase, seconds_left: secondsLeft };
        context.report(last);
      },
      async live(encode) {
        await live?.show(encode, null);
        if (live !== null && live.version > 0) context.report(last, { live: live.version });
      },
      async epoch(epoch, encode) {
        await live?.show(encode, epoch.epoch);
        context.report(last, { epochs: [epoch], live: live?.version ?? 0 });
      },
    });
    return { fitted, seconds: before + (performance.now() - began) / 1_000 };
  } finally {
    live?.remove();
  }
}

/** What a fitted method comes to: its codes, reconstructions, figures and map, all of them written to the run's folder. */
async function outcome(
  { dataset, folder, method, dim, alignTo }: JobInput<'fit'>,
  matrix: Matrix,
  labels: Int32Array,
  split: { train: Int32Array; test: Int32Array },
  { fitted, seconds, live }: { fitted: FittedMethod; seconds: number; live: LiveMap | null },
  context: JobContext,
): Promise<JobOutput<'fit'>> {
  const pace = new Pace(context.signal);
  const after = shareOfFit(method);
  const say = (fraction: number, phase: string): void =>
    context.report({ fraction: after + (1 - after) * fraction, phase, seconds_left: null });
  const to = (name: string): string => join(folder, name);
  const artifacts: Artifact[] = [];
  const isRaw = method === 'raw';
  let encodeSeconds = 0;
  if (!isRaw) {
    const trained = new Uint8Array(matrix.rows);
    for (const row of split.train) trained[row] = 1;
    const written = await writeCodes(to, fitted, matrix, trained, pace, (share) =>
      say(0.15 * share, 'Encoding samples'),
    );
    artifacts.push(...written.artifacts);
    encodeSeconds = written.seconds;
  }
  const codes = isRaw ? matrix : Matrix.open(to('codes.npy'));
  try {
    const decode = fitted.decode?.bind(fitted);
    let errors: Float64Array | null = null;
    if (decode !== undefined) {
      const reconstructed = await writeReconstruction(to, matrix, codes, decode, pace, (share) =>
        say(0.15 + 0.15 * share, 'Reconstructing samples'),
      );
      artifacts.push(...reconstructed.artifacts);
      ({ errors } = reconstructed);
    }
    const measured = {
      original: matrix,
      codes,
      labels,
      classes: dataset.classes.length,
      ...split,
      errors,
      reconstructed: decode === undefined ? null : new ReconstructedRows(codes, matrix.features, decode),
      k: usualNeighbours,
      seed: measuringSeed,
    };
    const evaluated = await evaluate(measured, {
      pace,
      progress: (share, phase) => say(0.3 + 0.65 * share, phase),
    });
    say(0.95, 'Making the map');
    const found = await identityOrPcaMap(codes, split.train, 2, pace);
    // Two columns are shown as they are; directions through more have no side that is theirs.
    const earlier = codes.features > 2 ? await earlierMap(alignTo, matrix.rows, 2) : null;
    const { map } = laidOn(earlier, found, 2);
    artifacts.push(
      writeNpy(to('map.npy'), map, [matrix.rows, 2]),
      ...(live?.finish(folder, map, dim) ?? []),
      ...writeEvaluation(to, evaluated, split.test.length),
      ...fitted.save(folder),
    );
    return {
      metrics: {
        ...evaluated.metrics,
        ...times(isRaw, seconds, encodeSeconds, split.train.length, matrix.rows),
      },
      history: [...fitted.history],
      facts: fitted.facts,
      versions: describeVersions(),
      device: describeDevice(),
      message: fitted.message,
      artifacts,
    };
  } finally {
    if (codes !== matrix) codes.close();
  }
}

/** How much of a run's progress is its fit. */
function shareOfFit(method: JobInput<'fit'>['method']): number {
  return methodDefinition(method).iterative ? 0.8 : 0.1;
}

/** How long things took, as metrics. */
function times(
  isRaw: boolean,
  fitSeconds: number,
  encodeSeconds: number,
  trained: number,
  encoded: number,
): Record<string, Metric> {
  const reason = 'The features are used as they are.';
  return {
    fit_seconds: isRaw ? { value: null, rows: trained, reason } : { value: fitSeconds, rows: trained },
    encode_seconds: isRaw ? { value: null, rows: encoded, reason } : { value: encodeSeconds, rows: encoded },
  };
}

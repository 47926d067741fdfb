import { join } from 'node:path';
import type { Artifact, Metric } from '../../contract/index.ts';
import { methodDefinition } from '../../contract/index.ts';
import { Matrix } from '../../datasets/matrix.ts';
import { methods, type Fitted } from '../../methods/index.ts';
import { scorecard } from '../../metrics/index.ts';
import { mapOf } from '../../projections/index.ts';
import { readNpyAs, writeNpy } from '../../store/arrays.ts';
import {
  DenseRows,
  describeDevice,
  describeVersions,
  loadTensorFlow,
  Pace,
  SomeRows,
  type Rows,
} from '../../tensor/index.ts';
import { encodeAll, writeReconstruction } from '../encoding.ts';
import { openSplit } from '../kept.ts';
import { LiveMap } from '../live-map.ts';
import type { Job, JobContext, JobInput } from '../protocol.ts';

/** Fits a method to a dataset's training rows, encodes all rows, measures on the held-out ones, and maps. */
export const fitJob: Job<'fit'> = async (input, context) => {
  await loadTensorFlow();
  const { datasetFolder, folder, method } = input;
  const matrix = Matrix.open(join(datasetFolder, 'matrix.npy'));
  const { data: labels } = await readNpyAs(join(datasetFolder, 'labels.npy'), 'int32');
  const split = await openSplit(datasetFolder);
  const pace = new Pace(context.signal);
  const iterative = methodDefinition(method).iterative;
  const say = (fraction: number | null, phase: string, seconds_left: number | null = null): void =>
    context.report({ fraction, phase, seconds_left });

  const { fitted, seconds } = await fit(input, matrix, split.train, labels, pace, context);
  try {
    const after = iterative ? 0.8 : 0.1;
    say(after, 'Encoding samples');
    const isRaw = method === 'raw';
    const encoded = isRaw ? null : await encodeAll(fitted, matrix, pace);
    const codes: Rows = encoded === null ? matrix : new DenseRows(encoded.codes, fitted.dim);
    const artifacts: Artifact[] = [];
    if (encoded !== null) {
      artifacts.push(writeNpy(join(folder, 'codes.npy'), encoded.codes, [matrix.rows, fitted.dim]));
    }
    const decode = fitted.decode?.bind(fitted);
    if (decode !== undefined) {
      say(after + 0.03, 'Rebuilding samples');
      artifacts.push(
        await writeReconstruction(join(folder, 'reconstruction.npy'), matrix, codes, decode, pace),
      );
    }
    const rebuild =
      decode && ((start: number, rows: number) => decode(codes.gather(split.test, start, start + rows)));
    const measured = { original: matrix, codes, labels, ...split, rebuild: rebuild ?? null };
    const scores = await scorecard(measured, pace, (share, phase) =>
      say(after + 0.05 + share * (0.92 - after), phase),
    );
    say(0.98, 'Making the map');
    const map = await mapOf(codes, split.train, 2, pace);
    artifacts.push(writeNpy(join(folder, 'map.npy'), map, [matrix.rows, 2]), ...fitted.save(folder));
    return {
      metrics: {
        ...scores,
        ...times(isRaw, seconds, encoded?.seconds ?? 0, split.train.length, matrix.rows),
      },
      history: [...fitted.history],
      facts: fitted.facts,
      versions: describeVersions(),
      device: describeDevice(),
      message: fitted.message,
      artifacts,
    };
  } finally {
    fitted.dispose();
  }
};

/** Fits, and tells of it while it lasts: progress, epochs, and the moving map of a method that trains. */
async function fit(
  input: JobInput<'fit'>,
  matrix: Matrix,
  train: Int32Array,
  labels: Int32Array,
  pace: Pace,
  context: JobContext,
): Promise<{ fitted: Fitted; seconds: number }> {
  const { folder, method, dim, params, seed } = input;
  const live = methodDefinition(method).iterative ? new LiveMap(folder, matrix, seed) : null;
  const share = live === null ? 0.1 : 0.8;
  let last = { fraction: 0 as number | null, phase: 'Fitting', seconds_left: null as number | null };
  const began = performance.now();
  try {
    const fitted = await methods[method].fit(new SomeRows(matrix, train), {
      dim,
      params,
      seed,
      shape: input.dataset.shape,
      labels: train.map((row) => labels[row] ?? -1),
      pace,
      stopRequested: () => context.stopRequested(),
      progress(fraction, phase, secondsLeft) {
        last = { fraction: fraction === null ? null : share * fraction, phase, seconds_left: secondsLeft };
        context.report(last);
      },
      async epoch(epoch, encode) {
        await live?.show(encode);
        context.report(last, { epochs: [epoch], live: live?.version ?? 0 });
      },
    });
    return { fitted, seconds: (performance.now() - began) / 1_000 };
  } finally {
    live?.remove();
  }
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

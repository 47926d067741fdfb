import type { Artifact, Evaluation } from '../contract/index.ts';
import { classifierNames, resamples } from '../contract/index.ts';
import type { Evaluated } from '../metrics/index.ts';
import { writeJson, writeNpy } from '../store/arrays.ts';

/** Of all chance in measuring. It is not a run's own: what is drawn must be the same for all runs of a dataset. */
export const measuringSeed = 0;

/**
 * Writes what measuring found out beyond one number a metric, as {@link Evaluation} says: `evaluation.json` and the arrays
 * it is about, but for those that would be empty.
 * @param to where a file of this name goes
 * @param heldOut how many rows are held out
 * @returns what was written
 */
export function writeEvaluation(
  to: (name: string) => string,
  evaluated: Evaluated,
  heldOut: number,
): Artifact[] {
  const { perSample, replicates, predicted, confusion, clusterings, classes, pairs, featureErrors } =
    evaluated;
  const classifiers = classifierNames.filter((name) => predicted[name] !== undefined);
  const about: Evaluation = {
    k: evaluated.k,
    per_sample: Object.keys(perSample),
    bootstrap: Object.keys(replicates),
    classifiers,
    classes,
    clusterings: clusterings.map(({ name, clusters, how }) => ({ name, clusters, how })),
    feature_errors: featureErrors !== null,
  };
  const written = [writeJson(to('evaluation.json'), about)];
  const write = (name: string, values: Float32Array | Float64Array | Int32Array, shape: number[]): void => {
    if (values.length > 0) written.push(writeNpy(to(name), values, shape));
  };
  const wide = (lines: readonly Int32Array[]): Int32Array => stack(lines, new Int32Array(size(lines)));
  const floats = Object.values(perSample);
  const doubles = Object.values(replicates);
  const guesses = classifiers.map((name) => predicted[name] ?? new Int32Array(0));
  const mistaken = classifiers.map((name) => confusion[name] ?? new Int32Array(0));
  write('per-sample.npy', stack(floats, new Float32Array(size(floats))), [floats.length, heldOut]);
  write('bootstrap.npy', stack(doubles, new Float64Array(size(doubles))), [doubles.length, resamples]);
  write('predicted.npy', wide(guesses), [classifiers.length, heldOut]);
  write('confusion.npy', wide(mistaken), [classifiers.length, classes.length, classes.length]);
  write('class-pairs.npy', pairs ?? new Float32Array(0), [classes.length, classes.length]);
  write('clusters.npy', wide(clusterings.map(({ assigned }) => assigned)), [clusterings.length, heldOut]);
  write('feature-errors.npy', featureErrors ?? new Float32Array(0), [featureErrors?.length ?? 0]);
  return written;
}

function size(lines: readonly { length: number }[]): number {
  return lines.reduce((total, { length }) => total + length, 0);
}

/** Arrays of one length one below the other. */
function stack<T extends Float32Array | Float64Array | Int32Array>(lines: readonly T[], into: T): T {
  let at = 0;
  for (const line of lines) {
    into.set(line, at);
    at += line.length;
  }
  return into;
}

import type { ImportOptions } from '../contract/index.ts';
import { Random } from '../tensor/random.ts';
import { countLabels, type Labels } from './labels.ts';
import type { SplitRecipe } from './loader.ts';
import { counted } from '../contract/index.ts';
import { list } from './text.ts';

/** What `split.npy` says of a row that methods are fitted to. */
const train = 0;
/** What it says of a row that is held out to be measured on. */
const test = 1;
const defaultFraction = 0.2;

export interface Split {
  /** One a row: {@link train} or {@link test}. */
  split: Uint8Array;
  recipe: SplitRecipe;
  warnings: string[];
}

/**
 * The split that came with the data, else one drawn by class with a seed.
 * @param labels one a row; -1: none
 * @param given one a row, {@link train} or {@link test}, or null where the data has none
 */
export function chooseSplit(labels: Labels, given: Uint8Array | null, options: ImportOptions): Split {
  const seed = options.seed ?? 0;
  if (given === null) return drawSplit(labels, options.test_fraction ?? defaultFraction, seed);
  const tests = given.reduce((sum, part) => sum + part, 0);
  return {
    split: given,
    recipe: { kind: 'given', test_fraction: tests / Math.max(1, given.length), seed },
    warnings:
      options.test_fraction === undefined
        ? []
        : ['The data comes with its own train and test parts, so the test fraction asked for was not used.'],
  };
}

/**
 * Draws test rows: of each class `round(fraction × count)`, leaving at least one to train on; rows without a
 * label are one more group. Where no class is big enough to give any, test rows are drawn from all.
 * @param fraction 0.01 to 0.9
 * @param seed 0 to 4,294,967,295; the same seed draws the same rows
 */
export function drawSplit({ labels, classes }: Labels, fraction: number, seed: number): Split {
  const random = new Random(seed);
  const split = new Uint8Array(labels.length);
  const groups = groupRows(labels, classes.length);
  let tests = 0;
  for (const rows of groups) {
    const wanted = Math.min(Math.round(rows.length * fraction), rows.length - 1);
    for (const row of random.shuffle(rows).subarray(0, Math.max(0, wanted))) split[row] = test;
    tests += Math.max(0, wanted);
  }
  const warnings: string[] = [];
  const counts = countLabels(labels, classes.length);
  const lonely = classes.filter((_, i) => counts[i] === 1);
  if (tests === 0 && labels.length > 1) {
    const rows = random.shuffle(Int32Array.from(labels, (_, row) => row));
    const wanted = Math.min(Math.max(1, Math.round(labels.length * fraction)), labels.length - 1);
    for (const row of rows.subarray(0, wanted)) split[row] = test;
    if (classes.length > 0)
      warnings.push('The classes are too small to be split one by one, so test samples were drawn from all.');
    return { split, recipe: { kind: 'random', test_fraction: fraction, seed }, warnings };
  }
  if (lonely.length > 0) {
    warnings.push(
      `${counted(lonely.length, 'class has', 'classes have')} one sample only, kept for training: ${list(lonely)}.`,
    );
  }
  const untested = classes.filter(
    (_, i) => (counts[i] ?? 0) > 1 && groups[i]?.every((row) => split[row] === train) === true,
  );
  if (untested.length > 0) {
    warnings.push(
      `${counted(untested.length, 'class is', 'classes are')} too small to have a test sample: ${list(untested)}.`,
    );
  }
  const kind = classes.length > 0 ? 'stratified' : 'random';
  return { split, recipe: { kind, test_fraction: fraction, seed }, warnings };
}

/** The rows of each class, and last those without one. */
function groupRows(labels: Int32Array, classes: number): Int32Array[] {
  const counts = countLabels(labels, classes);
  const groups = Array.from(counts, (size) => new Int32Array(size));
  const filled = new Int32Array(classes + 1);
  labels.forEach((label, row) => {
    const at = label < 0 ? classes : label;
    const next = filled[at] ?? 0;
    const group = groups[at];
    if (group) group[next] = row;
    filled[at] = next + 1;
  });
  return groups;
}

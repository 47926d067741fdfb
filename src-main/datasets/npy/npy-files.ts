import { count, counted, badInput } from '../../contract/index.ts';
import { splitOfFolder } from '../source/folders.ts';
import { openNpy, type NpyFile } from './npy-file.ts';
import { pairStem, splitOfFile, stemOf } from '../table-names.ts';
import { list, shown } from '../text.ts';
import type { Entry, FileTree, Skipped } from '../source/tree.ts';

/** Samples, and the array of labels that goes with them. */
export interface NpyPart {
  split: 'train' | 'test' | null;
  data: NpyFile;
  labels: NpyFile | null;
}

interface Candidate {
  file: NpyFile;
  split: NpyPart['split'];
  /** The name without the word that tells train from test. */
  stem: string;
}

const dataNames = ['x', 'data', 'features', 'samples', 'images', 'imgs', 'embeddings'];
const labelStem = /^(y|labels?|targets?|classes|class|ytrue|truelabels)$/;
/** An array of this many rows is no plain sample each: more files than that are one sample a file. */
const maxArrays = 100;

/**
 * Decides which arrays are samples and which their labels.
 * @param arrays for one dropped file: that file; else the arrays of the folder
 * @returns one part, or train and test in this order
 * @throws IsthmusError `bad_input` where no array can be used, or parts do not fit together
 */
export function groupNpy(
  arrays: readonly Entry[],
  tree: FileTree,
): { parts: NpyPart[]; skipped: Skipped[]; free: NpyFile[] } {
  if (arrays.length > maxArrays) {
    throw badInput(
      `${shown(tree.name)} holds ${count(arrays.length)} NPY files: put all samples into one array, one row each.`,
    );
  }
  const skipped: Skipped[] = [];
  const candidates = arrays.flatMap((entry) => candidateOf(entry, arrays.length === 1, skipped));
  const data = candidates.filter(({ file }) => isData(file));
  const labels = candidates.filter(({ file }) => !isData(file));
  if (data.length === 0) throw noSamples(candidates, tree);
  const trains = choose(data.filter(({ split }) => split === 'train'));
  const tests = choose(data.filter(({ split }) => split === 'test'));
  const chosen =
    trains !== null && tests !== null && trains.file.width === tests.file.width
      ? [trains, tests]
      : [choose(data.filter(({ split }) => split === null)) ?? trains ?? tests].flatMap((one) => one ?? []);
  const [first] = chosen;
  const used = new Set(chosen);
  for (const other of data) {
    if (used.has(other)) continue;
    skipped.push({ file: other.file.entry.name, reason: otherReason(other.file, first?.file) });
  }
  const taken = new Set<Candidate>();
  const parts = chosen.map((one): NpyPart => {
    const own = labelsFor(one, labels, chosen.length > 1);
    if (own !== null) taken.add(own);
    return { split: chosen.length > 1 ? one.split : null, data: one.file, labels: own?.file ?? null };
  });
  const free = labels.filter((label) => !taken.has(label)).map(({ file }) => file);
  return { parts, skipped, free };
}

/** Whether an array can only be labels: one value a row, or text. */
export function isLabels(file: NpyFile): boolean {
  return !isData(file);
}

function candidateOf(entry: Entry, alone: boolean, skipped: Skipped[]): Candidate[] {
  try {
    const split =
      splitOfFile(entry.name) ?? (entry.parts.length > 1 ? splitOfFolder(entry.parts[0] ?? '') : null);
    return [{ file: openNpy(entry), split, stem: pairStem(entry.name) }];
  } catch (error) {
    // A damaged array among others may be one that is not needed, but the array of samples must not go unseen.
    if (alone || dataNames.includes(pairStem(entry.name)) || !(error instanceof Error)) throw error;
    skipped.push({ file: entry.name, reason: `cannot be used: ${error.message}` });
    return [];
  }
}

function isData({ shape, dtype, width, entry }: NpyFile): boolean {
  if (dtype.kind === 'text' || shape.length < 2) return false;
  return width > 1 || !labelStem.test(pairStem(entry.name));
}

/** The array with the plainest name, else the one with most features. */
function choose(candidates: readonly Candidate[]): Candidate | null {
  const rank = ({ stem }: Candidate): number => {
    const at = dataNames.indexOf(stem);
    return at < 0 ? dataNames.length : at;
  };
  const [best] = [...candidates].sort((a, b) => rank(a) - rank(b) || b.file.width - a.file.width);
  return best ?? null;
}

function labelsFor(data: Candidate, labels: readonly Candidate[], strict: boolean): Candidate | null {
  const mine = labels.filter(({ split }) =>
    strict ? split === data.split : split === null || split === data.split,
  );
  const named = mine.filter(({ stem }) => labelStem.test(stem));
  const fitting = mine.filter(({ file }) => file.rows === data.file.rows);
  const [own] = named;
  if (own !== undefined && named.length === 1 && own.file.rows !== data.file.rows) {
    throw badInput(
      `${shown(own.file.entry.name)} has ${counted(own.file.rows, 'label')} but ${shown(data.file.entry.name)} has ${counted(data.file.rows, 'row')}: they do not belong together.`,
    );
  }
  const fittingNamed = named.filter((label) => fitting.includes(label));
  if (fittingNamed[0] !== undefined) return fittingNamed[0];
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function otherReason(file: NpyFile, chosen: NpyFile | undefined): string {
  return file.rows === chosen?.rows
    ? 'is another array of the same rows: drop it alone to use it'
    : `is another array (${file.shape.join(' × ')}): drop it alone to use it`;
}

function noSamples(candidates: readonly Candidate[], tree: FileTree): Error {
  const [one] = candidates;
  if (candidates.length === 1 && one !== undefined) {
    const { entry, shape, dtype } = one.file;
    const what =
      dtype.kind === 'text' ? 'texts' : shape.length === 0 ? 'a single number' : 'one number per row';
    return badInput(
      `${shown(entry.name)} holds ${what}, so there is nothing to reduce: save an array of samples × features.`,
    );
  }
  const names = candidates.map(({ file }) => stemOf(file.entry.name));
  return badInput(
    `${shown(tree.name)} holds no array of samples × features (${list(names)}): save one as NPY with one row per sample.`,
  );
}

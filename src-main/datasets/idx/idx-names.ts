import { count, badInput } from '../../contract/index.ts';
import { list, shown } from '../text.ts';
import type { Entry, FileTree, Skipped } from '../source/tree.ts';

const idxName = /idx\d?[-_.]?(u?byte|short|int|float|double)?s?(\.gz)?$|-ubyte(\.gz)?$|\.idx(\.gz)?$/i;
const labelName = /label|idx1|target/i;
const testName = /(^|[^a-z])(t10k|test(ing)?)([^a-z]|$)/i;
const trainName = /(^|[^a-z])train(ing)?([^a-z]|$)/i;

/** Samples and the labels that go with them by name. */
export interface IdxPart {
  split: 'train' | 'test' | null;
  images: Entry;
  labels: Entry | null;
}

/** Whether a name says that the file is IDX, e.g. `train-images-idx3-ubyte.gz` or `train-images.idx3-ubyte`. */
export function isIdxName(name: string): boolean {
  return idxName.test(name);
}

/**
 * Pairs IDX files by their names.
 * @param named files whose names say IDX; where one file was dropped, that one first and its neighbours after it
 * @returns the parts, train first, and what is left out
 * @throws IsthmusError `bad_input` where there are several datasets, or labels alone
 */
export function groupIdx(named: readonly Entry[], tree: FileTree): { parts: IdxPart[]; skipped: Skipped[] } {
  const skipped: Skipped[] = [];
  const stems = new Map<string, Entry>();
  for (const entry of [...named].sort((a, b) => Number(isGz(a)) - Number(isGz(b)))) {
    const stem = entry.name.replace(/\.gz$/i, '');
    if (stems.has(stem)) {
      skipped.push({ file: entry.name, reason: 'is the same file as the one that is not gzipped' });
    } else stems.set(stem, entry);
  }
  const dropped = tree.single ? keyOf(named[0]?.name ?? '') : null;
  const mine = [...stems.values()].filter((entry) => dropped === null || keyOf(entry.name) === dropped);
  const images = mine.filter((entry) => !labelName.test(entry.name));
  const labels = new Map(
    mine.filter((entry) => labelName.test(entry.name)).map((entry) => [keyOf(entry.name), entry]),
  );
  if (images.length === 0) {
    throw badInput(
      `${shown(tree.name)} holds labels without the samples: put the IDX file of images beside it.`,
    );
  }
  const parts = images.map((entry): IdxPart => {
    const label = labels.get(keyOf(entry.name)) ?? null;
    labels.delete(keyOf(entry.name));
    return { split: splitOf(entry.name), images: entry, labels: label };
  });
  checkOneDataset(parts, tree);
  for (const left of labels.values())
    skipped.push({ file: left.name, reason: 'has no samples to go with it' });
  skipped.push(...leftOut(named, tree));
  parts.sort((a, b) => Number(a.split === 'test') - Number(b.split === 'test'));
  return { parts, skipped };
}

function checkOneDataset(parts: readonly IdxPart[], tree: FileTree): void {
  const paired = parts.length === 2 && new Set(parts.map(({ split }) => split ?? '')).size === 2;
  if (parts.length === 1 || (paired && parts.every(({ split }) => split !== null))) return;
  const names = parts.map(({ images }) => images.name);
  throw badInput(
    `${shown(tree.name)} holds several IDX datasets (${list(names)}): drop one of them, or put each into its own folder.`,
  );
}

/** Everything else in the folder, whole folders told as one. */
function leftOut(named: readonly Entry[], tree: FileTree): Skipped[] {
  const used = new Set(named);
  const folders = new Map<string, number>();
  const skipped: Skipped[] = [];
  for (const entry of tree.entries) {
    const [top = '', ...below] = entry.parts;
    if (below.length > 0) folders.set(top, (folders.get(top) ?? 0) + 1);
    else if (!used.has(entry)) skipped.push({ file: entry.name, reason: 'is not an IDX file' });
  }
  for (const [folder, files] of folders) {
    skipped.push({
      file: `${folder}/`,
      reason: `is a folder beside the IDX files (${count(files)} files): drop it alone to use it`,
    });
  }
  return skipped;
}

/** What a pair has in common: the name without the words that tell images from labels. */
function keyOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.gz$/, '')
    .replace(/images?|labels?|data|targets?|idx\d?|u?byte|short|int|float|double/g, '')
    .replace(/[^a-z0-9]+/g, '');
}

function splitOf(name: string): IdxPart['split'] {
  return testName.test(name) ? 'test' : trainName.test(name) ? 'train' : null;
}

function isGz(entry: Entry): boolean {
  return /\.gz$/i.test(entry.name);
}

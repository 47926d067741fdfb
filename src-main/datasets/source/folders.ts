import type { Entry, Skipped } from './tree.ts';

const trainFolder = /^train(ing)?$/i;
const testFolder = /^test(ing)?$/i;

/** Where a file stands: in which part of the data, and in which class folder. */
export interface Place {
  entry: Entry;
  split: 'train' | 'test' | null;
  /** The class folder, or null for a file that lies in none. */
  folder: string | null;
  /** The path below the part's folder: what a list of labels calls the file. */
  path: string;
}

/** 'train' or 'test' where a folder's name says so. */
export function splitOfFolder(name: string): 'train' | 'test' | null {
  return trainFolder.test(name) ? 'train' : testFolder.test(name) ? 'test' : null;
}

/**
 * Reads classes and split from folders: `train` and `test` at the top are the split where both are there, and
 * the folder below is the class. What lies beside them is left out.
 */
export function placesOf(entries: readonly Entry[]): { places: Place[]; skipped: Skipped[]; given: boolean } {
  const tops = new Set(entries.map(({ parts }) => (parts.length > 1 ? splitOfFolder(parts[0] ?? '') : null)));
  const given = tops.has('train') && tops.has('test');
  const places: Place[] = [];
  const skipped: Skipped[] = [];
  for (const entry of entries) {
    const split = given && entry.parts.length > 1 ? splitOfFolder(entry.parts[0] ?? '') : null;
    if (given && split === null) {
      skipped.push({ file: entry.name, reason: 'is neither in the train nor in the test folder' });
      continue;
    }
    const below = given ? entry.parts.slice(1) : entry.parts;
    places.push({
      entry,
      split,
      folder: below.length > 1 ? (below[0] ?? null) : null,
      path: below.join('/'),
    });
  }
  return { places, skipped, given };
}

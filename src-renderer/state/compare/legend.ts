import type { Dataset } from '../../../src-main/contract/index.ts';

/** A line of the legend. */
export interface LegendEntry {
  /** As `Compare.legendIndex` counts: the unlabelled come after the classes. */
  index: number;
  name: string;
  /** How many samples. */
  size: number;
}

/** The classes of a dataset, then the unlabelled where there are any. */
export function legendEntries(classes: Dataset['classes'], unlabelled: number): LegendEntry[] {
  const named = classes.map(({ name, count: size }, index) => ({ index, name, size }));
  return unlabelled > 0 ? [...named, { index: classes.length, name: 'unlabelled', size: unlabelled }] : named;
}

/** Those whose names have what is looked for in them, in small letters or large. */
export function foundEntries(entries: readonly LegendEntry[], wanted: string): LegendEntry[] {
  const part = wanted.trim().toLowerCase();
  return entries.filter(({ name }) => name.toLowerCase().includes(part));
}

import { naturalSort } from './source/natural.ts';

/** Labels as numbers: `labels[i]` is an index into `classes`, or -1 where there is none. */
export interface Labels {
  classes: string[];
  labels: Int32Array;
}

/**
 * Numbers the classes in natural order of their names. Blanks around a name do not count; an empty one is no label.
 * @param names one a row, null where there is none
 */
export function encodeLabels(names: readonly (string | null)[]): Labels {
  const trimmed = names.map((name) => name?.trim() || null);
  const found = new Set<string>();
  for (const name of trimmed) if (name !== null) found.add(name);
  const classes = naturalSort([...found], (name) => name);
  const index = new Map(classes.map((name, i) => [name, i]));
  return {
    classes,
    labels: Int32Array.from(trimmed, (name) => (name === null ? -1 : (index.get(name) ?? -1))),
  };
}

/** How many rows have each label; the last entry counts those that have none. */
export function countLabels(labels: Int32Array, classes: number): Int32Array {
  const counts = new Int32Array(classes + 1);
  for (const label of labels) {
    const at = label < 0 ? classes : label;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

/**
 * Up to `most` rows, each class with as many as the others as far as it has them, spread evenly over each.
 * @param labels one a row, -1 for none
 * @returns rows in ascending order
 */
export function balancedRows(labels: Int32Array, classes: number, most: number): Int32Array {
  const groups: number[][] = Array.from({ length: classes + 1 }, () => []);
  labels.forEach((label, row) => groups[label < 0 ? classes : label]?.push(row));
  const filled = groups.filter((group) => group.length > 0);
  const shares = filled.map(() => 0);
  let left = Math.min(most, labels.length);
  while (left > 0) {
    const open = shares.flatMap((share, i) => (share < (filled[i]?.length ?? 0) ? [i] : []));
    const each = Math.max(1, Math.floor(left / open.length));
    for (const i of evenly(open, Math.min(left, open.length))) {
      const more = Math.min(each, (filled[i]?.length ?? 0) - (shares[i] ?? 0), left);
      shares[i] = (shares[i] ?? 0) + more;
      left -= more;
    }
  }
  return Int32Array.from(filled.flatMap((group, i) => evenly(group, shares[i] ?? 0))).sort();
}

function evenly<T>(items: readonly T[], wanted: number): T[] {
  return items.filter(
    (_, i) => Math.floor(((i + 1) * wanted) / items.length) > Math.floor((i * wanted) / items.length),
  );
}

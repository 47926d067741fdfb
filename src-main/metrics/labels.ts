/**
 * Numbers the labels that occur from 0 on, in ascending order.
 * @param labels one a row
 * @returns `codes`: the new number of every row; `counts`: rows a label; `names`: the old label by its number
 */
export function compactLabels(labels: Int32Array): {
  codes: Int32Array;
  counts: Int32Array;
  names: Int32Array;
} {
  const names = Int32Array.from(new Set(labels)).sort();
  const number = new Map(Array.from(names, (label, code) => [label, code]));
  const codes = labels.map((label) => number.get(label) ?? 0);
  const counts = new Int32Array(names.length);
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return { codes, counts, names };
}

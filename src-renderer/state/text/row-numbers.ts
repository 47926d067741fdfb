/**
 * A row of a dataset, as it is given to the command line and as NumPy, pandas and scikit-learn count them: from 0. Without
 * separators, since it is an address and no amount.
 */
export function rowName(row: number): string {
  return `row ${row}`;
}

/**
 * What a sample is called: as its source calls it, or else by its row.
 * @param row of the dataset, from 0
 * @param id its line of `ids.json`. A source without names gets its place counted from 1 for one, which says nothing that
 *   the row does not say, and would be taken for it; absent: not known
 */
export function sampleName(row: number, id?: string): string {
  return id === undefined || id === '' || id === String(row + 1) || id === String(row) ? rowName(row) : id;
}

/** What a sample is called, and its row where that is another thing: `7.png · row 307`, `row 307`. */
export function sampleTitle(row: number, id?: string): string {
  const [name, place] = [sampleName(row, id), rowName(row)];
  return name === place ? name : `${name} · ${place}`;
}

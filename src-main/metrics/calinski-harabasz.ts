import { blocks, type Pace, type Rows } from '../tensor/index.ts';
import { classCentres } from './class-centres.ts';

/**
 * Calinski-Harabasz index: the squared distances of class centres to the mean, over those of the rows to their class
 * centres, each by its degrees of freedom.
 * @param source `rows × features`
 * @param labels one a row; 2 to `rows - 1` different ones, not all of whose classes are points
 * @returns 0 and up
 * @throws IsthmusError `cancelled`
 * Cost: two passes over the rows.
 * Source: Caliński and Harabasz 1974; sklearn.metrics.calinski_harabasz_score
 */
export async function calinskiHarabasz(source: Rows, labels: Int32Array, pace: Pace): Promise<number> {
  const { rows: n, features } = source;
  const { codes, counts, centres, mean } = await classCentres(source, labels, pace);
  const classes = counts.length;
  let between = 0;
  for (let i = 0; i < centres.length; i++) {
    const difference = (centres[i] ?? 0) - (mean[i % features] ?? 0);
    between += (counts[Math.floor(i / features)] ?? 0) * difference * difference;
  }
  let within = 0;
  for (const { start, rows, values } of blocks(source)) {
    for (let row = 0, at = 0; row < rows; row++) {
      const base = (codes[start + row] ?? 0) * features;
      for (let f = 0; f < features; f++, at++) {
        const difference = (values[at] ?? 0) - (centres[base + f] ?? 0);
        within += difference * difference;
      }
    }
    await pace.breathe();
  }
  return (between * (n - classes)) / (within * (classes - 1));
}

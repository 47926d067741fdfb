import { blocks, type Pace, type Rows } from '../../tensor/index.ts';
import { compactLabels } from '../labels.ts';

/** Where the classes of some rows lie. */
export interface ClassCentres {
  /** The class of each row, from 0 on. */
  codes: Int32Array;
  /** Rows a class. */
  counts: Int32Array;
  /** Means of the classes, `classes × features`. */
  centres: Float64Array;
  /** The mean of all rows. */
  mean: Float64Array;
}

/**
 * The centres of the classes.
 * @param source `rows × features`
 * @param labels one a row
 * @throws IsthmusError `cancelled`
 */
export async function classCentres(source: Rows, labels: Int32Array, pace: Pace): Promise<ClassCentres> {
  const { features } = source;
  const { codes, counts } = compactLabels(labels);
  const centres = new Float64Array(counts.length * features);
  const mean = new Float64Array(features);
  for (const { start, rows, values } of blocks(source)) {
    for (let row = 0, at = 0; row < rows; row++) {
      const base = codes[start + row] * features;
      for (let f = 0; f < features; f++, at++) {
        const value = values[at];
        centres[base + f] += value;
        mean[f] += value;
      }
    }
    await pace.yieldToEventLoop();
  }
  for (let i = 0; i < centres.length; i++) centres[i] /= counts[Math.floor(i / features)];
  return { codes, counts, centres, mean: mean.map((total) => total / source.rows) };
}

import { blocks, everyRow, Random, type Pace, type Rows } from '../../tensor/index.ts';
import { resampledFigure, type Resamples } from '../bootstrap.ts';
import { Distances } from '../distances.ts';

/** Of all rows, the share that is drawn, and how many at most. */
const share = 0.1;
const most = 500;
/** The same for every representation: all are judged by the same rows. */
const seed = 0;
/** Points whose distances are taken at once. */
const together = 64;

/** The Hopkins statistic, and by how many rows. */
export interface Hopkins {
  value: number;
  drawn: number;
  seed: number;
  /**
   * The value on every resample of all rows: by the drawn rows that are in it, each as often as it is, with the point that was
   * drawn beside it; how far they are from their neighbours stays as it is.
   */
  resampled(resamples: Resamples, pace: Pace): Promise<Float64Array>;
}

/**
 * The Hopkins statistic `Σ u / (Σ u + Σ w)`: `w` are the distances from some rows, drawn without replacement, to the
 * nearest other row, `u` those from as many points, drawn evenly from the box around all rows, to the nearest row. The
 * distances themselves are summed, as is usual where there are many features, not their powers of the dimension, as
 * Hopkins and Skellam summed squares in the plane.
 * @param source `n × features`, not all of them the same; n at least 2
 * @returns 0.5 where rows lie as if drawn evenly, towards 1 the more they gather; a tenth of the rows are drawn, 500 at most
 * @throws IsthmusError `cancelled`
 * Cost: 4 · 500 · n · features operations in float64.
 * Source: Hopkins and Skellam 1954, https://doi.org/10.1093/oxfordjournals.aob.a083391; Banerjee and Davé 2004
 */
export async function hopkins(source: Rows, pace: Pace): Promise<Hopkins> {
  const { rows: n, features } = source;
  const random = new Random(seed);
  const drawn = random.shuffle(everyRow(n)).slice(0, Math.min(most, Math.ceil(share * n)));
  const { low, high } = await box(source, pace);
  const points = new Float64Array(drawn.length * features).map((_, at) => {
    const [from, to] = [low[at % features], high[at % features]];
    return from + random.float() * (to - from);
  });
  const distances = await Distances.over(source, pace);
  const [ofPoints, ofRows] = [new Float64Array(drawn.length), new Float64Array(drawn.length)];
  try {
    for (let start = 0; start < drawn.length; start += together) {
      const end = Math.min(drawn.length, start + together);
      const asked = points.slice(start * features, end * features);
      ofPoints.set(nearestOf(distances, asked, new Int32Array(end - start).fill(-1)), start);
      await pace.yieldToEventLoop();
      ofRows.set(nearestOf(distances, source.gather(drawn, start, end), drawn.subarray(start, end)), start);
      await pace.yieldToEventLoop();
    }
  } finally {
    distances.dispose();
  }
  const figure = (counts: Float64Array): number => {
    let [points, rows] = [0, 0];
    drawn.forEach((row, i) => {
      const count = counts[row];
      points += count * ofPoints[i];
      rows += count * ofRows[i];
    });
    return points / (points + rows);
  };
  return {
    value: figure(new Float64Array(n).fill(1)),
    drawn: drawn.length,
    seed,
    resampled: (resamples, pace) => resampledFigure(resamples, figure, pace),
  };
}

/** Distances of samples to the nearest row that is not themselves. */
function nearestOf(
  distances: Distances,
  values: Float32Array | Float64Array,
  selves: Int32Array,
): Float64Array {
  const nearest = new Float64Array(selves.length).fill(Infinity);
  for (const { from, columns, squared } of distances.parts(values, selves.length)) {
    selves.forEach((self, sample) => {
      let least = nearest[sample];
      for (let column = 0, at = sample * columns; column < columns; column++, at++) {
        if (from + column !== self) least = Math.min(least, squared[at]);
      }
      nearest[sample] = least;
    });
  }
  return nearest.map(Math.sqrt);
}

/** The smallest and largest value of every feature. */
async function box(source: Rows, pace: Pace): Promise<{ low: Float64Array; high: Float64Array }> {
  const { features } = source;
  const low = new Float64Array(features).fill(Infinity);
  const high = new Float64Array(features).fill(-Infinity);
  for (const { rows, values } of blocks(source)) {
    for (let row = 0, at = 0; row < rows; row++) {
      for (let f = 0; f < features; f++, at++) {
        low[f] = Math.min(low[f], values[at]);
        high[f] = Math.max(high[f], values[at]);
      }
    }
    await pace.yieldToEventLoop();
  }
  return { low, high };
}

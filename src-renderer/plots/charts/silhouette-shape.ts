/** Rows of one class with their silhouettes. */
export interface SilhouetteBand {
  /** Of the dataset; after its classes, the unlabelled. */
  index: number;
  /** Descending. */
  values: Float32Array;
  mean: number;
}

/**
 * The silhouettes of held-out rows by class, each class from its best row to its worst, as Rousseeuw 1987 draws them.
 * @param values one a held-out row; NaN: none
 * @param labels of the same rows; -1: unlabelled
 * @param order which class comes where
 * @returns those classes that have a value
 */
export function silhouetteBands(
  values: ArrayLike<number>,
  labels: Int32Array,
  order: ArrayLike<number>,
): SilhouetteBand[] {
  const byClass = new Map<number, number[]>();
  labels.forEach((label, at) => {
    const value = values[at] ?? NaN;
    if (label < 0 || Number.isNaN(value)) return;
    const list = byClass.get(label);
    if (list === undefined) byClass.set(label, [value]);
    else list.push(value);
  });
  return Array.from(order).flatMap((index) => {
    const list = byClass.get(index);
    if (list === undefined) return [];
    const sorted = Float32Array.from(list).sort().reverse();
    return [{ index, values: sorted, mean: list.reduce((sum, value) => sum + value, 0) / list.length }];
  });
}

/** A band with the place it takes from top to bottom. */
export interface PlacedBand extends SilhouetteBand {
  top: number;
  bottom: number;
}

/**
 * Places bands one below the other, as high as they have rows, with gaps between them where there is room.
 * @param height of all of them
 */
export function placeBands(bands: readonly SilhouetteBand[], height: number): PlacedBand[] {
  const rows = bands.reduce((sum, { values }) => sum + values.length, 0);
  const gap = bands.length > 1 ? Math.min(4, (0.2 * height) / (bands.length - 1)) : 0;
  const each = (height - gap * Math.max(0, bands.length - 1)) / Math.max(1, rows);
  let top = 0;
  return bands.map((band) => {
    const placed = { ...band, top, bottom: top + each * band.values.length };
    top = placed.bottom + gap;
    return placed;
  });
}

/**
 * The outline of a band: a bar a row, or where there are more rows than half pixels a bar each half pixel.
 * @param x where a value is
 */
export function bandPath({ values, top, bottom }: PlacedBand, x: (value: number) => number): string {
  const bars = Math.max(1, Math.min(values.length, Math.ceil(2 * (bottom - top))));
  const zero = tenths(x(0));
  const path = [`M${zero} ${tenths(top)}`];
  for (let i = 0; i < bars; i++) {
    const value = values[Math.floor(((i + 0.5) * values.length) / bars)];
    path.push(`H${tenths(x(value))}V${tenths(top + ((bottom - top) * (i + 1)) / bars)}`);
  }
  return `${path.join('')}H${zero}Z`;
}

function tenths(value: number): number {
  return Math.round(value * 100) / 100;
}

import type { HeatCell, HeatMapData } from '../../plots/charts/heat-map.ts';
import { count, counted, percent } from '../text/format.ts';
import { rowShares, worstMistakes, worstPairs } from './confusions.ts';

/** How many cells are listed at most: the others are in the matrix. */
export const maxListed = 100;

/** A cell of a matrix, in words. */
export interface Worst extends HeatCell {
  /** The class of its row, what joins the two, and the class of its column. */
  words: readonly [one: string, joined: string, other: string];
  value: string;
}

/** What every matrix of a page has alike: the names of the classes, which of them comes where, and the shades. */
export type MatrixLook = Pick<HeatMapData, 'names' | 'order' | 'ramp'>;

/**
 * How often classes are predicted as each other, as shares of the true class.
 * @param confusion classes × classes: rows are true, columns predicted
 */
export function confusionHeatMap(confusion: ArrayLike<number>, look: MatrixLook): HeatMapData {
  const { names } = look;
  const shares = rowShares(confusion, names.length);
  const words = ({ row, column }: HeatCell): string[] => {
    const at = row * names.length + column;
    const share = shares[at] ?? NaN;
    const [own = '', taken = ''] = [names[row], names[column]];
    const title = row === column ? `${own}, classified correctly` : `${own} predicted as ${taken}`;
    if (Number.isNaN(share)) return [title, 'no held-out samples'];
    return [title, `${percent(share)}: ${counted(confusion[at] ?? 0, 'sample')}`];
  };
  return { ...look, values: shares, scale: { from: 0, to: 1, root: true }, words };
}

/** The worst mistakes of such a matrix in words, the largest share first. */
export function listedMistakes(confusion: ArrayLike<number>, names: readonly string[]): Worst[] {
  return worstMistakes(confusion, names.length, maxListed).map(({ truth, taken, count: rows, share }) => ({
    row: truth,
    column: taken,
    words: [names[truth] ?? '', 'predicted as', names[taken] ?? ''],
    value: `${percent(share)} (${count(rows)})`,
  }));
}

/**
 * How far each two classes are apart.
 * @param pairs classes × classes, symmetric; NaN: not known
 * @param min the least that two classes of any shown run are apart, where the scale ends
 */
export function pairHeatMap(pairs: ArrayLike<number>, min: number, look: MatrixLook): HeatMapData {
  const { names } = look;
  const words = ({ row, column }: HeatCell): string[] => {
    const [one = '', other = ''] = [names[row], names[column]];
    if (row === column) return [one];
    const value = pairs[row * names.length + column] ?? NaN;
    return [`${one} and ${other}`, Number.isNaN(value) ? 'not known' : `${percent(value)} separated`];
  };
  // A scale without a length has no shades.
  return { ...look, values: pairs, scale: { from: 1, to: Math.min(0.999, min), root: false }, words };
}

/** The pairs of such a matrix in words, the least apart first. */
export function listedPairs(pairs: ArrayLike<number>, names: readonly string[]): Worst[] {
  return worstPairs(pairs, names.length, maxListed).map(({ one, other, value }) => ({
    row: one,
    column: other,
    words: [names[one] ?? '', 'and', names[other] ?? ''],
    value: percent(value),
  }));
}

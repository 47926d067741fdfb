import type { SilhouetteData } from '../../plots/charts/silhouette-plot.ts';
import { silhouetteBands, type SilhouetteBand } from '../../plots/charts/silhouette-shape.ts';
import { counted, metricValue } from '../text/format.ts';

type Look = Pick<SilhouetteData, 'names' | 'colours' | 'mean' | 'min'>;

/**
 * The silhouettes of a run's held-out rows by class, as they are drawn.
 * @param values one a held-out row; NaN: none
 * @param labels of the same rows; -1: unlabelled
 * @param order which class comes where
 */
export function silhouettesByClass(
  values: ArrayLike<number>,
  labels: Int32Array,
  order: ArrayLike<number>,
  look: Look,
): SilhouetteData {
  const words = ({ index, values: rows, mean }: SilhouetteBand): string[] => [
    look.names[index] ?? '',
    `${metricValue('silhouette', mean)} on average`,
    counted(rows.length, 'sample'),
  ];
  return { ...look, bands: silhouetteBands(values, labels, order), words };
}

/** How many rows are nearer to another class than to their own: those below 0. */
export function nearerToAnother(values: ArrayLike<number>): number {
  return Array.from(values).filter((value) => value < 0).length;
}

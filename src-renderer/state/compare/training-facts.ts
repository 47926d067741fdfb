import type { Run } from '../../../src-main/contract/index.ts';
import { count, counted } from '../text/format.ts';

/** How much of the variance each component of a run explains, and all up to it. */
export interface ExplainedVarianceRatios {
  /** Shares, the largest first. */
  each: readonly number[];
  /** Their running sum. */
  sums: readonly number[];
  total: number;
}

/** Null where a run has no such components. */
export function explainedVariance({ facts }: Pick<Run, 'facts'>): ExplainedVarianceRatios | null {
  const each = facts['explained_variance_ratio'];
  if (!Array.isArray(each) || each.length === 0) return null;
  let total = 0;
  const sums = each.map((share) => (total += share));
  return { each, sums, total };
}

/** What a network looks like: `Layers of 64, 256, 8, 256, 64; 103,112 weights.`; null where the run is none. */
export function networkWords({ facts }: Pick<Run, 'facts'>): string | null {
  const { layers, parameters } = facts;
  if (!Array.isArray(layers) || typeof parameters !== 'number') return null;
  return `Layers of ${layers.map(count).join(', ')}; ${counted(parameters, 'weight')}.`;
}

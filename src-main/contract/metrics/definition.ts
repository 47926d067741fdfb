/** What a metric is about; scorecards and tables show them in these groups, in this order. */
export const metricGroups = {
  classes: 'Classes',
  structure: 'Structure',
  reconstruction: 'Reconstruction',
  clusters: 'Without labels',
  cost: 'Cost',
} as const;
export type MetricGroup = keyof typeof metricGroups;

/** What the interface and the exports need to know of a metric; the formulas are in `src-main/metrics`. */
export interface MetricInfo {
  name: string;
  title: string;
  group: MetricGroup;
  /** Whether it is among those that are seen first; the others are a click away. */
  first: boolean;
  /** Which way is good; null for figures that are neither (none of them is ever marked best). */
  better: 'higher' | 'lower' | null;
  /** `fraction` is shown as a percentage, `seconds` and `bytes` with their unit, `number` with three decimals, `count` whole. */
  unit: 'fraction' | 'seconds' | 'number' | 'bytes' | 'count';
  /** What it can be at least and at most. */
  bounds: readonly [min: number, max: number];
  /** One line for a layman. */
  help: string;
  source: string;
  needsLabels: boolean;
  /** Whether every held-out sample has a value of its own, by which maps can be coloured. */
  perSample: boolean;
}

/** A page of scikit-learn's reference, by its name in `sklearn`. */
export function sklearn(page: string): string {
  return `https://scikit-learn.org/stable/modules/generated/sklearn.${page}.html`;
}

import {
  listed,
  methodDefinition,
  maxDim,
  type DataFacts,
  type MethodName,
} from '../../../src-main/contract/index.ts';
import { sweepSizeLimits } from '../limits.ts';
import { count } from '../text/format.ts';

/** What one method adds to a sweep. */
export interface SweepPart {
  method: MethodName;
  runs: number;
  /** One sentence on the sizes it is not run at, and why; null: on all of them. */
  leftOut: string | null;
}

/** Sizes that show where a curve bends: all there are of few features, else powers of two. */
export function firstSizes({ features, rows }: DataFacts): number[] {
  const max = Math.min(features, rows);
  if (max <= 6) return Array.from({ length: max }, (_, i) => i + 1);
  return [2, 4, 8, 16, 32, 64].filter((size) => size <= max);
}

/** What was typed as code sizes: each once, ascending; or one sentence on what is wrong. */
export function readSizes(text: string, features: number): number[] | string {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const wrong = parts.find((part) => !/^[1-9]\d*$/.test(part));
  if (wrong !== undefined) {
    return `Code sizes are whole numbers with commas between, such as 2, 4, 8; “${wrong}” is not.`;
  }
  const sizes = [...new Set(parts.map(Number))].toSorted((a, b) => a - b);
  const largest = sizes.at(-1);
  if (largest === undefined) return 'Enter at least one code size.';
  if (largest > features) {
    return `A code of ${count(largest)} is larger than a sample: enter sizes up to the ${count(features)} features there are.`;
  }
  const { max } = sweepSizeLimits;
  return sizes.length > max
    ? `A sweep takes at most ${count(max)} code sizes, not ${count(sizes.length)}.`
    : sizes;
}

/**
 * What a sweep comes to, method by method.
 * @param dims each once, ascending
 */
export function sweepParts(
  methods: readonly MethodName[],
  dims: readonly number[],
  seeds: number,
  facts: DataFacts,
): SweepPart[] {
  return methods.map((method) => {
    const { title, choosesDim, seeded, unfit } = methodDefinition(method);
    const reason = unfit?.(facts) ?? null;
    if (reason !== null) return { method, runs: 0, leftOut: reason };
    // Raw features are the same at every size.
    if (!choosesDim) return { method, runs: 1, leftOut: null };
    const { max, bound } = maxDim(method, facts);
    const over = dims.filter((dim) => dim > max);
    return {
      method,
      runs: (dims.length - over.length) * (seeded ? seeds : 1),
      leftOut:
        over.length === 0
          ? null
          : `${title} is left out at ${listed(over.map(count))}: ${over.length === 1 ? 'that is' : 'those are'} above ${bound}.`,
    };
  });
}

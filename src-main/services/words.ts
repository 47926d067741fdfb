import { fixed, counted, listed } from '../contract/index.ts';

/** A share of 1 as a percentage with one decimal: "97.2 %". */
export function percent(share: number): string {
  return `${fixed(100 * share, 1)} %`;
}

/** A difference of shares in percentage points: "1.4 points". */
export function points(difference: number): string {
  const text = fixed(100 * difference, 1);
  return `${text} ${text === '1.0' ? 'point' : 'points'}`;
}

/** "1 sample", "359 held-out samples". */
export function samples(count: number, kind = ''): string {
  return counted(count, kind === '' ? 'sample' : `${kind} sample`);
}

/** "k = 5 and k = 7". */
export function kWords(ks: readonly number[]): string {
  return listed(ks.map((k) => `k = ${k}`));
}

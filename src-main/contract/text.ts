/** How numbers and lists read in a sentence, on every page, on the command line and in reports. Files have plain numbers. */

import type { MetricInfo } from './metrics/definition.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count with separators: `1,797`. */
export function count(value: number): string {
  return minus(whole.format(value));
}

/** A number with so many decimals: `1,234.5`, `−0.213`; what rounds to zero has no sign. */
export function fixed(value: number, decimals: number): string {
  // `Intl` rounds what the number is written as, and not what it is: 10.95 is a little less.
  const text = value.toFixed(decimals).replace(/^-(?=[0.]+$)/, '');
  return minus(text.replace(/\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',')));
}

/** A number to so many digits, no more than it has: `0.0213`, `12,300`; far from 1 with an exponent: `1.2e-7`. */
export function significant(value: number, digits: number): string {
  const size = Math.abs(value);
  const rounded = Number(value.toPrecision(digits));
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return minus(String(rounded));
  return minus(rounded.toLocaleString('en-US', { maximumSignificantDigits: digits }));
}

/** Any number, whole ones as they are and others to four digits: `0.02134`, `12,345`, `1.2e-7`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return 'not finite';
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? count(value) : significant(value, 4);
}

/** A metric's value as its unit asks, in a line of text: `97.2 %`, `−0.213`, `1.30 s`, `2,048`. */
export function inUnit(value: number, unit: MetricInfo['unit']): string {
  if (unit === 'fraction') return `${fixed(100 * value, 1)} %`;
  if (unit === 'seconds') return `${fixed(value, 2)} s`;
  if (unit === 'bytes' || unit === 'count') return count(value);
  return Math.abs(value) >= 0.1 || value === 0 ? fixed(value, 3) : significant(value, 3);
}

/** A size in bytes: `812 B`, `1.4 MB`. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = size;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1_000;
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toPrecision(2)} ${units[unit] ?? ''}`;
}

/**
 * A count with its noun: `1 sample`, `3,000 samples`.
 * @param many the plural where an `s` does not make it
 */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly (string | number)[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? String(last) : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** A number's text with a minus sign where it begins with a hyphen; a zero has none. */
export function minus(text: string): string {
  return text === '-0' ? '0' : text.replace(/^-/, '−');
}

/**
 * Numbers, times and sizes as the page writes them. This folder puts records into words: it needs nothing else of the
 * state and draws nothing.
 */

import {
  bytes as bytesText,
  count,
  counted,
  figure,
  fixed,
  metricInfo,
  minus,
  type Dataset,
  type Metric,
} from '../../../src-main/contract/index.ts';

export { count, counted, figure } from '../../../src-main/contract/index.ts';

/** A number never ends a line without its unit. */
const gap = '\u00a0';

/** A place in an order, from 1: `1st`, `22nd`, `113th`. */
export function ordinal(place: number): string {
  const teen = place % 100 >= 11 && place % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${count(place)}${ending}`;
}

/** A share between 0 and 1: `97.2 %`. */
export function percent(fraction: number, digits = 1): string {
  return `${fixed(100 * fraction, digits)}${gap}%`;
}

/** A length of time from milliseconds to hours in at most two units: `0.42 s`, `12 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.001) return `<${gap}1${gap}ms`;
  if (seconds < 0.1) return `${Math.round(seconds * 1_000)}${gap}ms`;
  if (seconds < 9.95) return `${seconds.toPrecision(2)}${gap}s`;
  const total = Math.round(seconds);
  if (total < 60) return `${total}${gap}s`;
  if (total < 3_600) return twoUnits(Math.floor(total / 60), 'min', total % 60, 's');
  const minutes = Math.round(total / 60);
  return twoUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return [`${large}${gap}${largeUnit}`, ...(small === 0 ? [] : [`${small}${gap}${smallUnit}`])].join(' ');
}

/** What is left of a wait, no finer than it can be known: `a few seconds left`, `about 40 s left`. */
export function timeLeft(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 5) return 'a few seconds left';
  const rounded = seconds < 60 ? Math.ceil(seconds / 5) * 5 : Math.ceil(seconds / 60) * 60;
  return `about ${duration(rounded)} left`;
}

/** A size in bytes: `812 B`, `1.4 MB`. */
export function bytes(size: number): string {
  return bytesText(size).replace(' ', gap);
}

/** Sizes of an array: `1,797 × 64`. */
export function shape(sizes: readonly number[]): string {
  return sizes.map(count).join(' × ');
}

/** What one sample is: `28 × 28 grey pixels`, `13 features`. */
export function sampleShape({ kind, shape: sizes, features }: Pick<Dataset, 'kind' | 'shape' | 'features'>) {
  const [height = 0, width = 0, channels = 1] = sizes;
  return kind === 'images'
    ? `${count(width)} × ${count(height)} ${channels === 1 ? 'grey' : 'colour'} pixels`
    : counted(features, 'feature');
}

/** A metric's value as its unit asks: `97.2 %`, `0.482`, `1.3 s`, `32 B`, `10`; a dash where there is none. */
export function metricValue(name: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const unit = metricInfo(name)?.unit ?? 'number';
  if (unit === 'fraction') return percent(value);
  if (unit === 'seconds') return duration(value);
  if (unit === 'bytes') return bytes(value);
  if (unit === 'count') return figure(value);
  return decimals(value);
}

/** The ends of a metric's interval, the unit once: `93.9 to 98.1 %`; empty where it has none. */
export function intervalText(name: string, metric: Metric | undefined): string {
  if (metric?.value === undefined || metric.value === null) return '';
  const { low, high } = metric;
  if (low === undefined || high === undefined) return '';
  const [from, to] = [metricValue(name, low), metricValue(name, high)];
  const unit = `${gap}%`;
  return `${from.endsWith(unit) && to.endsWith(unit) ? from.slice(0, -unit.length) : from} to ${to}`;
}

/** A difference of a metric with its sign: `+1.4 points`, `−0.021`; a difference of shares is in percentage points. */
export function signedMetric(name: string, value: number): string {
  const unit = metricInfo(name)?.unit ?? 'number';
  const size = Math.abs(value);
  const text = unit === 'fraction' ? `${fixed(100 * size, 1)}${gap}points` : metricValue(name, size);
  return `${value < 0 ? '−' : '+'}${text}`;
}

function decimals(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 0.001 || size >= 100_000) ? minus(value.toExponential(2)) : fixed(value, 3);
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** A day with its year: `3 Nov 2025`. */
export function dayOf(iso: string): string {
  return dayOfYear.format(new Date(iso));
}

/** When something happened, seen from `now`: `just now`, `12 min ago`, `today 09:15`, `3 Nov 09:15`, `3 Nov 2025`. */
export function when(iso: string, now = new Date()): string {
  const then = new Date(iso);
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000);
  if (Number.isNaN(minutes)) return '';
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (then.toDateString() === now.toDateString()) return `today ${clock.format(then)}`;
  return then.getFullYear() === now.getFullYear()
    ? `${day.format(then)} ${clock.format(then)}`
    : dayOfYear.format(then);
}

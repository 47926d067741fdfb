import { describe, expect, it } from 'vitest';
import {
  bytes,
  count,
  counted,
  duration,
  figure,
  metricValue,
  ordinal,
  percent,
  shape,
  timeLeft,
  when,
} from '../../../../../src-renderer/state/text/format.ts';

/** Units are tied to their numbers by no-break spaces; here they are read as plain ones. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('numbers as people read them', () => {
  it('separates thousands and takes the singular for one', () => {
    expect(count(1_797)).toBe('1,797');
    expect(counted(1, 'sample')).toBe('1 sample');
    expect(counted(3_000, 'class', 'classes')).toBe('3,000 classes');
    expect(shape([1_797, 64])).toBe('1,797 × 64');
  });

  it('ends places in an order as they are spoken', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1_113].map(ordinal)).toEqual(
      '1st 2nd 3rd 4th 11th 12th 13th 21st 102nd 111th 1,113th'.split(' '),
    );
  });

  it('shows whole numbers as they are, and others to four digits', () => {
    expect([12_345, 0, -0, -3].map(figure)).toEqual(['12,345', '0', '0', '−3']);
    expect(figure(4_294_967_295)).toBe('4,294,967,295');
    expect([0.0213456, 12_345.678, 1.2e-7, -0.00001].map(figure)).toEqual([
      '0.02135',
      '12,350',
      '1.2e-7',
      '−0.00001',
    ]);
    expect(figure(NaN)).toBe('not finite');
  });

  it.each([
    [0.0004, '< 1 ms'],
    [0.042, '42 ms'],
    [0.42, '0.42 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [200, '3 min 20 s'],
    [3_599.7, '1 h'],
    [3_900, '1 h 5 min'],
  ])('says %d seconds as %s', (seconds, words) => {
    expect(plain(duration(seconds))).toBe(words);
  });

  it('promises no more of a wait than can be known', () => {
    expect(timeLeft(null)).toBe('');
    expect(timeLeft(3)).toBe('a few seconds left');
    expect(plain(timeLeft(41))).toBe('about 45 s left');
    expect(plain(timeLeft(59))).toBe('about 1 min left');
    expect(plain(timeLeft(130))).toBe('about 3 min left');
  });

  it('gives sizes in the unit that keeps them short', () => {
    expect(plain(bytes(812))).toBe('812 B');
    expect(plain(bytes(1_400_000))).toBe('1.4 MB');
    expect(plain(bytes(999_600))).toBe('1.0 MB');
    expect(plain(bytes(123_000))).toBe('123 kB');
  });

  it('shows a metric in its own unit, and a dash where it has no value', () => {
    expect(plain(metricValue('knn_accuracy', 0.9722))).toBe('97.2 %');
    expect(metricValue('silhouette', 0.4816)).toBe('0.482');
    expect(metricValue('silhouette', -0.4816)).toBe('−0.482');
    expect(metricValue('reconstruction_mse', 0.00004)).toBe('4.00e-5');
    expect(metricValue('reconstruction_mse', 0)).toBe('0.000');
    expect(plain(metricValue('fit_seconds', 75))).toBe('1 min 15 s');
    expect(metricValue('silhouette', null)).toBe('–');
    expect(plain(percent(0.2, 0))).toBe('20 %');
  });

  it('tells when something was by how long ago it was', () => {
    const now = new Date(2026, 10, 23, 14, 30);
    const at = (...parts: [number, number, number, number, number]): string =>
      new Date(...parts).toISOString();
    expect(when(at(2026, 10, 23, 14, 30), now)).toBe('just now');
    expect(when(at(2026, 10, 23, 14, 18), now)).toBe('12 min ago');
    expect(when(at(2026, 10, 23, 9, 15), now)).toBe('today 09:15');
    expect(when(at(2026, 10, 3, 9, 15), now)).toBe('3 Nov 09:15');
    expect(when(at(2025, 10, 3, 9, 15), now)).toBe('3 Nov 2025');
    expect(when('not a time', now)).toBe('');
  });
});

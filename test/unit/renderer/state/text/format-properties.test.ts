import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bytes,
  count,
  duration,
  figure,
  ordinal,
  percent,
} from '../../../../../src-renderer/state/text/format.ts';

const runs = { seed: 11, numRuns: 500 };
/** A number as it is read: thousands apart, a minus sign, blanks that do not break. */
const read = (text: string): number =>
  Number(
    text
      .replaceAll(',', '')
      .replace('−', '-')
      .replace(/\u00a0.*/, ''),
  );
/** How many of the first unit the others are. */
const units: Record<string, number> = {
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3_600,
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
};
const total = (text: string): number =>
  text
    .split(' ')
    .map((part) => {
      const [number = '', unit = ''] = part.split('\u00a0');
      return Number(number) * (units[unit] ?? NaN);
    })
    .reduce((sum, part) => sum + part, 0);

test('a figure is read back to four digits, a whole number below a thousand million to all of its own', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e300, max: 1e300, noNaN: true }), (value) => {
      expect(Math.abs(read(figure(value)) - value)).toBeLessThanOrEqual(Math.abs(value) * 5.001e-4);
    }),
    runs,
  );
  fc.assert(
    fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), (value) => {
      expect(read(figure(value))).toBe(value + 0);
      expect(figure(-value)).toBe(
        value === 0 ? '0' : value > 0 ? `−${figure(value)}` : figure(value).slice(1),
      );
    }),
    runs,
  );
});

test('counts and places in an order are read back as they were', () => {
  fc.assert(
    fc.property(fc.nat(1e9), (value) => {
      expect(read(count(value))).toBe(value);
      expect(count(value)).toMatch(/^\d{1,3}(,\d{3})*$/);
      expect(ordinal(value)).toBe(count(value) + (ordinal(value).match(/(st|nd|rd|th)$/)?.[0] ?? '?'));
      // What comes of English: the ending goes by the last two digits, and 11 to 13 are no 1 to 3.
      const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(value);
      expect(ordinal(value).slice(-2)).toBe({ one: 'st', two: 'nd', few: 'rd', other: 'th' }[rule as 'one']);
    }),
    runs,
  );
});

test('times and sizes are read back to the digits shown, and never as more than the next unit', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (seconds) => {
      const error = Math.abs(total(duration(seconds)) - seconds);
      expect(error).toBeLessThanOrEqual(
        seconds < 0.1
          ? 5.001e-4
          : seconds < 9.95
            ? 0.0501 * Math.max(1, seconds)
            : seconds < 3_599.5
              ? 0.5001
              : 30.501,
      );
    }),
    runs,
  );
  fc.assert(
    fc.property(fc.double({ min: 1, max: 999e12, noNaN: true }), (size) => {
      expect(Math.abs(total(bytes(size)) - size)).toBeLessThanOrEqual(size < 999.5 ? 0.5 : 0.0501 * size);
    }),
    runs,
  );
});

test('a share is read back to a tenth of a percent', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      expect(Math.abs(read(percent(share)) - 100 * share)).toBeLessThanOrEqual(0.0501);
      expect(percent(share, 0)).toMatch(/^\d{1,3}\u00a0%$/);
    }),
    runs,
  );
});

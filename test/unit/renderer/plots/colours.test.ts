import { describe, expect, test } from 'vitest';
import { classColours, rowColours, tenColours } from '../../../../src-renderer/plots/colours.ts';
import { eyes, leastDifference } from './eyes.ts';

describe.each(['light', 'dark'] as const)('the ten colours on a %s ground', (ground) => {
  test.each(Object.keys(eyes))('are told apart with %s', (name) => {
    expect(leastDifference(tenColours[ground], eyes[name] ?? [])).toBeGreaterThan(0.09);
  });
});

describe('class colours', () => {
  test.each([0, 1, 10, 11, 40, 130])(
    '%i classes have as many different colours, and the unlabelled one more',
    (count) => {
      const colours = classColours(count, 'light');
      expect(colours).toHaveLength(count + 1);
      expect(new Set(colours).size).toBe(count + 1);
      for (const colour of colours) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
    },
  );

  test('each row gets the bytes of its class, unlabelled rows the last', () => {
    const bytes = rowColours(Int32Array.from([1, -1]), ['#000000', '#0102ff', '#0a0b0c']);
    expect([...bytes]).toEqual([1, 2, 255, 0, 10, 11, 12, 0]);
  });
});

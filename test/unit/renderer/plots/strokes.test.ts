import { describe, expect, test } from 'vitest';
import { lineColours, neutralLine, strokeOf } from '../../../../src-renderer/plots/strokes.ts';
import { contrast, eyes, leastDifference } from './eyes.ts';

/** What curves are drawn on: `--surface` in `styles/tokens.css`. */
const surfaces = { light: '#ffffff', dark: '#1a1e22' } as const;

describe.each(['light', 'dark'] as const)('colours of curves on a %s ground', (ground) => {
  const all = [...lineColours[ground], neutralLine[ground]];

  test.each(Object.keys(eyes))('are told apart with %s', (name) => {
    expect(leastDifference(all, eyes[name] ?? [])).toBeGreaterThan(0.1);
  });

  test('stand out from the ground by three to one', () => {
    for (const colour of all) expect(contrast(colour, surfaces[ground]), colour).toBeGreaterThanOrEqual(3);
  });
});

test('twelve curves differ without their colours, by marks and dashes', () => {
  const seen = Array.from({ length: 12 }, (_, i) => strokeOf(i, 'light')).map(
    ({ shape, dash }) => [shape, dash] as const,
  );
  seen.forEach(([shape, dash], i) => {
    for (const [other, dashes] of seen.slice(i + 1)) expect(shape === other && dash === dashes).toBe(false);
  });
});

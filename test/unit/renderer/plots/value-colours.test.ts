import { describe, expect, test } from 'vitest';
import { neutralColour } from '../../../../src-renderer/plots/colours.ts';
import {
  heatRamp,
  rampOf,
  scaleColours,
  stepOf,
  valueColours,
} from '../../../../src-renderer/plots/value-colours.ts';
import { contrast, eyes, leastDifference } from './eyes.ts';

/** Of what the maps lie on. */
const grounds = { light: '#ffffff', dark: '#1a1e22' } as const;
const at = (ramp: readonly string[], share: number): string =>
  ramp[Math.round(share * (ramp.length - 1))] ?? '';

describe.each(['light', 'dark'] as const)('scales of values on a %s ground', (ground) => {
  test.each(Object.keys(eyes))('have five steps that are told apart with %s', (name) => {
    for (const ramp of [rampOf('sequential', ground), rampOf('diverging', ground), heatRamp(ground)]) {
      const five = [0, 0.25, 0.5, 0.75, 1].map((share) => at(ramp, share));
      expect(leastDifference(five, eyes[name] ?? [])).toBeGreaterThan(0.07);
    }
    expect(leastDifference(rampOf('verdict', ground), eyes[name] ?? [])).toBeGreaterThan(0.2);
  });

  test('go one way in lightness where they go from little to much, so that grey prints say the same', () => {
    for (const ramp of [rampOf('sequential', ground), heatRamp(ground)]) {
      const light = ramp.map((colour) => contrast(colour, '#000000'));
      const rises = (light.at(-1) ?? 0) > (light[0] ?? 0);
      light.slice(1).forEach((value, i) => {
        expect(rises ? value - (light[i] ?? 0) : (light[i] ?? 0) - value).toBeGreaterThan(-0.01);
      });
    }
  });

  test('are seen against the ground from end to end', () => {
    for (const kind of ['sequential', 'diverging', 'verdict'] as const) {
      for (const colour of rampOf(kind, ground))
        expect(contrast(colour, grounds[ground])).toBeGreaterThan(1.6);
    }
  });
});

test('a value beyond the scale has the colour of its end, and what is no value is neutral', () => {
  const scale = { kind: 'sequential', from: 0, to: 1 } as const;
  const ramp = rampOf('sequential', 'light');
  const bytes = valueColours(Float32Array.of(-5, 0, 1, 9, NaN), scale, 'light');
  const hex = (row: number): string =>
    `#${[...bytes.subarray(4 * row, 4 * row + 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  expect([0, 1, 2, 3, 4].map(hex)).toEqual([ramp[0], ramp[0], ramp.at(-1), ramp.at(-1), neutralColour.light]);
});

test('groups have as many colours as there are groups, each its own', () => {
  const scale = { kind: 'groups', from: 0, to: 2 } as const;
  const bytes = valueColours(Float32Array.of(0, 1, 2, NaN), scale, 'light');
  const seen = [0, 1, 2, 3].map((row) => bytes.subarray(4 * row, 4 * row + 3).join());
  expect(new Set(seen).size).toBe(4);
  expect(scaleColours(scale, 'light')).toHaveLength(3);
  expect(scaleColours({ ...scale, to: 0 }, 'dark')).toHaveLength(1);
});

test('a scale without extent has one colour, and not none', () => {
  expect(stepOf(3, { from: 3, to: 3 }, 64)).toBe(32);
  expect(stepOf(NaN, { from: 0, to: 1 }, 64)).toBe(-1);
});

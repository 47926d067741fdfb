import { interpolateViridis, rgb } from 'd3';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  classColours,
  neutralColour,
  rowColours,
  tenColours,
} from '../../../../src-renderer/plots/colours.ts';
import {
  heatRamp,
  rampOf,
  scaleColours,
  stepOf,
  valueColours,
} from '../../../../src-renderer/plots/value-colours.ts';
import { contrast } from './eyes.ts';

const grounds = ['light', 'dark'] as const;

describe('the step of a value', () => {
  test('is the nearest of the colours, rises with the value, and mirrors with the ends of the scale', () => {
    const scales = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(
        scales,
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.integer({ min: 2, max: 64 }),
        ([from, width], value, more, colours) => {
          const scale = { from, to: from + width };
          const step = stepOf(value, scale, colours);
          const exact = ((value - from) / width) * (colours - 1);
          if (exact >= 0 && exact <= colours - 1)
            expect(Math.abs(step - exact)).toBeLessThanOrEqual(0.5 + 1e-9);
          else expect(step).toBe(exact < 0 ? 0 : colours - 1);
          expect(stepOf(value + more, scale, colours)).toBeGreaterThanOrEqual(step);
          // A value between two steps may go to either.
          const mirrored = colours - 1 - stepOf(value, { from: scale.to, to: from }, colours);
          expect(Math.abs(mirrored - step)).toBeLessThanOrEqual(
            Math.abs((Math.abs(exact) % 1) - 0.5) < 1e-9 ? 1 : 0,
          );
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  });
});

describe.each(grounds)('ramps on a %s ground', (ground) => {
  test('have 64 colours, those of a verdict two', () => {
    expect(
      [rampOf('sequential', ground), rampOf('diverging', ground), heatRamp(ground)].map(
        (ramp) => ramp.length,
      ),
    ).toEqual([64, 64, 64]);
    expect(rampOf('verdict', ground)).toEqual(
      ground === 'light' ? ['#b04500', '#1d4fc4'] : ['#ff9a3d', '#6fa8ff'],
    );
    expect(scaleColours({ kind: 'verdict', from: 0, to: 1 }, ground)).toEqual(rampOf('verdict', ground));
  });

  test('are viridis from little to much, and from wrong over neither to right', () => {
    const [from, to] = ground === 'light' ? [0, 0.86] : [0.26, 1];
    const sequential = rampOf('sequential', ground);
    expect([sequential[0], sequential[63]]).toEqual(
      [from, to].map((t) => rgb(interpolateViridis(t)).formatHex()),
    );
    const diverging = rampOf('diverging', ground);
    expect([diverging[0], diverging[63]]).toEqual(rampOf('verdict', ground));
    // In the middle it is nearer to grey than at either end.
    const chroma = (hex = ''): number => {
      const { r, g, b } = rgb(hex);
      return Math.max(r, g, b) - Math.min(r, g, b);
    };
    expect(chroma(diverging[31])).toBeLessThan(0.2 * Math.min(chroma(diverging[0]), chroma(diverging[63])));
  });

  test('of heat begin at what hardly differs from the ground, and end far from it', () => {
    const paper = ground === 'light' ? '#ffffff' : '#1a1e22';
    const ramp = heatRamp(ground);
    expect(contrast(ramp[0] ?? '', paper)).toBeLessThan(1.2);
    expect(contrast(ramp[63] ?? '', paper)).toBeGreaterThan(10);
  });

  test('classes have the ten colours in their order, and from eleven on hues all round with neighbours apart in lightness', () => {
    expect(classColours(3, ground)).toEqual([...tenColours[ground].slice(0, 3), neutralColour[ground]]);
    expect(classColours(10, ground)).toEqual([...tenColours[ground], neutralColour[ground]]);
    const many = classColours(30, ground).slice(0, -1);
    expect(many.some((colour) => (tenColours[ground] as readonly string[]).includes(colour))).toBe(false);
    many.slice(1).forEach((colour, i) => expect(contrast(colour, many[i] ?? '')).toBeGreaterThan(1.15));
    expect(classColours(30, ground).at(-1)).toBe(neutralColour[ground]);
  });
});

test('rows have the bytes of their value, class or group, and those without one the neutral ones', () => {
  const hex = (bytes: Uint8Array, row: number): string =>
    `#${[...bytes.subarray(4 * row, 4 * row + 3)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  const ramp = rampOf('diverging', 'dark');
  const values = valueColours(Float32Array.of(-1, 0, 1, NaN), { kind: 'diverging', from: -1, to: 1 }, 'dark');
  expect([0, 1, 2, 3].map((row) => hex(values, row))).toEqual([
    ramp[0],
    ramp[32],
    ramp[63],
    neutralColour.dark,
  ]);
  const groups = valueColours(Float32Array.of(2, 0), { kind: 'groups', from: 0, to: 2 }, 'light');
  expect([0, 1].map((row) => hex(groups, row))).toEqual([tenColours.light[2], tenColours.light[0]]);
  const labels = rowColours(Int32Array.of(0, -1, 1, 7), ['#010203', '#0a0b0c', '#ffffff']);
  expect([...labels]).toEqual([1, 2, 3, 0, 255, 255, 255, 0, 10, 11, 12, 0, 0, 0, 0, 0]);
});

import { interpolateLab, interpolateViridis, piecewise, rgb } from 'd3';
import { classColours, neutralColour, type Ground } from './colours.ts';

/**
 * How values become colours: from little to much, from one side of zero to the other, or wrong (0) and right (1).
 */
export type ScaleKind = 'sequential' | 'diverging' | 'verdict';

/** Values from `from` to `to`; those beyond have the colours of the ends. */
export interface ValueScale {
  /** `groups`: whole numbers from 0, each with a colour of its own. */
  kind: ScaleKind | 'groups';
  from: number;
  to: number;
}

/** Colours of a ramp: enough that steps are not seen. */
const steps = 64;

/** Wrong, neither, right: orange and blue are told apart by every eye. */
const sides = {
  light: ['#b04500', '#aeb4bb', '#1d4fc4'],
  dark: ['#ff9a3d', '#59626c', '#6fa8ff'],
} as const;

/** The part of viridis that is seen against the ground. */
const seen = { light: [0, 0.86], dark: [0.26, 1] } as const;

/** Of heat maps: what is as the ground says nothing, what is far from it does. */
const heat = {
  light: ['#f1f3f5', '#f4b15f', '#c2410c', '#4c0519'],
  dark: ['#23282d', '#7c3a12', '#ee8a34', '#ffedc2'],
} as const;

/** The colours of a scale from its lower end to its upper. */
export function rampOf(kind: ScaleKind, ground: Ground): string[] {
  if (kind === 'verdict') return [sides[ground][0], sides[ground][2]];
  const [from, to] = seen[ground];
  return sampled(
    kind === 'diverging'
      ? piecewise(interpolateLab, [...sides[ground]])
      : (t) => interpolateViridis(from + (to - from) * t),
  );
}

/** The colours of a scale: a ramp, or one a group. */
export function scaleColours({ kind, to }: ValueScale, ground: Ground): string[] {
  return kind === 'groups' ? classColours(to + 1, ground).slice(0, -1) : rampOf(kind, ground);
}

/** The colours of a heat map from what is of no account to what matters most. */
export function heatRamp(ground: Ground): string[] {
  return sampled(piecewise(interpolateLab, [...heat[ground]]));
}

function sampled(colour: (t: number) => string): string[] {
  return Array.from({ length: steps }, (_, i) => rgb(colour(i / (steps - 1))).formatHex());
}

/** Which colour of a ramp a value has; -1 where it is none. */
export function stepOf(
  value: number,
  { from, to }: Pick<ValueScale, 'from' | 'to'>,
  colours: number,
): number {
  if (Number.isNaN(value)) return -1;
  const t = from === to ? 0.5 : (value - from) / (to - from);
  return Math.max(0, Math.min(colours - 1, Math.round(t * (colours - 1))));
}

/**
 * The colour of every row as the painter takes it; rows without a value are neutral.
 * @param values one a row; NaN: none
 */
export function valueColours(values: Float32Array, scale: ValueScale, ground: Ground): Uint8Array {
  const ramp = scaleColours(scale, ground);
  const table = [...ramp, neutralColour[ground]].map((colour) => rgb(colour));
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, row) => {
    const step = stepOf(value, scale, ramp.length);
    const colour = table[step < 0 ? ramp.length : step];
    bytes[4 * row] = colour?.r ?? 0;
    bytes[4 * row + 1] = colour?.g ?? 0;
    bytes[4 * row + 2] = colour?.b ?? 0;
  });
  return bytes;
}

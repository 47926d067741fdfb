import { hcl, rgb } from 'd3';

/**
 * Ten colours on a light and ten on a dark ground, found by search so that the two nearest of a set still
 * differ by 0.09 in OKLab when seen with protanopia or deuteranopia (the customary sets reach 0.01 to 0.02).
 */
export const tenColours = {
  light: [
    '#2644c2',
    '#ee9526',
    '#658321',
    '#f7447a',
    '#885df8',
    '#0c9eb3',
    '#834104',
    '#e681fd',
    '#70d5af',
    '#9d177d',
  ],
  dark: [
    '#2e6dfa',
    '#e9871f',
    '#c6d11a',
    '#d5217e',
    '#8869b2',
    '#7cf6fd',
    '#9e711e',
    '#f377fe',
    '#12fe9e',
    '#d180a4',
  ],
} as const;

/** Of what belongs to no class, or has no value. */
export const neutralColour = { light: '#7c858f', dark: '#8d97a2' } as const;

/** Lightness bands that neighbours in hue take in turn, so that a hundred classes are still told apart. */
const bands = { light: [42, 66, 54], dark: [60, 86, 73] } as const;

export type Ground = keyof typeof tenColours;

/** One colour a class, in class order, then the neutral one of unlabelled rows. */
export function classColours(classes: number, ground: Ground): string[] {
  const ten = tenColours[ground];
  const colours =
    classes <= ten.length
      ? ten.slice(0, classes)
      : Array.from({ length: classes }, (_, i) => spread(i, classes, ground));
  return [...colours, neutralColour[ground]];
}

/** Hues evenly round the circle of CIELCh, in three bands of lightness. */
function spread(index: number, classes: number, ground: Ground): string {
  const lightness = bands[ground][index % 3] ?? 60;
  return hcl((360 * index) / classes + 15, 62, lightness)
    .rgb()
    .clamp()
    .formatHex();
}

/** The colour of every row as the painter takes it: red, green, blue and an unused byte. */
export function rowColours(labels: Int32Array, colours: readonly string[]): Uint8Array {
  const table = colours.map((colour) => rgb(colour));
  const unlabelled = table.length - 1;
  const bytes = new Uint8Array(4 * labels.length);
  labels.forEach((label, row) => {
    const colour = table[label < 0 ? unlabelled : label];
    bytes[4 * row] = colour?.r ?? 0;
    bytes[4 * row + 1] = colour?.g ?? 0;
    bytes[4 * row + 2] = colour?.b ?? 0;
  });
  return bytes;
}

import { symbol, symbolCircle, symbolsFill, type SymbolType } from 'd3';
import type { Ground } from './colours.ts';

/** How a curve is told from others: by colour, and without it by the shape of its marks and the dashes of its line. */
export interface Stroke {
  colour: string;
  /** As `stroke-dasharray` has it; empty: solid. */
  dash: string;
  shape: SymbolType;
}

/**
 * Ten colours for thin lines, found by search: each has a contrast of three to one at least against its ground, which the
 * colours of classes have not, and the two nearest of a set, the neutral one among them, differ by 0.1 in OKLab when seen
 * with protanopia or deuteranopia.
 */
export const lineColours = {
  light: [
    '#1137b5',
    '#ff5d00',
    '#11a85b',
    '#ff1eb2',
    '#6e00f3',
    '#0a91c4',
    '#a95200',
    '#8a011a',
    '#721c7a',
    '#7c70ff',
  ],
  dark: [
    '#4a7bff',
    '#f9aa00',
    '#0ee195',
    '#f190ff',
    '#dd0ec6',
    '#94f0ff',
    '#ff4100',
    '#dbf503',
    '#139b59',
    '#097291',
  ],
} as const;

export const neutralLine = { light: '#5c6570', dark: '#98a2ad' } as const;

/** The stroke of the curve with this number, from 0. Fourteen differ without their colours. */
export function strokeOf(index: number, ground: Ground): Stroke {
  const colours = lineColours[ground];
  const shapes = symbolsFill.length;
  return {
    colour: colours[index % colours.length] ?? neutralLine[ground],
    dash: Math.floor(index / shapes) % 2 === 0 ? '' : '10 3 2 3',
    shape: symbolsFill[index % shapes] ?? symbolCircle,
  };
}

/** The stroke of what the others are held against. */
export function yardstickStroke(ground: Ground): Stroke {
  return { colour: neutralLine[ground], dash: '6 4', shape: symbolCircle };
}

/** The outline of a mark round the origin, covering this many square pixels. */
export function markPath({ shape }: Stroke, area: number): string {
  return symbol(shape, area)() ?? '';
}

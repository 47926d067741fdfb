/** A mark whose name is to be written beside it. */
export interface Named {
  x: number;
  y: number;
  name: string;
}

/** Where a name is written: from `x` on to the right, or up to it from the left. */
export interface NamePlace {
  x: number;
  y: number;
  anchor: 'start' | 'end';
  /** Lines it is above or below its mark: those that are not 0 are led to it. */
  away: number;
}

/** A part of a chart, in pixels. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Width of a letter of 12 pixels, about. */
const letter = 6.6;
const line = 15;
/** From the middle of a mark to its name, and to whatever else may be near. */
const gap = 13;

/** A text with its middle left out where it has more letters than that: names often differ at their ends alone. */
export function elided(text: string, max: number): string {
  const letters = Array.from(text);
  if (letters.length <= max) return text;
  const kept = Math.max(2, max - 1);
  const head = Math.ceil(kept / 2);
  return `${letters.slice(0, head).join('').trimEnd()}…${letters
    .slice(letters.length - (kept - head))
    .join('')
    .trimStart()}`;
}

/** What a mark covers, up to so far from its middle. */
export function around({ x, y }: Pick<Named, 'x' | 'y'>, reach: number): Box {
  return { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach };
}

/**
 * A place for each name where it covers no mark, no other name and nothing else, as near to its mark as can be.
 * @param within what names stay in
 * @param others what else is not to be covered
 * @returns null for a name that has no room
 */
export function placeNames(
  marks: readonly Named[],
  within: Box,
  others: readonly Box[] = [],
): (NamePlace | null)[] {
  const rings = marks.map((mark) => around(mark, 9));
  const taken: Box[] = [];
  const places = new Map<Named, NamePlace>();
  for (const mark of marks.toSorted((a, b) => a.y - b.y || a.x - b.x)) {
    const own = marks.indexOf(mark);
    const full = [...others, ...taken, ...rings.filter((_, i) => i !== own)];
    const place = candidates(mark, within).find((one) => {
      const box = boxOf(mark, one);
      return isWithin(box, within) && !full.some((other) => overlap(other, box));
    });
    if (place === undefined) continue;
    places.set(mark, place);
    taken.push(boxOf(mark, place));
  }
  return marks.map((mark) => places.get(mark) ?? null);
}

/** Every place that is looked at, the nearest first, to the right before the left. */
function candidates({ x, y }: Named, { top, bottom }: Box): NamePlace[] {
  const max = Math.ceil((bottom - top) / line);
  const steps = Array.from({ length: max }, (_, i) => i + 1).flatMap((step) => [-step, step]);
  return [0, ...steps].flatMap((away): NamePlace[] => [
    { x: x + gap, y: y + away * line, anchor: 'start', away },
    { x: x - gap, y: y + away * line, anchor: 'end', away },
  ]);
}

function boxOf({ name }: Named, { x, y, anchor }: NamePlace): Box {
  const width = Array.from(name).length * letter;
  const left = anchor === 'start' ? x : x - width;
  return { left, right: left + width, top: y - line / 2, bottom: y + line / 2 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function isWithin(box: Box, within: Box): boolean {
  return (
    box.left >= within.left &&
    box.right <= within.right &&
    box.top >= within.top &&
    box.bottom <= within.bottom
  );
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { around, elided, placeNames } from '../../../../../src-renderer/plots/charts/run-labels.ts';

const within = { left: 0, right: 400, top: 0, bottom: 200 };
const name = 'ten letter';
/** Ten letters of 6.6 pixels, 13 pixels from the mark. */
const width = 66;

describe('the name of a mark', () => {
  test.each([
    ['to its right', { x: 100, y: 100 }, { x: 113, y: 100, anchor: 'start', away: 0 }],
    ['up to the edge', { x: 321, y: 100 }, { x: 334, y: 100, anchor: 'start', away: 0 }],
    ['to its left from there on', { x: 321.5, y: 100 }, { x: 308.5, y: 100, anchor: 'end', away: 0 }],
    ['a line below where the top is near', { x: 100, y: 7 }, { x: 113, y: 22, anchor: 'start', away: 1 }],
    [
      'beside it where the top just leaves room',
      { x: 100, y: 7.5 },
      { x: 113, y: 7.5, anchor: 'start', away: 0 },
    ],
    [
      'a line above where the bottom is near',
      { x: 100, y: 193 },
      { x: 113, y: 178, anchor: 'start', away: -1 },
    ],
  ] as const)('stands %s', (_, mark, place) => {
    expect(placeNames([{ ...mark, name }], within)).toEqual([place]);
  });

  test('keeps off the ring of another mark, 9 pixels wide, and touches it at most', () => {
    const other = (x: number): ReturnType<typeof placeNames> =>
      placeNames(
        [
          { x: 100, y: 100, name },
          { x, y: 100, name: '' },
        ],
        within,
      );
    // Its right edge is at 100 + 13 + 66.
    expect(other(100 + 13 + width + 9)[0]).toMatchObject({ anchor: 'start', away: 0 });
    expect(other(100 + 13 + width + 8)[0]).toMatchObject({ anchor: 'end', away: 0 });
  });

  test('gives way to what lies on both sides by a line, upwards first', () => {
    const others = [around({ x: 130, y: 100 }, 5), around({ x: 70, y: 100 }, 5)];
    expect(placeNames([{ x: 100, y: 100, name }], within, others)).toEqual([
      { x: 113, y: 85, anchor: 'start', away: -1 },
    ]);
  });

  test('is written for upper marks before lower ones, and for left ones before right ones', () => {
    // Both want the room to the right of them, or between them.
    const above = [
      { x: 100, y: 104, name },
      { x: 100, y: 100, name },
    ];
    expect(placeNames(above, within)).toMatchObject([{ anchor: 'end' }, { anchor: 'start' }]);
    const level = [
      { x: 390, y: 100, name },
      { x: 290, y: 100, name },
    ];
    expect(placeNames(level, within)).toMatchObject([
      { anchor: 'end', away: -1 },
      { anchor: 'start', away: 0 },
    ]);
  });
});

test('names cover neither one another nor a ring nor anything else, and stay within', () => {
  const box = (mark: { name: string }, x: number, y: number, start: boolean) => {
    const long = [...mark.name].length * 6.6;
    return { left: start ? x : x - long, right: start ? x + long : x, top: y - 7.5, bottom: y + 7.5 };
  };
  const spot = fc.record({ x: fc.integer({ min: 0, max: 400 }), y: fc.integer({ min: 0, max: 200 }) });
  const marks = fc.array(
    fc
      .tuple(spot, fc.integer({ min: 1, max: 20 }))
      .map(([at, letters]) => ({ ...at, name: 'x'.repeat(letters) })),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(marks, fc.array(spot, { maxLength: 3 }), (named, obstacles) => {
      const others = obstacles.map((at) => around(at, 6));
      const places = placeNames(named, within, others);
      expect(places).toHaveLength(named.length);
      const boxes = places.map(
        (place, i) => place && box(named[i]!, place.x, place.y, place.anchor === 'start'),
      );
      boxes.forEach((one, i) => {
        if (one === null) return;
        expect(one.left).toBeGreaterThanOrEqual(0);
        expect(one.right).toBeLessThanOrEqual(400);
        expect(one.top).toBeGreaterThanOrEqual(0);
        expect(one.bottom).toBeLessThanOrEqual(200);
        const rings = named.filter((_, j) => j !== i).map((mark) => around(mark, 9));
        for (const other of [...boxes.slice(i + 1), ...rings, ...others]) {
          if (other === null) continue;
          const apart =
            one.left >= other.right ||
            other.left >= one.right ||
            one.top >= other.bottom ||
            other.top >= one.bottom;
          expect(apart).toBe(true);
        }
      });
    }),
    { seed: 11, numRuns: 200 },
  );
});

test('a long name keeps its two ends, without blanks at the gap, and is as long as there is room', () => {
  expect(elided('abcdefghij', 10)).toBe('abcdefghij');
  expect(elided('abcdefghijk', 10)).toBe('abcde…hijk');
  expect(elided('abcd fghi jk', 10)).toBe('abcd…i jk');
  expect(elided('🙂🙂🙂🙂🙂', 4)).toBe('🙂🙂…🙂');
  expect(elided('abcdef', 1)).toBe('a…f');
});

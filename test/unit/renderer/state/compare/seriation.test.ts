import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { meanMatrix, seriate } from '../../../../../src-renderer/state/compare/seriation.ts';

/** Things on a line, given in another order: how alike two are falls with their distance. */
function onALine(places: readonly number[]): Float64Array {
  return Float64Array.from(
    { length: places.length ** 2 },
    (_, at) => -Math.abs((places[Math.floor(at / places.length)] ?? 0) - (places[at % places.length] ?? 0)),
  );
}

test('things on a line are put in the order of the line', () => {
  const places = [5, 1, 9, 3, 7, 2, 8];
  const order = [...seriate(onALine(places), places.length)].map((at) => places[at] ?? NaN);
  const sorted = places.toSorted((a, b) => a - b);
  expect([sorted, sorted.toReversed()]).toContainEqual(order);
});

test('groups stay together, and meet where they are most alike', () => {
  const places = [0, 10, 1, 11, 30, 12];
  const order = [...seriate(onALine(places), places.length)].map((at) => places[at] ?? NaN);
  const sorted = places.toSorted((a, b) => a - b);
  expect([sorted, sorted.toReversed()]).toContainEqual(order);
});

/** What SciPy says; see make.py. */
const expected = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../../fixtures/seriation/expected.json'), 'utf8'),
) as { cases: { count: number; likeness: number[]; order: number[]; groups: number[][] }[] };

test.each(expected.cases)(
  "the order of $count things keeps the groups of SciPy's average linkage together, each pair where they are most alike",
  ({ count, likeness, order, groups }) => {
    const found = [...seriate(likeness, count)];
    const places = new Map(found.map((thing, place) => [thing, place]));
    for (const group of groups) {
      const own = group.map((thing) => places.get(thing) ?? NaN);
      expect(Math.max(...own) - Math.min(...own)).toBe(group.length - 1);
    }
    expect((found[0] ?? 0) < (found.at(-1) ?? 0) ? found : found.toReversed()).toEqual(order);
  },
);

test('every class has one place, and those that nothing is known of the last', () => {
  const count = 5;
  const likeness = onALine([3, 1, 2, 9, 4]).map((value, at) =>
    Math.floor(at / count) === 3 || at % count === 3 || at % (count + 1) === 0 ? NaN : value,
  );
  const order = [...seriate(likeness, count)];
  expect(order.at(-1)).toBe(3);
  expect(order.toSorted()).toEqual([0, 1, 2, 3, 4]);
});

test.each([0, 1, 2])('%i things have an order too', (count) => {
  expect([...seriate(new Float64Array(count * count).fill(NaN), count)]).toEqual(
    Array.from({ length: count }, (_, i) => i),
  );
});

test('a single pair that is known does not lose the other classes', () => {
  const likeness = new Float64Array(16).fill(NaN);
  likeness[1] = likeness[4] = 0.9;
  expect([...seriate(likeness, 4)].toSorted()).toEqual([0, 1, 2, 3]);
});

test('a thousand classes are put in the order of the line too', () => {
  const count = 1_000;
  const places = Array.from({ length: count }, (_, i) => (i * 7_919) % count);
  const order = [...seriate(onALine(places), count)].map((at) => places[at] ?? NaN);
  const sorted = places.toSorted((a, b) => a - b);
  expect([sorted, sorted.toReversed()]).toContainEqual(order);
});

test('a mean is of those matrices that know an entry', () => {
  expect([...meanMatrix([Float32Array.of(1, NaN, NaN, 4), Float32Array.of(3, 2, NaN, 4)], 2)]).toEqual([
    2,
    2,
    NaN,
    4,
  ]);
});

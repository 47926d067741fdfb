import { expect, test } from 'vitest';
import { Raster } from '../../../../../src-renderer/plots/painters/raster.ts';
import type { DrawingOrder } from '../../../../../src-renderer/plots/geometry/drawing-order.ts';

const [width, height] = [40, 30];
const colours = Uint8Array.of(200, 100, 50, 0, 0, 0, 255, 0);
const frame = { projection: { ax: 20, ay: 15, sx: 10 }, ratio: 1, pointSize: 6, t: 1 };

function drawn(
  positions: readonly number[],
  {
    order = ordered('plain', positions.length / 2),
    ...rest
  }: Partial<typeof frame & { order: DrawingOrder }> = {},
): Uint8Array {
  const pixels = new Uint32Array(width * height);
  const raster = new Raster(pixels, width, height);
  const places = Float32Array.from(positions);
  raster.draw(places, places, colours, order, { ...frame, ...rest });
  raster.finish();
  return new Uint8Array(pixels.buffer);
}

function ordered(role: DrawingOrder['layers'][number]['role'], rows: number): DrawingOrder {
  return { rows: Uint32Array.from({ length: rows }, (_, row) => row), layers: [{ from: 0, to: rows, role }] };
}

const pixel = (bytes: Uint8Array, x: number, y: number): number[] => [
  ...bytes.subarray(4 * (y * width + x), 4 * (y * width + x) + 4),
];
const covered = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte, at) => sum + (at % 4 === 3 ? byte / 255 : 0), 0);

test('a point is a disc of its colour, as large as it is to be, about its place', () => {
  const bytes = drawn([0, 0]);
  const [red = 0, green = 0, blue = 0, alpha = 0] = pixel(bytes, 20, 15);
  expect([red, green, blue].map((value, i) => Math.abs(value - (colours[i] ?? 0)))).toSatisfy(
    (by: number[]) => by.every((each) => each <= 2),
  );
  expect(alpha / 255).toBeCloseTo(0.82, 1);
  // Its area is that of a circle.
  expect(covered(bytes) / 0.82 / (Math.PI * 3 ** 2)).toBeCloseTo(1, 1);
  expect(pixel(bytes, 25, 15)[3]).toBe(0);
  for (const by of [1, 2, 3]) expect(pixel(bytes, 20 + by, 15)).toEqual(pixel(bytes, 19 - by, 15));
});

test('a point between pixels covers the two alike', () => {
  const bytes = drawn([0.05, 0.05], { pointSize: 1 });
  const alphas = [19, 20, 21].map((x) => pixel(bytes, x, 14)[3] ?? 0);
  expect(alphas[1]).toBeGreaterThan(0);
  expect(Math.abs((alphas[0] ?? 0) - (alphas[2] ?? 0))).toBeLessThan(60);
});

test('what is drawn later lies over what was drawn before', () => {
  const [, , blue = 0] = pixel(drawn([0, 0, 0, 0]), 20, 15);
  expect(blue).toBeGreaterThan(200);
  const reversed = drawn([0, 0, 0, 0], {
    order: { rows: Uint32Array.of(1, 0), layers: [{ from: 0, to: 2, role: 'plain' }] },
  });
  expect(pixel(reversed, 20, 15)[0]).toBeGreaterThan(160);
});

test('faint points are fainter, and raised ones larger', () => {
  const [faint, plain, raised] = (['faint', 'plain', 'raised'] as const).map((role) =>
    drawn([0, 0], { order: ordered(role, 1) }),
  );
  const alphaOf = (bytes: Uint8Array | undefined): number => (bytes ? (pixel(bytes, 20, 15)[3] ?? 0) : 0);
  expect(alphaOf(faint) / 255).toBeCloseTo(0.22, 1);
  expect(covered(raised ?? new Uint8Array())).toBeGreaterThan(1.5 * covered(plain ?? new Uint8Array()));
});

test('points on the edge are cut, and points beyond are not drawn at all', () => {
  const whole = covered(drawn([0, 0]));
  expect(covered(drawn([2, 0])) / whole).toBeCloseTo(0.5, 1);
  expect(covered(drawn([2, 1.5])) / whole).toBeCloseTo(0.25, 1);
  for (const away of [
    [9, 0],
    [1e6, 1e6],
    [NaN, 0],
    [-9, -9],
  ])
    expect(covered(drawn(away))).toBe(0);
});

test('points on their way are between where they were and where they go', () => {
  const pixels = new Uint32Array(width * height);
  const raster = new Raster(pixels, width, height);
  const [from, to] = [Float32Array.of(-1, 0), Float32Array.of(1, 0)];
  raster.draw(from, to, colours, ordered('plain', 1), { ...frame, t: 0.25 });
  expect((pixels[15 * width + 15] ?? 0) >>> 24).toBeGreaterThan(0);
  expect((pixels[15 * width + 20] ?? 0) >>> 24).toBe(0);
});

test('many points over one another stay what they are', () => {
  const bytes = drawn(
    Array.from({ length: 2_000 }, () => 0),
    {
      order: { rows: new Uint32Array(1_000), layers: [{ from: 0, to: 1_000, role: 'plain' }] },
    },
  );
  const [red = 0, green = 0, blue = 0, alpha = 0] = pixel(bytes, 20, 15);
  expect(alpha).toBeGreaterThan(250);
  [red, green, blue].forEach((value, i) => expect(Math.abs(value - (colours[i] ?? 0))).toBeLessThan(6));
});

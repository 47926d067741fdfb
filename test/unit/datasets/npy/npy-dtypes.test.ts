import { describe, expect, test } from 'vitest';
import { npyDtype } from '../../../../src-main/datasets/npy/npy-dtypes.ts';

const viewOf = (...bytes: number[]): DataView => new DataView(Uint8Array.of(...bytes).buffer);

test.each([
  ['<f4', 'number', 4],
  ['>f8', 'number', 8],
  ['=i2', 'number', 2],
  ['|i1', 'number', 1],
  ['|u1', 'byte', 1],
  ['u1', 'byte', 1],
  ['<u2', 'number', 2],
  ['|b1', 'bool', 1],
  ['?', 'bool', 1],
  ['<U12', 'text', 48],
  ['|S5', 'text', 5],
  ['S', 'text', 0],
])('%s is a %s of %i bytes', (descr, kind, bytes) => {
  expect(npyDtype(descr)).toMatchObject({ kind, bytes });
});

test.each([
  '<c8',
  '|O',
  '<M8[ns]',
  '<m8',
  '|V16',
  '<f16',
  '<g16',
  '',
  'f',
  '<f4x',
  'x<f4',
  '!f4',
  '<f3',
  '<i',
])('%o is none that can be used', (descr) => {
  expect(npyDtype(descr)).toBeNull();
});

test('numbers in the byte order of this machine are read at once, others one by one', () => {
  const arrays = {
    i1: Int8Array,
    u1: Uint8Array,
    i2: Int16Array,
    u2: Uint16Array,
    i4: Int32Array,
    u4: Uint32Array,
    f4: Float32Array,
    f8: Float64Array,
  };
  for (const [name, array] of Object.entries(arrays)) {
    expect(npyDtype(`<${name}`)?.array).toBe(array);
    expect(npyDtype(`>${name}`)?.array).toBeNull();
  }
  for (const name of ['<i8', '<u8', '<f2', '|b1', '?', '<U3', '|S3'])
    expect(npyDtype(name)?.array).toBeNull();
});

test.each([
  ['|i1', [0xfe], -2],
  ['|u1', [0xfe], 254],
  ['>i2', [0xff, 0xfe], -2],
  ['>u2', [0xff, 0xfe], 65_534],
  ['<i4', [0xfe, 0xff, 0xff, 0xff], -2],
  ['>u4', [0xff, 0xff, 0xff, 0xfe], 4_294_967_294],
  ['>f4', [0xc0, 0x20, 0, 0], -2.5],
  ['>f8', [0xc0, 0x04, 0, 0, 0, 0, 0, 0], -2.5],
] as const)('%s is read by itself as numpy.frombuffer reads it', (descr, bytes, value) => {
  expect(npyDtype(descr)?.number(viewOf(...bytes), 0)).toBe(value);
});

describe('16-bit floats', () => {
  /** Bits and what they are, from the table of IEEE 754-2019 binary16. */
  test.each([
    [0x0000, 0],
    [0x8000, -0],
    [0x0001, 2 ** -24],
    [0x83ff, -1023 * 2 ** -24],
    [0x0400, 2 ** -14],
    [0x3555, 0.333251953125],
    [0x3c00, 1],
    [0x3c01, 1 + 2 ** -10],
    [0xc000, -2],
    [0x7bff, 65_504],
    [0x7c00, Infinity],
    [0xfc00, -Infinity],
    [0x7e00, NaN],
    [0xfc01, NaN],
  ])('%i is %d', (bits, value) => {
    expect(npyDtype('<f2')?.number(viewOf(bits & 0xff, bits >> 8), 0)).toBe(value);
    expect(npyDtype('>f2')?.number(viewOf(bits >> 8, bits & 0xff), 0)).toBe(value);
  });
});

test('whole numbers of 64 bits become the nearest that a double holds', () => {
  const all = Array.from({ length: 8 }, () => 0xff);
  expect(npyDtype('<u8')?.number(viewOf(...all), 0)).toBe(2 ** 64);
  expect(npyDtype('<i8')?.number(viewOf(...all), 0)).toBe(-1);
  // 2⁵³ + 1 lies between two doubles.
  expect(npyDtype('>i8')?.number(viewOf(0, 0x20, 0, 0, 0, 0, 0, 1), 0)).toBe(2 ** 53);
});

describe('as text', () => {
  test('numbers and truth values are as Python writes them', () => {
    expect(npyDtype('<i2')?.text(viewOf(0xfe, 0xff), 0)).toBe('-2');
    for (const descr of ['?', '|b1']) {
      expect(npyDtype(descr)?.text(viewOf(0, 7), 0)).toBe('False');
      expect(npyDtype(descr)?.text(viewOf(0, 7), 1)).toBe('True');
      expect(npyDtype(descr)?.number(viewOf(0, 7), 1)).toBe(1);
    }
  });

  test('wide texts end at the first zero or at their width, and have a sign of their own for what is no letter', () => {
    const wide = npyDtype('<U2')!;
    expect(wide.text(viewOf(0, 0, 0, 0, 65, 0, 0, 0, 66, 0, 0, 0, 67, 0, 0, 0), 4)).toBe('AB');
    expect(wide.text(viewOf(65, 0, 0, 0, 0, 0, 0, 0, 66, 0, 0, 0), 0)).toBe('A');
    expect(wide.text(viewOf(0xff, 0xff, 0x10, 0, 0, 0, 0x11, 0), 0)).toBe('\u{10ffff}\ufffd');
    expect(npyDtype('>U1')?.text(viewOf(0, 1, 0xf6, 0x42), 0)).toBe('🙂');
    expect(wide.number(viewOf(65, 0, 0, 0, 0, 0, 0, 0), 0)).toBeNaN();
  });

  test('narrow texts are UTF-8, wherever the view begins', () => {
    const bytes = Uint8Array.of(1, 2, 0xc3, 0x9f, 0x61, 0, 0x62);
    const view = new DataView(bytes.buffer, 1);
    expect(npyDtype('|S3')?.text(view, 1)).toBe('ßa');
    expect(npyDtype('|S4')?.text(view, 1)).toBe('ßa');
    expect(npyDtype('|S2')?.text(view, 4)).toBe('');
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeNpy, npyHeader, parseNpyHeader } from '../../../../src-main/contract/index.ts';
import { openNpy, npyBlocks, npyNumbers, npyTexts } from '../../../../src-main/datasets/npy/npy-file.ts';
import { NpyWriter, readNpy, readNpyRow, writeNpy } from '../../../../src-main/store/arrays.ts';
import { folderOf } from '../help.ts';

const runs = { seed: 11, numRuns: 150 };
const folder = folderOf();

interface Written {
  version: 1 | 2 | 3;
  little: boolean;
  fortran: boolean;
  shape: number[];
}

/**
 * An NPY file by the description of the format (numpy.lib.format): magic, version, length of the header in 2 bytes, or 4
 * from version 2 on, a Python dictionary padded to 64 bytes, then the items, the first index running fastest in Fortran
 * order and the last in C order.
 * @param items in C order
 */
function encode<T>(
  dtype: string,
  items: readonly T[],
  { version, little, fortran, shape }: Written,
  bytes: number,
  put: (view: DataView, at: number, item: T, little: boolean) => void,
): Uint8Array {
  const descr = `${bytes === 1 || dtype.startsWith('S') ? '|' : little ? '<' : '>'}${dtype}`;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const lead = version === 1 ? 10 : 12;
  const length = Math.ceil((lead + dictionary.length + 1) / 64) * 64 - lead;
  const file = new Uint8Array(lead + length + items.length * bytes);
  const view = new DataView(file.buffer);
  file.set([0x93, ...new TextEncoder().encode('NUMPY'), version, 0]);
  if (version === 1) view.setUint16(8, length, true);
  else view.setUint32(8, length, true);
  file.set(new TextEncoder().encode(`${dictionary.padEnd(length - 1)}\n`), lead);
  items.forEach((item, at) => {
    const place = fortran ? fortranPlace(at, shape) : at;
    put(view, lead + length + place * bytes, item, little);
  });
  return file;
}

/** Where an item stands in Fortran order that stands at `at` in C order. */
function fortranPlace(at: number, shape: readonly number[]): number {
  const index: number[] = [];
  let left = at;
  for (const size of shape.toReversed()) {
    index.unshift(left % size);
    left = Math.floor(left / size);
  }
  return index.reduceRight((place, one, axis) => place * (shape[axis] ?? NaN) + one, 0);
}

const how = fc
  .record({
    version: fc.constantFrom(1 as const, 2 as const, 3 as const),
    little: fc.boolean(),
    fortran: fc.boolean(),
    shape: fc.array(fc.nat(5), { maxLength: 4 }),
  })
  .map((written) => ({ ...written, items: written.shape.reduce((product, size) => product * size, 1) }));

const half = (
  globalThis as unknown as {
    Float16Array: { of(value: number): { buffer: ArrayBuffer }; from(value: number[]): ArrayLike<number> };
  }
).Float16Array;

/** Of each dtype: its bytes, values that it holds, and how DataView puts them. */
const dtypes: Record<
  string,
  [number, fc.Arbitrary<number>, (view: DataView, at: number, value: number, little: boolean) => void]
> = {
  i1: [1, fc.integer({ min: -128, max: 127 }), (view, at, value) => view.setInt8(at, value)],
  u1: [1, fc.nat(255), (view, at, value) => view.setUint8(at, value)],
  b1: [1, fc.nat(1), (view, at, value) => view.setUint8(at, value)],
  '?': [1, fc.nat(1), (view, at, value) => view.setUint8(at, value)],
  i2: [
    2,
    fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }),
    (view, at, value, little) => view.setInt16(at, value, little),
  ],
  u2: [2, fc.nat(2 ** 16 - 1), (view, at, value, little) => view.setUint16(at, value, little)],
  i4: [4, fc.integer(), (view, at, value, little) => view.setInt32(at, value, little)],
  u4: [4, fc.nat(2 ** 32 - 1), (view, at, value, little) => view.setUint32(at, value, little)],
  i8: [8, fc.maxSafeInteger(), (view, at, value, little) => view.setBigInt64(at, BigInt(value), little)],
  u8: [8, fc.maxSafeNat(), (view, at, value, little) => view.setBigUint64(at, BigInt(value), little)],
  f2: [
    2,
    // Numbers that 16 bits hold, by the engine's own Float16Array.
    fc.double({ min: -65_504, max: 65_504, noNaN: true }).map((value) => half.from([value])[0] ?? NaN),
    (view, at, value, little) => view.setUint16(at, new Uint16Array(half.of(value).buffer)[0] ?? 0, little),
  ],
  f4: [4, fc.float(), (view, at, value, little) => view.setFloat32(at, value, little)],
  f8: [8, fc.double(), (view, at, value, little) => view.setFloat64(at, value, little)],
};

/** A file as the loaders are given it. */
function entryOf(bytes: Uint8Array): Parameters<typeof openNpy>[0] {
  const location = join(folder, 'any.npy');
  writeFileSync(location, bytes);
  return { name: 'any.npy', parts: ['any.npy'], location, size: bytes.length, modified: 0 };
}

describe('an array written by the description of the format', () => {
  test.each(Object.keys(dtypes))(
    'of %s is read to the same numbers, whatever its order, bytes, version and shape',
    (dtype) => {
      const [bytes, value, put] = dtypes[dtype]!;
      const arrays = how.chain((written) =>
        fc.tuple(
          fc.constant(written),
          fc.array(value, { minLength: written.items, maxLength: written.items }),
        ),
      );
      fc.assert(
        fc.property(arrays, ([written, values]) => {
          const npy = openNpy(entryOf(encode(dtype, values, written, bytes, put)));
          expect([npy.shape, npy.fortran]).toEqual([written.shape, written.fortran]);
          expect([npy.rows, npy.width]).toEqual([
            written.shape[0] ?? 1,
            written.shape.slice(1).reduce((product, size) => product * size, 1),
          ]);
          expect([...npyNumbers(npy)].flatMap((block) => [...block])).toEqual(values);
        }),
        { ...runs, numRuns: 25 },
      );
    },
  );

  test('of texts is read to the same texts, zeros at their ends being none of them', () => {
    const letters = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !text.includes('\0'));
    const texts = how.chain((written) =>
      fc.tuple(
        fc.constant(written),
        fc.array(letters, { minLength: written.items, maxLength: written.items }),
      ),
    );
    fc.assert(
      fc.property(texts, ([written, values]) => {
        const widest = Math.max(1, ...values.map((text) => [...text].length));
        const wide = encode(`U${widest}`, values, written, 4 * widest, (view, at, text, little) => {
          [...text].forEach((letter, i) => view.setUint32(at + 4 * i, letter.codePointAt(0) ?? 0, little));
        });
        expect(npyTexts(openNpy(entryOf(wide)))).toEqual(values);
        const encoded = values.map((text) => new TextEncoder().encode(text));
        const most = Math.max(1, ...encoded.map(({ length }) => length));
        const narrow = encode(`S${most}`, encoded, written, most, (view, at, text) => {
          text.forEach((byte, i) => view.setUint8(at + i, byte));
        });
        expect(npyTexts(openNpy(entryOf(narrow)))).toEqual(values);
      }),
      { ...runs, numRuns: 25 },
    );
  });

  test('is read in blocks of whole rows, in either order', () => {
    // 5 MB: two blocks of 4 MiB at most.
    const shape = [5_000, 1_000];
    for (const fortran of [false, true]) {
      const written = { version: 1 as const, little: true, fortran, shape };
      const header = encode('u1', [], written, 1, () => {});
      const items = new Uint8Array(5_000_000);
      for (let row = 0; row < 5_000; row++) {
        for (let column = 0; column < 1_000; column++) {
          items[fortran ? column * 5_000 + row : row * 1_000 + column] = (row * 1_000 + column) % 251;
        }
      }
      const npy = openNpy(entryOf(Buffer.concat([header, items])));
      const starts: number[] = [];
      let wrong = 0;
      for (const { start, bytes } of npyBlocks(npy)) {
        starts.push(start);
        for (let i = 0; i < bytes.length; i++) if (bytes[i] !== (1_000 * start + i) % 251) wrong++;
      }
      expect([starts, wrong]).toEqual([[0, 4_194], 0]);
    }
  });
});

describe('an array of ours', () => {
  const arrays = fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }).chain((shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const size = { minLength: length, maxLength: length };
    return fc.record({
      shape: fc.constant(shape),
      data: fc.oneof(fc.float32Array(size), fc.float64Array(size), fc.int32Array(size), fc.uint8Array(size)),
    });
  });

  test('is read back as it was written, at once, in pieces and row by row', async () => {
    await fc.assert(
      fc.asyncProperty(arrays, fc.nat(), async ({ data, shape }, cut) => {
        const path = join(folder, 'ours.npy');
        const { dtype } = writeNpy(path, data, shape);
        expect(await readNpy(path)).toEqual({ data, shape, dtype });
        const pieces = new NpyWriter(join(folder, 'pieces.npy'), (await readNpy(path)).dtype, shape);
        const middle = data.length === 0 ? 0 : cut % data.length;
        pieces.append(data.subarray(0, middle));
        pieces.append(data.subarray(middle));
        pieces.commit();
        expect((await readNpy(join(folder, 'pieces.npy'))).data).toEqual(data);
        const [rows = 0] = shape;
        const width = data.length / Math.max(1, rows);
        for (let row = 0; row < rows; row++)
          expect(readNpyRow(path, row)).toEqual(data.slice(row * width, (row + 1) * width));
      }),
      { ...runs, numRuns: 25 },
    );
  });

  test('has a header that is padded to 64 bytes, and read back wherever the bytes lie in memory', () => {
    fc.assert(
      fc.property(arrays, fc.nat(9), ({ data, shape }, before) => {
        const descr = new Map<unknown, string>([
          [Float32Array, '<f4'],
          [Float64Array, '<f8'],
          [Int32Array, '<i4'],
          [Uint8Array, '|u1'],
        ]).get(data.constructor)!;
        const header = npyHeader(descr, shape);
        expect(header.length % 64).toBe(0);
        expect(parseNpyHeader(header, 'a.npy')).toEqual({
          descr,
          fortran: false,
          shape,
          offset: header.length,
        });
        const items = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        const memory = Uint8Array.of(...new Uint8Array(before), ...header, ...items);
        expect(decodeNpy(memory.subarray(before), 'a.npy')).toMatchObject({ data, shape });
      }),
      runs,
    );
  });
});

import { describe, expect, test } from 'vitest';
import { decodeNpy, npyDescriptor, npyHeader, parseNpyHeader } from '../../../src-main/contract/index.ts';

/** A header with this dictionary, as numpy.lib.format lays it out. */
function headed(dictionary: string, version = 1, more = 0): Uint8Array {
  const text = new TextEncoder().encode(`${dictionary}\n`);
  const lead = version === 1 ? 10 : 12;
  const bytes = new Uint8Array(lead + text.length + more);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), version, 0, text.length & 0xff, text.length >> 8]);
  bytes.set(text, lead);
  return bytes;
}

const plain = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

describe('the header of an NPY file', () => {
  test.each([1, 2, 3])('of version %i is read, and says where the data begins', (version) => {
    const bytes = headed(plain, version, 24);
    expect(parseNpyHeader(bytes, 'a.npy')).toEqual({
      descr: '<f4',
      fortran: false,
      shape: [2, 3],
      offset: bytes.length - 24,
    });
  });

  test('is read however its keys are ordered and spaced', () => {
    const odd = "{'shape':(7,),'fortran_order':   True,'descr':'|S3'}";
    expect(parseNpyHeader(headed(odd), 'a.npy')).toMatchObject({ descr: '|S3', fortran: true, shape: [7] });
    expect(parseNpyHeader(headed(plain.replace('(2, 3)', '()')), 'a.npy').shape).toEqual([]);
  });

  test('is read from the end of 2 bytes of length on, and not of 4, in version 1', () => {
    // A 300th byte of header: the length takes both bytes.
    const long = headed(plain.padEnd(299));
    expect(parseNpyHeader(long, 'a.npy').offset).toBe(310);
    expect(parseNpyHeader(headed(plain.padEnd(299), 2), 'a.npy').offset).toBe(312);
  });

  test('of other bytes is refused, and so is one that is cut off', () => {
    const bytes = headed(plain);
    const none = 'a.npy is not an NPY file: save it again with numpy.save.';
    expect(() => parseNpyHeader(bytes.subarray(0, 9), 'a.npy')).toThrow(none);
    for (let at = 0; at < 6; at++) {
      const other = bytes.slice();
      other[at] = 0;
      expect(() => parseNpyHeader(other, 'a.npy')).toThrow(none);
    }
    const cut = 'a.npy ends inside its header: it was cut off; save it again.';
    expect(() => parseNpyHeader(bytes.subarray(0, 10), 'a.npy')).toThrow(cut);
    expect(() => parseNpyHeader(bytes.subarray(0, -1), 'a.npy')).toThrow(cut);
    expect(parseNpyHeader(bytes, 'a.npy').offset).toBe(bytes.length);
  });

  test('of records or objects, and of a shape that is none, is refused', () => {
    const records = 'a.npy holds records or objects, not a plain array: save one array of numbers.';
    for (const dictionary of [
      plain.replace("'<f4'", "[('x', '<f4')]"),
      plain.replace('False', 'Maybe'),
      plain.replace('(2, 3)', '2'),
    ]) {
      expect(() => parseNpyHeader(headed(dictionary), 'a.npy')).toThrow(records);
    }
    for (const shape of ['-1,', '2.5, 3', 'x', '9007199254740993,']) {
      expect(() => parseNpyHeader(headed(plain.replace('2, 3', shape)), 'a.npy')).toThrow(
        `a.npy has a shape that cannot be read (${shape}): save it again with numpy.save.`,
      );
    }
  });

  test('is written as NumPy writes it', () => {
    // numpy.lib.format.header_data_from_array_1_0 and write_array_header_1_0, NumPy 2.
    const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    const expected = Uint8Array.of(
      0x93,
      0x4e,
      0x55,
      0x4d,
      0x50,
      0x59,
      1,
      0,
      118,
      0,
      ...new TextEncoder().encode(`${text.padEnd(117)}\n`),
    );
    expect(npyHeader('<f4', [2, 3])).toEqual(expected);
    expect(new TextDecoder('latin1').decode(npyHeader('|u1', [5]))).toContain("'shape': (5,), }");
    expect(new TextDecoder('latin1').decode(npyHeader('|u1', []))).toContain("'shape': (), }");
    // One that ends where 64 bytes do, and one a letter longer.
    const fits = npyHeader(`<U${'1'.repeat(54 - 44 + 1)}`, [12_345_678]);
    expect(fits.length % 64).toBe(0);
    const wide = npyHeader(
      '<f4',
      Array.from({ length: 100 }, () => 1),
    );
    expect(wide[8]! + 256 * wide[9]!).toBe(wide.length - 10);
    expect(parseNpyHeader(wide, 'a.npy').shape).toHaveLength(100);
  });
});

describe('an array of ours', () => {
  test.each([
    ['float32', '<f4', Float32Array],
    ['float64', '<f8', Float64Array],
    ['int32', '<i4', Int32Array],
    ['uint8', '|u1', Uint8Array],
  ] as const)('of %s is an array of its kind', (dtype, descr, Kind) => {
    expect(npyDescriptor(dtype)).toBe(descr);
    const values = Kind.of(1, 2, 3);
    const bytes = Uint8Array.of(...npyHeader(descr, [3]), ...new Uint8Array(values.buffer));
    expect(decodeNpy(bytes, 'a.npy')).toEqual({ data: values, shape: [3], dtype });
    expect(() => decodeNpy(bytes.subarray(0, -1), 'a.npy')).toThrow('a.npy is shorter than its header says.');
  });

  test('is not copied where it lies in memory as its kind must', () => {
    const bytes = Uint8Array.of(...npyHeader('<f8', [1]), ...new Uint8Array(8));
    expect(decodeNpy(bytes, 'a.npy').data.buffer).toBe(bytes.buffer);
  });

  test('is none of another dtype or order', () => {
    const other = 'a.npy is not an array file of Isthmus (dtype >f4).';
    expect(() => decodeNpy(headed(plain.replace('<', '>'), 1, 24), 'a.npy')).toThrow(other);
    expect(() => decodeNpy(headed(plain.replace('False', 'True'), 1, 24), 'a.npy')).toThrow('(dtype <f4)');
  });
});

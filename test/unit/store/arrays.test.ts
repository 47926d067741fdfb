import { mkdirSync, mkdtempSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AtomicFile,
  NpyWriter,
  readNpy,
  readNpyAs,
  readNpyHeader,
  readNpyRow,
  writeNpy,
} from '../../../src-main/store/arrays.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'isthmus-arrays-'));

describe('array files', () => {
  it('come back as they were written, whole or one row at a time', async () => {
    const path = join(folder(), 'a.npy');
    const values = Float32Array.from({ length: 12 }, (_, i) => i / 7);
    expect(writeNpy(path, values, [4, 3])).toMatchObject({
      name: 'a.npy',
      dtype: 'float32',
      shape: [4, 3],
      bytes: 176,
    });
    expect(await readNpy(path)).toEqual({ data: values, shape: [4, 3], dtype: 'float32' });
    expect(readNpyRow(path, 2)).toEqual(values.subarray(6, 9));
    expect(() => readNpyRow(path, 4)).toThrow('a.npy has no row 4: it has 4.');
    await expect(readNpyAs(path, 'uint8')).rejects.toThrow('a.npy holds float32, not uint8.');
  });

  it('that were cut off give the rows that are whole, and no zeros for the others', () => {
    const path = join(folder(), 'a.npy');
    const values = Float32Array.from({ length: 12 }, (_, i) => i / 7);
    writeNpy(path, values, [4, 3]);
    truncateSync(path, 176 - 13);
    expect(readNpyRow(path, 1)).toEqual(values.subarray(3, 6));
    for (const row of [2, 3]) {
      expect(() => readNpyRow(path, row)).toThrow(`a.npy ends before its row ${row}: it was cut off.`);
    }
  });

  it('have the very bytes that NumPy 2 writes', () => {
    const path = join(folder(), 'a.npy');
    writeNpy(path, Int32Array.of(1, -2), [2]);
    // numpy.save of numpy.array([1, -2], dtype='<i4').
    const header = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }";
    const expected = Buffer.concat([
      Buffer.from([0x93]),
      Buffer.from('NUMPY\x01\x00\x76\x00', 'latin1'),
      Buffer.from(`${header.padEnd(117)}\n`),
      Buffer.from([1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff]),
    ]);
    expect(readFileSync(path)).toEqual(expected);
  });

  it('are absent until they are whole', () => {
    const where = folder();
    const writer = new NpyWriter(join(where, 'a.npy'), 'uint8', [2, 2]);
    writer.append(Uint8Array.of(1, 2));
    expect(readdirSync(where)).toEqual(['a.npy.part']);
    expect(() => writer.commit()).toThrow('2 values short of its shape');
    expect(readdirSync(where)).toEqual([]);
  });

  it('that are cut off are refused, with what was promised and what is there', () => {
    const path = join(folder(), 'a.npy');
    writeNpy(path, new Float32Array(100), [100]);
    truncateSync(path, 200);
    expect(() => readNpyHeader(path, () => 4)).toThrow(
      'a.npy was cut off: its header promises 528 bytes and 200 are there. Copy it again.',
    );
  });

  it('leave no temporary file where the name cannot be given', () => {
    const where = folder();
    mkdirSync(join(where, 'taken.npy'));
    const file = new AtomicFile(join(where, 'taken.npy'));
    file.write(new Uint8Array(3));
    expect(() => file.commit()).toThrow();
    expect(readdirSync(where)).toEqual(['taken.npy']);
  });
});

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openNpy, npyNumbers, npyTexts } from '../../../../src-main/datasets/npy/npy-file.ts';
import { folderOf, npyFile } from '../help.ts';

const folder = folderOf();
const location = join(folder, 'x.npy');

function entryOf(bytes: Uint8Array, size = bytes.length): Parameters<typeof openNpy>[0] {
  writeFileSync(location, bytes);
  return { name: 'x.npy', parts: ['x.npy'], location, size, modified: 0 };
}

test.each([
  ['<c8', 'complex numbers'],
  ['|O', 'Python objects'],
  ['<M8', 'dates'],
  ['<m8', 'spans of time'],
  ['|V16', 'records'],
  ['<f16', 'floats of a size that only its machine knows'],
  ['<g16', 'floats of a size that only its machine knows'],
  ['<q3', 'values of an unknown kind'],
  ['123', 'values of an unknown kind'],
])('an array of %s is refused as one of %s', (descr, kind) => {
  expect(() => openNpy(entryOf(npyFile(descr, [1], new Uint8Array(16))))).toThrow(
    `x.npy holds ${kind} (${descr}), not numbers: save real numbers, such as float32.`,
  );
});

test('an array that is shorter than its header promises is refused; one with bytes beyond it is not', () => {
  const whole = npyFile('<f4', [2, 2], new Uint8Array(16));
  expect(() => openNpy(entryOf(whole.subarray(0, -1)))).toThrow(
    'x.npy was cut off: its header promises 144 bytes and 143 are there; copy or save it again.',
  );
  expect(openNpy(entryOf(whole))).toMatchObject({
    rows: 2,
    width: 2,
    offset: 128,
    descr: '<f4',
    fortran: false,
  });
  expect(openNpy(entryOf(npyFile('<f4', [2, 2], new Uint8Array(20)))).shape).toEqual([2, 2]);
});

test('a file that becomes shorter, or goes, while it is read is said to', () => {
  const npy = openNpy(entryOf(npyFile('<f4', [4, 2], new Uint8Array(32))));
  writeFileSync(location, npyFile('<f4', [4, 2], new Uint8Array(8)));
  expect(() => [...npyNumbers(npy)]).toThrow('x.npy was cut off while it was read: try again.');
  rmSync(location);
  expect(() => [...npyNumbers(npy)]).toThrow('x.npy');
});

test('a single number is one row of one value, and an empty array none', () => {
  const one = openNpy(entryOf(npyFile('<f4', [], new Uint8Array(Float32Array.of(2.5).buffer))));
  expect([one.rows, one.width, [...npyNumbers(one)].map((block) => [...block])]).toEqual([1, 1, [[2.5]]]);
  const none = openNpy(entryOf(npyFile('<f4', [0, 3], new Uint8Array())));
  expect([none.rows, none.width, [...npyNumbers(none)]]).toEqual([0, 3, []]);
  const thin = openNpy(entryOf(npyFile('|S2', [2], new TextEncoder().encode('a\0bc'))));
  expect(npyTexts(thin)).toEqual(['a', 'bc']);
});

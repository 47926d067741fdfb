import { closeSync, openSync, readSync } from 'node:fs';
import { badInput, headerReach, parseNpyHeader } from '../../contract/index.ts';
import { npyDtype, type NpyDtype } from './npy-dtypes.ts';
import { shown } from '../text.ts';
import { readingError, type Entry } from '../source/tree.ts';

/** One NPY file: its header, checked against its length. */
export interface NpyFile {
  entry: Entry;
  dtype: NpyDtype;
  descr: string;
  fortran: boolean;
  shape: number[];
  rows: number;
  /** Values of one row: the product of the other dimensions. */
  width: number;
  offset: number;
}

/** Blocks of rows are about this long. */
const blockBytes = 4 << 20;

/**
 * Reads an NPY file's header.
 * @throws IsthmusError `bad_input` where it is no NPY file, is cut off, or holds values that are no numbers or texts
 */
export function openNpy(entry: Entry): NpyFile {
  const name = shown(entry.name);
  const start = new Uint8Array(Math.min(entry.size, headerReach));
  using file = new OpenFile(entry);
  file.read(start, 0);
  const { descr, fortran, shape, offset } = parseNpyHeader(start, name);
  const dtype = npyDtype(descr);
  if (dtype === null) {
    throw badInput(
      `${name} holds ${kindOf(descr)} (${shown(descr)}), not numbers: save real numbers, such as float32.`,
    );
  }
  const items = shape.reduce((product, length) => product * length, 1);
  const expected = offset + items * dtype.bytes;
  if (entry.size < expected) {
    throw badInput(
      `${name} was cut off: its header promises ${expected} bytes and ${entry.size} are there; copy or save it again.`,
    );
  }
  const [rows = 1, ...rest] = shape;
  const width = rest.reduce((product, length) => product * length, 1);
  return { entry, dtype, descr, fortran, shape, rows, width, offset };
}

/**
 * The bytes of all rows in C order, in blocks of whole rows, whatever order the file has. The array need not fit in
 * memory. In Fortran order a block takes one read for each of its columns. A block is good until the next is asked for.
 */
export function* npyBlocks(npy: NpyFile): Iterable<{ start: number; bytes: Uint8Array<ArrayBuffer> }> {
  const rowBytes = npy.width * npy.dtype.bytes;
  const most = Math.max(1, Math.min(npy.rows, Math.floor(blockBytes / Math.max(1, rowBytes))));
  const places = npy.fortran ? fortranPlaces(npy.shape.slice(1)) : null;
  const block = new Uint8Array(most * rowBytes);
  using file = new OpenFile(npy.entry);
  for (let start = 0; start < npy.rows; start += most) {
    const count = Math.min(most, npy.rows - start);
    const bytes = block.subarray(0, count * rowBytes);
    if (places === null) file.read(bytes, npy.offset + start * rowBytes);
    else readColumns(file, npy, places, start, count, bytes);
    yield { start, bytes };
  }
}

/** All values as numbers, block by block: `rows × width`. A block is good until the next is asked for. */
export function* npyNumbers(npy: NpyFile): Iterable<Float64Array> {
  const { bytes: size, number, array: Reader } = npy.dtype;
  let block = new Float64Array(0);
  for (const { bytes } of npyBlocks(npy)) {
    const length = bytes.length / size;
    if (block.length < length) block = new Float64Array(length);
    const values = block.subarray(0, length);
    if (Reader !== null) values.set(new Reader(bytes.buffer, 0, length));
    else {
      const view = new DataView(bytes.buffer);
      for (let i = 0; i < length; i++) values[i] = number(view, i * size);
    }
    yield values;
  }
}

/** All values as text. */
export function npyTexts(npy: NpyFile): string[] {
  const texts: string[] = [];
  const { bytes: size, text } = npy.dtype;
  for (const { bytes } of npyBlocks(npy)) {
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length; at += size) texts.push(text(view, at));
  }
  return texts;
}

/** For each value of a row in C order, which column of the file it is in Fortran order. */
function fortranPlaces(shape: readonly number[]): Int32Array {
  const strides = shape.map((_, i) => shape.slice(0, i).reduce((product, length) => product * length, 1));
  const width = shape.reduce((product, length) => product * length, 1);
  return Int32Array.from({ length: width }, (_, column) => {
    let left = column;
    let place = 0;
    for (let i = shape.length - 1; i >= 0; i--) {
      const length = shape[i] ?? 1;
      place += (left % length) * (strides[i] ?? 1);
      left = Math.floor(left / length);
    }
    return place;
  });
}

function readColumns(
  file: OpenFile,
  npy: NpyFile,
  places: Int32Array,
  start: number,
  count: number,
  out: Uint8Array,
): void {
  const size = npy.dtype.bytes;
  const column = new Uint8Array(count * size);
  places.forEach((place, i) => {
    file.read(column, npy.offset + (place * npy.rows + start) * size);
    for (let row = 0; row < count; row++) {
      const to = (row * npy.width + i) * size;
      for (let byte = 0; byte < size; byte++) out[to + byte] = column[row * size + byte] ?? 0;
    }
  });
}

/** An open file that is closed with its block. */
class OpenFile {
  readonly #entry: Entry;
  readonly #handle: number;

  constructor(entry: Entry) {
    this.#entry = entry;
    try {
      this.#handle = openSync(entry.location, 'r');
    } catch (error) {
      throw readingError(error, shown(entry.name));
    }
  }

  /** Fills all of `bytes`. */
  read(bytes: Uint8Array, position: number): void {
    for (let at = 0; at < bytes.length;) {
      const got = readSync(this.#handle, bytes, at, bytes.length - at, position + at);
      if (got === 0) throw badInput(`${shown(this.#entry.name)} was cut off while it was read: try again.`);
      at += got;
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#handle);
  }
}

function kindOf(descr: string): string {
  const kinds: Record<string, string> = {
    c: 'complex numbers',
    O: 'Python objects',
    M: 'dates',
    m: 'spans of time',
    V: 'records',
    f: 'floats of a size that only its machine knows',
    g: 'floats of a size that only its machine knows',
  };
  return kinds[descr.replace(/[^a-zA-Z]/g, '')[0] ?? ''] ?? 'values of an unknown kind';
}

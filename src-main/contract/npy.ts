import { badInput } from './errors.ts';

/** NumPy dtypes that array files of ours use: little-endian, C order. */
export type Dtype = 'float32' | 'float64' | 'int32' | 'uint8';
export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

const descriptors: Record<Dtype, string> = { float32: '<f4', float64: '<f8', int32: '<i4', uint8: '|u1' };
export const itemBytes: Record<Dtype, number> = { float32: 4, float64: 8, int32: 4, uint8: 1 };

/** A header as any NPY file may have it; `descr` is NumPy's own spelling, e.g. `>i2`, `<U12`. */
export interface NpyHeader {
  descr: string;
  fortran: boolean;
  shape: number[];
  /** Where the data starts, in bytes from the start of the file. */
  offset: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Enough of a file's start to hold any header that NumPy writes for plain arrays. */
export const headerReach = 65_536;

/**
 * Reads the header at the start of an NPY file (format versions 1 to 3).
 * @param bytes the first {@link headerReach} bytes, or the whole file where that is shorter
 * @param file a name for the error message
 * @throws IsthmusError `bad_input` where these bytes are no NPY header, or describe records or objects
 */
export function parseNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw badInput(`${file} is not an NPY file: save it again with numpy.save.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = (bytes[6] ?? 1) > 1;
  const start = wide ? 12 : 10;
  const length = wide ? view.getUint32(8, true) : view.getUint16(8, true);
  if (start + length > bytes.length)
    throw badInput(`${file} ends inside its header: it was cut off; save it again.`);
  const text = new TextDecoder(wide ? 'utf-8' : 'latin1').decode(bytes.subarray(start, start + length));
  const descr = /'descr':\s*'([^']+)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || shape === undefined) {
    throw badInput(`${file} holds records or objects, not a plain array: save one array of numbers.`);
  }
  const sizes = shape
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(Number);
  if (sizes.some((size) => !Number.isSafeInteger(size) || size < 0)) {
    throw badInput(`${file} has a shape that cannot be read (${shape}): save it again with numpy.save.`);
  }
  return { descr, fortran: order === 'True', shape: sizes, offset: start + length };
}

/** The header bytes of an NPY file (version 1.0, padded to 64 bytes as NumPy does). */
export function npyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const padded = text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11) + '\n';
  const bytes = new Uint8Array(10 + padded.length);
  bytes.set([...magic, 1, 0, padded.length & 0xff, padded.length >> 8]);
  bytes.set(new TextEncoder().encode(padded), 10);
  return bytes;
}

/** NumPy's spelling of one of our dtypes. */
export function npyDescriptor(dtype: Dtype): string {
  return descriptors[dtype];
}

/**
 * A whole array file of ours as a typed array and its shape, without copying where alignment allows.
 * @throws IsthmusError `bad_input` for a dtype or order that our own files never have, or a cut-off file
 */
export function decodeNpy(
  bytes: Uint8Array,
  file: string,
): { data: TypedArray; shape: number[]; dtype: Dtype } {
  const { descr, fortran, shape, offset } = parseNpyHeader(bytes, file);
  const dtype = (Object.keys(descriptors) as Dtype[]).find((name) => descriptors[name] === descr);
  if (dtype === undefined || fortran)
    throw badInput(`${file} is not an array file of Isthmus (dtype ${descr}).`);
  const length = shape.reduce((product, size) => product * size, 1);
  if (bytes.length - offset < length * itemBytes[dtype])
    throw badInput(`${file} is shorter than its header says.`);
  const start = bytes.byteOffset + offset;
  const aligned = start % itemBytes[dtype] === 0;
  const buffer = aligned ? bytes.buffer : bytes.slice(offset).buffer;
  const at = aligned ? start : 0;
  return { data: view(dtype, buffer, at, length), shape, dtype };
}

function view(dtype: Dtype, buffer: ArrayBufferLike, at: number, length: number): TypedArray {
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer, at, length);
    case 'float64':
      return new Float64Array(buffer, at, length);
    case 'int32':
      return new Int32Array(buffer, at, length);
    case 'uint8':
      return new Uint8Array(buffer, at, length);
  }
}

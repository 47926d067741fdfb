import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  badInput,
  decodeNpy,
  headerReach,
  itemBytes,
  npyDescriptor,
  npyHeader,
  parseNpyHeader,
  type Artifact,
  type Dtype,
  type NpyHeader,
  type TypedArray,
} from '../contract/index.ts';

/**
 * Writes a file so that it is either whole or absent: to a temporary name beside it, synced, then renamed.
 * Call `commit` once, or `abandon`; both close it.
 */
export class AtomicFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #handle: number;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;

  constructor(path: string) {
    this.#path = path;
    this.#temporary = `${path}.part`;
    this.#handle = openSync(this.#temporary, 'w');
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#handle, bytes, at);
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
  }

  /** Syncs, closes and gives the file its name; where that fails (a full disk), nothing is left behind. */
  commit(): { sha256: string; bytes: number } {
    try {
      fsyncSync(this.#handle);
    } catch (error) {
      this.abandon();
      throw error;
    }
    closeSync(this.#handle);
    try {
      renameSync(this.#temporary, this.#path);
    } catch (error) {
      rmSync(this.#temporary, { force: true });
      throw error;
    }
    syncFolder(dirname(this.#path));
    return { sha256: this.#hash.digest('hex'), bytes: this.#bytes };
  }

  /** Closes and removes what was written. */
  abandon(): void {
    closeSync(this.#handle);
    rmSync(this.#temporary, { force: true });
  }
}

/** Makes a rename in a folder last; where a folder cannot be opened (Windows) the system sees to it. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes an array file row by row, so that no array has to fit in memory.
 * @throws IsthmusError `disk_full` from the file system, by way of the caller's `toIsthmusError`
 */
export class NpyWriter {
  readonly #path: string;
  readonly #file: AtomicFile;
  readonly #dtype: Dtype;
  readonly #shape: number[];
  #missing: number;

  /** @param shape the whole array's shape, known before the first row is written */
  constructor(path: string, dtype: Dtype, shape: readonly number[]) {
    this.#path = path;
    this.#dtype = dtype;
    this.#shape = [...shape];
    this.#missing = shape.reduce((product, size) => product * size, 1);
    this.#file = new AtomicFile(path);
    this.#file.write(npyHeader(npyDescriptor(dtype), shape));
  }

  /** Appends values in C order; `values` must be of the writer's dtype. */
  append(values: TypedArray): void {
    this.#missing -= values.length;
    this.#file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }

  commit(): Artifact {
    if (this.#missing !== 0) {
      this.#file.abandon();
      throw new Error(`${this.#path}: ${this.#missing} values short of its shape`);
    }
    return { name: basename(this.#path), dtype: this.#dtype, shape: this.#shape, ...this.#file.commit() };
  }

  abandon(): void {
    this.#file.abandon();
  }
}

/** Writes one whole array. */
export function writeNpy(path: string, values: TypedArray, shape: readonly number[]): Artifact {
  const writer = new NpyWriter(path, dtypeOf(values), shape);
  try {
    writer.append(values);
  } catch (error) {
    writer.abandon();
    throw error;
  }
  return writer.commit();
}

/** Writes a JSON document as an artifact. */
export function writeJson(path: string, value: unknown): Artifact {
  return writeBytes(path, new TextEncoder().encode(JSON.stringify(value)), 'json');
}

/** Writes bytes that are whole already (a PNG, say) as an artifact. */
export function writeBytes(path: string, bytes: Uint8Array, dtype: 'json' | 'png'): Artifact {
  const file = new AtomicFile(path);
  try {
    file.write(bytes);
  } catch (error) {
    file.abandon();
    throw error;
  }
  return { name: basename(path), dtype, shape: [], ...file.commit() };
}

/**
 * SHA-256 of a file, in hex, read a megabyte at a time.
 * @throws AbortError on abort
 */
export async function hashFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const bytes = createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) });
  for await (const chunk of bytes) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** The name of a typed array's dtype. */
function dtypeOf(values: TypedArray): Dtype {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  return values instanceof Int32Array ? 'int32' : 'uint8';
}

/**
 * What is to be recorded of an array or JSON file of ours that is there already.
 * Cost: reads the whole file.
 */
export async function describeFile(path: string): Promise<Artifact> {
  const bytes = await readWhole(path);
  const name = basename(path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (name.endsWith('.json')) return { name, dtype: 'json', shape: [], sha256, bytes: bytes.length };
  const { descr, shape } = parseNpyHeader(bytes.subarray(0, headerReach), name);
  return { name, dtype: dtypeNamed(descr, path), shape, sha256, bytes: bytes.length };
}

/** @throws IsthmusError `bad_input` where it is none of ours */
function dtypeNamed(descr: string, path: string): Dtype {
  const dtype = (Object.keys(itemBytes) as Dtype[]).find((name) => npyDescriptor(name) === descr);
  if (dtype === undefined) throw badInput(`${basename(path)} is not an array file of Isthmus.`);
  return dtype;
}

/** Reads one whole array file of ours. */
export async function readNpy(path: string): Promise<{ data: TypedArray; shape: number[]; dtype: Dtype }> {
  return decodeNpy(await readWhole(path), basename(path));
}

/** Reads a file of any size: `readFile` ends at 2 GiB. */
async function readWhole(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array((await file.stat()).size);
    for (let at = 0; at < bytes.length;) {
      const { bytesRead } = await file.read(bytes, at, Math.min(bytes.length - at, 2 ** 30), at);
      if (bytesRead === 0) throw badInput(`${basename(path)} ended while it was read.`);
      at += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

/** Reads an array file that must have this dtype. */
export async function readNpyAs<D extends Dtype>(
  path: string,
  dtype: D,
): Promise<{ data: ArrayOf<D>; shape: number[] }> {
  const array = await readNpy(path);
  if (array.dtype !== dtype) throw badInput(`${basename(path)} holds ${array.dtype}, not ${dtype}.`);
  return { data: array.data as ArrayOf<D>, shape: array.shape };
}

export type ArrayOf<D extends Dtype> = D extends 'float32'
  ? Float32Array
  : D extends 'float64'
    ? Float64Array
    : D extends 'int32'
      ? Int32Array
      : Uint8Array;

/**
 * The header of any NPY file, checked against the file's length.
 * @throws IsthmusError `bad_input` where it is no NPY file, or is cut off
 */
export function readNpyHeader(path: string, bytesPerItem: (descr: string) => number): NpyHeader {
  const size = statSync(path).size;
  const handle = openSync(path, 'r');
  try {
    const start = new Uint8Array(Math.min(size, headerReach));
    readSync(handle, start, 0, start.length, 0);
    const header = parseNpyHeader(start, basename(path));
    const items = header.shape.reduce((product, length) => product * length, 1);
    const expected = header.offset + items * bytesPerItem(header.descr);
    if (size < expected) {
      throw badInput(
        `${basename(path)} was cut off: its header promises ${expected} bytes and ${size} are there. Copy it again.`,
      );
    }
    return header;
  } finally {
    closeSync(handle);
  }
}

/** Row `row` of a 2-D (or higher, flattened) array file of ours, without reading the rest. */
export function readNpyRow(path: string, row: number): TypedArray {
  const handle = openSync(path, 'r');
  try {
    const start = new Uint8Array(4_096);
    const got = readSync(handle, start, 0, start.length, 0);
    const header = parseNpyHeader(start.subarray(0, got), basename(path));
    const dtype = dtypeNamed(header.descr, path);
    const [rows = 0, ...rest] = header.shape;
    if (row < 0 || row >= rows) throw badInput(`${basename(path)} has no row ${row}: it has ${rows}.`);
    const length = rest.reduce((product, size) => product * size, 1);
    const bytes = new Uint8Array(length * itemBytes[dtype]);
    const read = readSync(handle, bytes, 0, bytes.length, header.offset + row * bytes.length);
    if (read < bytes.length) throw badInput(`${basename(path)} ends before its row ${row}: it was cut off.`);
    return decodeNpy(concat(npyHeader(header.descr, [length]), bytes), join(basename(path), String(row)))
      .data;
  } finally {
    closeSync(handle);
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

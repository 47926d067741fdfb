/**
 * IDX files, the format of MNIST: which file holds samples and which labels, plain or gzipped. What they hold goes on
 * as pictures or as a table.
 */

import { counted, badInput } from '../../contract/index.ts';
import { isPacked, readPieces, readStart, regroup } from '../source/files.ts';
import { groupIdx, isIdxName, type IdxPart } from './idx-names.ts';
import { encodeLabels, type Labels } from '../labels.ts';
import { openArray, plainColumns } from '../table/array.ts';
import type { Loader, Opened } from '../loader.ts';
import { only, type PictureSource } from '../images/pictures.ts';
import { openStack } from '../images/stack.ts';
import type { TableSource } from '../table/table-source.ts';
import { shown, size } from '../text.ts';
import type { Entry, FileTree, Skipped } from '../source/tree.ts';
import { ProgressPhase, type Work } from '../work.ts';

/** What the fourth byte says of the values: how long, and how to read one (all are big-endian). */
const types: Record<number, { bytes: number; read: (view: DataView, at: number) => number }> = {
  0x08: { bytes: 1, read: (view, at) => view.getUint8(at) },
  0x09: { bytes: 1, read: (view, at) => view.getInt8(at) },
  0x0b: { bytes: 2, read: (view, at) => view.getInt16(at) },
  0x0c: { bytes: 4, read: (view, at) => view.getInt32(at) },
  0x0d: { bytes: 4, read: (view, at) => view.getFloat32(at) },
  0x0e: { bytes: 8, read: (view, at) => view.getFloat64(at) },
};
const unsignedByte = 0x08;
const blockBytes = 1 << 20;

/** One IDX file: its header, checked against its length. */
interface IdxFile {
  entry: Entry;
  packed: boolean;
  type: number;
  bytes: number;
  shape: number[];
  offset: number;
}

/** IDX files (Y. LeCun's format of MNIST), plain or gzipped: pictures and labels, train and test as one dataset. */
export const idx: Loader = {
  format: 'idx',
  async recognise(tree, work) {
    const named = await namedIdx(tree);
    if (named.length === 0) return null;
    const { parts, skipped } = groupIdx(named, tree);
    const opened: OpenedPart[] = [];
    for (const part of parts) opened.push(await openPart(part, work));
    return openIdx(opened, [...tree.skipped, ...skipped], tree);
  },
};

async function namedIdx(tree: FileTree): Promise<Entry[]> {
  const top = tree.entries.filter(({ parts }) => parts.length === 1 && isIdxName(parts[0] ?? ''));
  if (!tree.single || top.length === 0) return top;
  return [...top, ...(await tree.besides()).filter(({ name }) => isIdxName(name))];
}

interface OpenedPart {
  split: IdxPart['split'];
  images: IdxFile;
  labels: Float64Array | null;
}

async function openPart(part: IdxPart, work: Work): Promise<OpenedPart> {
  const images = await openFile(part.images, work);
  if (images.shape.length < 2) {
    throw badInput(
      `${shown(images.entry.name)} holds one number per sample: there is nothing to reduce in it.`,
    );
  }
  if (part.labels === null) return { split: part.split, images, labels: null };
  const file = await openFile(part.labels, work);
  const [rows = 0] = images.shape;
  if (file.shape.length !== 1 || file.shape[0] !== rows) {
    const has = file.shape.join(' × ');
    throw badInput(
      `${shown(file.entry.name)} has ${has} labels but ${shown(images.entry.name)} has ${counted(rows, 'sample')}: they do not belong together.`,
    );
  }
  const labels = new Float64Array(rows);
  for await (const { start, values } of numbers(file)) labels.set(values, start);
  return { split: part.split, images, labels };
}

async function openFile(entry: Entry, work: Work): Promise<IdxFile> {
  const name = shown(entry.name);
  const packed = await isPacked(entry);
  const start = await readStart(entry, packed, 4 + 4 * 255);
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const type = types[start[2] ?? 0];
  const dimensions = start[3] ?? 0;
  const offset = 4 + 4 * dimensions;
  if (start.length < 4 || start[0] !== 0 || start[1] !== 0 || type === undefined || dimensions === 0) {
    throw badInput(`${name} is not an IDX file: its first bytes are not those of the format.`);
  }
  if (start.length < offset) throw badInput(`${name} ends inside its header: copy or download it again.`);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = offset + type.bytes * shape.reduce((product, length) => product * length, 1);
  const actual = packed ? await unpackedSize(entry, work) : entry.size;
  if (actual !== expected) {
    throw badInput(
      `${name} is ${actual < expected ? 'cut off' : 'too long'}: its header promises ${expected} bytes and ${actual} are there; copy or download it again.`,
    );
  }
  return { entry, packed, type: start[2] ?? 0, bytes: type.bytes, shape, offset };
}

async function unpackedSize(entry: Entry, work: Work): Promise<number> {
  const phase = new ProgressPhase(work, `Checking ${shown(entry.name)}, bytes`, 0);
  let size = 0;
  for await (const piece of readPieces(entry, true)) {
    size += piece.length;
    await phase.at(size);
  }
  return size;
}

/** The bytes after the header, in runs of whole rows. */
async function* rowsOf(file: IdxFile): AsyncIterable<{ start: number; bytes: Buffer }> {
  const rowBytes = file.bytes * file.shape.slice(1).reduce((product, length) => product * length, 1);
  const most = Math.max(1, Math.floor(blockBytes / rowBytes));
  let start = 0;
  for await (const bytes of regroup(withoutHeader(file), rowBytes, most)) {
    yield { start, bytes };
    start += bytes.length / rowBytes;
  }
}

async function* withoutHeader(file: IdxFile): AsyncIterable<Buffer> {
  let left = file.offset;
  for await (const piece of readPieces(file.entry, file.packed)) {
    if (piece.length > left) yield piece.subarray(left);
    left = Math.max(0, left - piece.length);
  }
}

async function* numbers(file: IdxFile): AsyncIterable<{ start: number; values: Float64Array }> {
  const read = types[file.type]?.read ?? (() => NaN);
  for await (const { start, bytes } of rowsOf(file)) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    yield {
      start,
      values: Float64Array.from({ length: bytes.length / file.bytes }, (_, i) => read(view, i * file.bytes)),
    };
  }
}

function openIdx(parts: OpenedPart[], skipped: Skipped[], tree: FileTree): Opened {
  const [first] = parts;
  if (first === undefined) throw badInput(`${shown(tree.name)} has labels but no samples to go with them.`);
  const sample = first.images.shape.slice(1);
  for (const { images } of parts) {
    if (String(images.shape.slice(1)) === String(sample)) continue;
    throw badInput(
      `${shown(images.entry.name)} has samples of ${images.shape.slice(1).join(' × ')} and ${shown(first.images.entry.name)} of ${sample.join(' × ')}: they do not belong together.`,
    );
  }
  const rows = parts.reduce((sum, { images }) => sum + (images.shape[0] ?? 0), 0);
  if (rows < 2)
    throw badInput(`${shown(tree.name)} holds ${counted(rows, 'sample')}: at least two are needed.`);
  const labels = labelsOf(parts);
  const given = splitOf(parts, rows);
  const names = parts.map(({ images }) => images.entry.name).join(' and ');
  const ids = (): string[] => parts.flatMap(idsOf(parts.length > 1));
  const pictures = picturesOf(parts, rows);
  const common = { format: 'idx' as const, name: tree.title, labels, given, ids, skipped, warnings: [] };
  if (pictures !== null) {
    const found = `${counted(rows, 'picture')} of ${size(pictures.width, pictures.height)} in ${shown(names)}`;
    return openStack({ ...common, found, pictures });
  }
  const found = `${counted(rows, 'sample')} of ${sample.join(' × ')} numbers in ${shown(names)}`;
  return openArray({ ...common, found, table: tableOf(parts, rows, names) });
}

function labelsOf(parts: readonly OpenedPart[]): Labels {
  return encodeLabels(
    parts.flatMap(({ images, labels }) =>
      labels === null
        ? Array.from({ length: images.shape[0] ?? 0 }, () => null)
        : Array.from(labels, (label) => String(label)),
    ),
  );
}

function splitOf(parts: readonly OpenedPart[], rows: number): Uint8Array | null {
  if (!parts.some(({ split }) => split === 'train') || !parts.some(({ split }) => split === 'test'))
    return null;
  const given = new Uint8Array(rows);
  let start = 0;
  for (const { images, split } of parts) {
    const end = start + (images.shape[0] ?? 0);
    if (split === 'test') given.fill(1, start, end);
    start = end;
  }
  return given;
}

function idsOf(several: boolean): (part: OpenedPart) => string[] {
  return ({ images, split }) =>
    Array.from({ length: images.shape[0] ?? 0 }, (_, i) =>
      several ? `${split ?? images.entry.name}:${i + 1}` : String(i + 1),
    );
}

/** Bytes in two dimensions, or three with one or three channels last, are pictures; all else is numbers. */
function picturesOf(parts: readonly OpenedPart[], rows: number): PictureSource | null {
  const [, height = 0, width = 0, channels = 1, ...rest] = parts[0]?.images.shape ?? [];
  if (height === 0 || width === 0 || rest.length > 0 || (channels !== 1 && channels !== 3)) return null;
  if (parts.some(({ images }) => images.type !== unsignedByte || images.shape.length < 3)) return null;
  const features = height * width * channels;
  async function* all(): AsyncIterable<{ start: number; pixels: Uint8Array }> {
    let before = 0;
    for (const { images } of parts) {
      for await (const { start, bytes } of rowsOf(images)) yield { start: before + start, pixels: bytes };
      before += images.shape[0] ?? 0;
    }
  }
  const blocks: PictureSource['blocks'] = (wanted) => only(all(), features, wanted);
  return { rows, width, height, channels, fit: 'exact', blocks };
}

function tableOf(parts: readonly OpenedPart[], rows: number, name: string): TableSource {
  const features = (parts[0]?.images.shape ?? []).slice(1).reduce((product, length) => product * length, 1);
  return {
    name,
    rows,
    columns: plainColumns(features),
    async *blocks() {
      for (const { images } of parts) for await (const { values } of numbers(images)) yield values;
    },
  };
}

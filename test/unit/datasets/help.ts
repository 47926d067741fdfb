import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll } from 'vitest';
import { importJob } from '../../../src-main/compute/jobs/import.ts';
import { previewJob } from '../../../src-main/compute/jobs/preview.ts';
import type { JobContext } from '../../../src-main/compute/protocol.ts';
import {
  Dataset,
  IsthmusError,
  Preview,
  decodeNpy,
  npyHeader,
  type ImportOptions,
  type Imported,
  type ResolvedSource,
  type TypedArray,
} from '../../../src-main/contract/index.ts';
import { quietJob } from '../compute/job-context.ts';

export const fixtures = resolve(import.meta.dirname, '../../fixtures/datasets');
export const realData = resolve(import.meta.dirname, '../../../../shared/data');
export const digits = resolve(import.meta.dirname, '../../../resources/digits');

const made: string[] = [];
afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that goes when the test file ends, with these files in it. */
export function folderOf(files: Record<string, string | Uint8Array> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-datasets-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

export function context(
  signal: AbortSignal = new AbortController().signal,
): JobContext & { phases: string[] } {
  const phases: string[] = [];
  return { ...quietJob({ signal, report: ({ phase }) => void phases.push(phase) }), phases };
}

export function sourceOf(path: string, names: string[] | null = null): ResolvedSource {
  return { path, names, name: basename(path) };
}

/** The preview of a path, checked against the contract. */
export async function preview(path: string, options: ImportOptions = {}): Promise<Preview> {
  return Preview.parse(await previewJob({ source: sourceOf(path), options }, context()));
}

export interface Kept {
  dataset: Imported;
  folder: string;
  matrix: TypedArray;
  labels: number[];
  split: number[];
  ids: string[];
}

/** Imports a path and reads back what was written. */
export async function keep(source: string | ResolvedSource, options: ImportOptions = {}): Promise<Kept> {
  const folder = folderOf();
  const output = await importJob(
    { source: typeof source === 'string' ? sourceOf(source) : source, options, folder },
    context(),
  );
  const dataset = Dataset.omit({ id: true, created: true, source: true }).parse(output);
  const array = (name: string): TypedArray => readArray(join(folder, name)).data;
  return {
    dataset,
    folder,
    matrix: array('matrix.npy'),
    labels: [...array('labels.npy')],
    split: [...array('split.npy')],
    ids: JSON.parse(readFileSync(join(folder, 'ids.json'), 'utf8')) as string[],
  };
}

export function readArray(path: string): { data: TypedArray; shape: number[] } {
  return decodeNpy(readFileSync(path), basename(path));
}

/** The one sentence that a source is refused with. */
export async function refusal(path: string, options: ImportOptions = {}): Promise<string> {
  const error: unknown = await previewJob({ source: sourceOf(path), options }, context()).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof IsthmusError)) throw new Error(`not refused in words: ${String(error)}`);
  if (!error.isUsers) throw error;
  if (!/^[^\n]+\.$/.test(error.message)) throw new Error(`not one sentence: ${error.message}`);
  return error.message;
}

/** One row of a matrix. */
export function rowOf(kept: Kept, row: number): number[] {
  const { features } = kept.dataset;
  return [...kept.matrix.slice(row * features, (row + 1) * features)];
}

/** A picture file of one colour. */
export function plainPicture(
  width: number,
  height: number,
  color: string,
  format: 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff' = 'png',
): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: color } })
    .toFormat(format)
    .toBuffer();
}

/** A grey PNG of these values. */
export function greyPicture(width: number, height: number, values: readonly number[]): Promise<Buffer> {
  return sharp(Uint8Array.from(values), { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

/** An NPY file of any descriptor and content. */
export function npyFile(descr: string, shape: number[], data: Uint8Array): Uint8Array {
  const header = npyHeader(descr, shape);
  const bytes = new Uint8Array(header.length + data.length);
  bytes.set(header);
  bytes.set(data, header.length);
  return bytes;
}

/** An IDX file of unsigned bytes. */
export function idxFile(shape: readonly number[], values: readonly number[], type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, type, shape.length]);
  shape.forEach((length, i) => header.writeUInt32BE(length, 4 + 4 * i));
  return Buffer.concat([header, Buffer.from(values)]);
}

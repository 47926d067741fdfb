import { NpyWriter } from '../../store/arrays.ts';
import { balancedRows } from '../labels.ts';
import type { SampleView, WrittenDataset } from '../loader.ts';
import { makeSheet, pngDataUrl, tileOf, type Tile } from './thumbnails.ts';
import { ProgressPhase, type Work } from '../work.ts';

/** Pictures of one size, 8 bits a value, wherever they come from. */
export interface PictureSource {
  rows: number;
  width: number;
  height: number;
  channels: 1 | 3;
  fit: 'exact' | 'contain';
  /**
   * Runs of rows in ascending order, each picture `height × width × channels`.
   * @param wanted the rows to read, ascending; null for all
   */
  blocks(wanted: Int32Array | null): AsyncIterable<PictureBlock>;
}

export interface PictureBlock {
  /** The first row of this run. */
  start: number;
  /** `rows × height × width × channels`. */
  pixels: Uint8Array;
}

const previewSide = 64;
const thumbnailSide = 48;
const thumbnailsAtMost = 240;

/** The pictures of these rows as `data:image/png` URLs of at most 64 pixels a side. */
export async function pictureSamples(source: PictureSource, rows: Int32Array): Promise<SampleView[]> {
  const views: SampleView[] = [];
  for await (const { picture } of eachPicture(source, rows)) {
    const tile = await tileOf(picture, source, previewSide);
    views.push({ picture: await pngDataUrl(tile, source.channels), cells: [] });
  }
  return views;
}

/**
 * Writes `matrix.npy` (uint8, rows × features, row-major) and `thumbnails.png`, one picture in memory at a time.
 * @param labels one a row, -1 for none: the thumbnails are a choice balanced over the classes
 */
export async function writePictures(
  source: PictureSource,
  labels: Int32Array,
  classes: number,
  folder: string,
  work: Work,
): Promise<WrittenDataset> {
  const { rows, width, height, channels, fit } = source;
  const features = width * height * channels;
  const shown = balancedRows(labels, classes, thumbnailsAtMost);
  const tiles: Tile[] = [];
  const phase = new ProgressPhase(work, 'Writing pictures', rows, [0.5, 1]);
  const matrix = new NpyWriter(`${folder}/matrix.npy`, 'uint8', [rows, features]);
  try {
    for await (const { start, pixels } of source.blocks(null)) {
      matrix.append(pixels);
      const end = start + pixels.length / features;
      for (let row = shown[tiles.length]; row !== undefined && row < end; row = shown[tiles.length]) {
        const at = (row - start) * features;
        tiles.push(await tileOf(pixels.subarray(at, at + features), source, thumbnailSide));
      }
      await phase.at(end);
    }
  } catch (error) {
    matrix.abandon();
    throw error;
  }
  const written = matrix.commit();
  const sheet = await makeSheet(tiles, channels, `${folder}/thumbnails.png`);
  return {
    recipe: { kind: 'images', width, height, channels, fit },
    artifacts: [written, sheet.artifact],
    thumbnails: { ...sheet.layout, rows: [...shown] },
  };
}

/** One picture after another, in ascending order of rows. */
export async function* eachPicture(
  source: PictureSource,
  wanted: Int32Array | null,
): AsyncIterable<{ row: number; picture: Uint8Array }> {
  const features = source.width * source.height * source.channels;
  for await (const { start, pixels } of source.blocks(wanted)) {
    for (let at = 0; at < pixels.length; at += features) {
      yield { row: start + at / features, picture: pixels.subarray(at, at + features) };
    }
  }
}

/** Keeps of the runs of all rows those that are wanted; stops reading after the last. */
export async function* only(
  blocks: AsyncIterable<PictureBlock>,
  features: number,
  wanted: Int32Array | null,
): AsyncIterable<PictureBlock> {
  if (wanted === null) return yield* blocks;
  let next = 0;
  for await (const { start, pixels } of blocks) {
    const end = start + pixels.length / features;
    for (let row = wanted[next]; row !== undefined && row < end; row = wanted[++next]) {
      const at = (row - start) * features;
      yield { start: row, pixels: pixels.subarray(at, at + features) };
    }
    if (next >= wanted.length) return;
  }
}

import sharp from 'sharp';
import type { Artifact } from '../../contract/index.ts';
import { writeBytes } from '../../store/arrays.ts';

/** A picture small enough to show among others: `height × width × channels`. */
export interface Tile {
  width: number;
  height: number;
  pixels: Uint8Array;
}

interface Size {
  width: number;
  height: number;
  channels: 1 | 3;
}

/**
 * A picture scaled down (never up) so that its longer side is at most `side`.
 * @param pixels `height × width × channels`; copied, so the caller may use its memory again
 */
export async function tileOf(
  pixels: Uint8Array,
  { width, height, channels }: Size,
  side: number,
): Promise<Tile> {
  const longer = Math.max(width, height);
  if (longer <= side) return { width, height, pixels: pixels.slice() };
  const small = {
    width: Math.max(1, Math.round((width * side) / longer)),
    height: Math.max(1, Math.round((height * side) / longer)),
  };
  const data = await sharp(pixels, { raw: { width, height, channels } })
    .resize({ ...small, fit: 'fill' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
  return { ...small, pixels: data };
}

/** A tile as a `data:image/png` URL. */
export async function pngDataUrl({ width, height, pixels }: Tile, channels: 1 | 3): Promise<string> {
  const png = await sharp(pixels, { raw: { width, height, channels } }).png().toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/**
 * Lays tiles of one size out row by row, about as wide as high, and writes them as one PNG.
 * @param tiles at least one, all of one size
 */
export async function makeSheet(
  tiles: readonly Tile[],
  channels: 1 | 3,
  path: string,
): Promise<{ layout: { width: number; height: number; columns: number }; artifact: Artifact }> {
  const { width = 1, height = 1 } = tiles[0] ?? {};
  const columns = Math.ceil(Math.sqrt(tiles.length * (height / width))) || 1;
  const lines = Math.ceil(tiles.length / columns) || 1;
  const stride = columns * width * channels;
  const sheet = new Uint8Array(stride * lines * height);
  tiles.forEach(({ pixels }, i) => {
    const left = (i % columns) * width * channels;
    const top = Math.floor(i / columns) * height;
    for (let y = 0; y < height; y++) {
      const line = pixels.subarray(y * width * channels, (y + 1) * width * channels);
      sheet.set(line, (top + y) * stride + left);
    }
  });
  const png = await sharp(sheet, { raw: { width: columns * width, height: lines * height, channels } })
    .png()
    .toBuffer();
  return { layout: { width, height, columns }, artifact: writeBytes(path, png, 'png') };
}

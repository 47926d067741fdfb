import sharp, { type Sharp } from 'sharp';
import { decodeBmp, isBmp } from './bmp.ts';
import { decodePnm, isPnm, type DecodedPixels } from './pnm.ts';

// Pictures are decoded several at a time, so one thread each; and none is read twice in a row.
sharp.concurrency(1);
sharp.cache(false);

const readable = new Set(['png', 'jpeg', 'webp', 'gif', 'tiff']);
/** A picture is looked at in this size at most: enough to tell grey from colour. */
const lookSide = 256;

/** What is known of a picture before its size and colours are chosen. */
export interface Look {
  /** Turned upright. */
  width: number;
  height: number;
  /** Red, green and blue are equal everywhere. */
  grey: boolean;
  /** Some of it is transparent. */
  transparent: boolean;
  /** It has more than 8 bits a value. */
  deep: boolean;
}

/** The size and colours that a picture is to have. */
export interface Target {
  width: number;
  height: number;
  channels: 1 | 3;
}

/**
 * Decodes a picture far enough to know that it can be read, and what it is like.
 * @throws Error whose message completes "is not a picture: ..."
 */
export async function lookAt(bytes: Uint8Array): Promise<Look> {
  const raster = ownRaster(bytes);
  if (raster !== null) {
    const { width, height, channels, pixels, deep } = raster;
    return { width, height, deep, transparent: false, grey: channels === 1 || isGrey(pixels, 3) };
  }
  try {
    const about = await sharp(bytes, { failOn: 'error' }).metadata();
    if (!readable.has(about.format)) throw new Error(`it is ${about.format.toUpperCase()}`);
    const { width, height } = about.autoOrient;
    const image = sharp(bytes, { failOn: 'error' });
    if (Math.max(width, height) > lookSide) {
      image.resize({ width: lookSide, height: lookSide, fit: 'inside', kernel: 'nearest' });
    }
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    return {
      width,
      height,
      grey: info.channels < 3 || isGrey(data, info.channels),
      transparent: info.channels === 4 && hasHoles(data),
      deep: about.depth !== 'uchar' && about.depth !== undefined,
    };
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

/**
 * Decodes a picture upright, transparent parts on black, at the size and in the colours asked for. A picture of
 * another size is scaled to fit, its proportions kept, the rest black. Grey is Rec. 601 luma, so that equal red,
 * green and blue give exactly that value.
 * @returns `height × width × channels`
 * @throws Error whose message completes "is not a picture: ..."
 */
export async function decodePicture(bytes: Uint8Array, target: Target): Promise<Uint8Array> {
  const raster = ownRaster(bytes);
  if (raster?.width === target.width && raster.height === target.height) {
    return withChannels(raster.pixels, raster.channels, target.channels);
  }
  try {
    const { data, info } = await fitted(raster === null ? upright(bytes) : fromRaster(raster), target)
      .raw()
      .toBuffer({ resolveWithObject: true });
    return withChannels(data, info.channels, target.channels);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

function ownRaster(bytes: Uint8Array): DecodedPixels | null {
  if (bytes.length === 0) throw new Error('it is empty');
  if (isPnm(bytes)) return decodePnm(bytes);
  return isBmp(bytes) ? decodeBmp(bytes) : null;
}

function upright(bytes: Uint8Array): Sharp {
  return sharp(bytes, { failOn: 'error' }).autoOrient().flatten({ background: '#000' });
}

function fromRaster({ pixels, width, height, channels }: DecodedPixels): Sharp {
  return sharp(pixels, { raw: { width, height, channels } });
}

/** Scaling to the size a picture has already leaves its values as they are. */
function fitted(image: Sharp, { width, height }: Target): Sharp {
  return image.resize({ width, height, fit: 'contain', background: '#000' });
}

function withChannels(pixels: Uint8Array, has: number, wants: 1 | 3): Uint8Array {
  if (has === wants) return pixels;
  const count = pixels.length / has;
  const out = new Uint8Array(count * wants);
  for (let i = 0; i < count; i++) {
    const red = pixels[i * has] ?? 0;
    if (wants === 3) out.fill(red, i * 3, i * 3 + 3);
    else if (has < 3) out[i] = red;
    else out[i] = luma(red, pixels[i * has + 1] ?? 0, pixels[i * has + 2] ?? 0);
  }
  return out;
}

/** Rec. 601 in whole numbers, rounded to the nearest. */
function luma(red: number, green: number, blue: number): number {
  return Math.floor((299 * red + 587 * green + 114 * blue + 500) / 1000);
}

function isGrey(pixels: Uint8Array, channels: number): boolean {
  for (let i = 0; i < pixels.length; i += channels) {
    const same = pixels[i] === pixels[i + 1] && pixels[i] === pixels[i + 2];
    if (!same && (channels < 4 || pixels[i + 3] !== 0)) return false;
  }
  return true;
}

function hasHoles(pixels: Uint8Array): boolean {
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 255) return true;
  return false;
}

/** The decoders' own words, where they tell a user anything. */
function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/unsupported image format/i.test(message)) return 'its content is of no known picture format';
  if (/pixel limit/i.test(message)) return 'it has more than 268 million pixels';
  if (/^it is /.test(message)) return message;
  return 'it is damaged or cut off';
}

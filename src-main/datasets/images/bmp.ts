import { decode } from 'bmp-ts';
import type { DecodedPixels } from './pnm.ts';

/** The decoder allocates what the header asks for, so the header is bounded first: 268 million pixels, as sharp does. */
const largestPixels = 0x4000 * 0x4000;

/** Whether these bytes begin as BMP does. */
export function isBmp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d && bytes.length > 26;
}

/**
 * Decodes BMP, uncompressed or run-length encoded. Its fourth byte is unused in most files, so it is no transparency.
 * @throws Error with a few words of what is wrong, for a message
 */
export function decodeBmp(bytes: Uint8Array): DecodedPixels {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = Math.abs(view.getInt32(18, true));
  const height = Math.abs(view.getInt32(22, true));
  if (width * height === 0 || width * height > largestPixels)
    throw new Error(`its size is ${width} × ${height}`);
  const bits = view.getUint16(28, true);
  const compressed = view.getUint32(30, true) === 1 || view.getUint32(30, true) === 2;
  const lineBytes = Math.ceil((width * bits) / 32) * 4;
  if (!compressed && bytes.length < view.getUint32(10, true) + lineBytes * height)
    throw new Error('it is cut off');
  const { data } = decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { toRGBA: true });
  const pixels = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < pixels.length; from += 4, to += 3) {
    pixels[to] = data[from] ?? 0;
    pixels[to + 1] = data[from + 1] ?? 0;
    pixels[to + 2] = data[from + 2] ?? 0;
  }
  return { width, height, channels: 3, pixels, deep: false };
}

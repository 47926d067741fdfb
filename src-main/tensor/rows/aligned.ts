/**
 * TensorFlow reads an array where it lies if that is at a multiple of 64 bytes, and copies it otherwise. Large memory begins
 * 16 bytes after a page where the C library is glibc, so room for many numbers is left out 48 bytes further on. Where it
 * begins elsewhere, arrays are copied.
 */
const lead = 48;

/** Room for many bytes, zeros. */
export function alignedBytes(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(lead + length), lead, length);
}

/** Room for many float32 numbers, zeros. */
export function alignedFloats(length: number): Float32Array<ArrayBuffer> {
  return floatsOf(alignedBytes(4 * length));
}

/** The same bytes as float32 numbers. */
export function floatsOf({
  buffer,
  byteOffset,
  byteLength,
}: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

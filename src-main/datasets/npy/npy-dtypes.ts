/** How to read values of one NumPy dtype out of bytes. */
export interface NpyDtype {
  bytes: number;
  /** `u1` for 8-bit numbers without sign, `?` for truth values, `U` and `S` for text. */
  kind: 'number' | 'byte' | 'bool' | 'text';
  /** @param at a byte offset into the view */
  number(view: DataView, at: number): number;
  text(view: DataView, at: number): string;
  /** The array type that reads such values at once; null where they must be read one by one. */
  array: (new (buffer: ArrayBuffer, offset: number, length: number) => ArrayLike<number>) | null;
}

/** For values in the byte order of every machine that runs this. */
const arrays: Record<string, NpyDtype['array']> = {
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array,
};

type Read = (view: DataView, at: number, little: boolean) => number;

const reads: Record<string, Read> = {
  b1: (view, at) => Number(view.getUint8(at) !== 0),
  i1: (view, at) => view.getInt8(at),
  u1: (view, at) => view.getUint8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  u2: (view, at, little) => view.getUint16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  // One rounding to the nearest double, as NumPy's own conversion does.
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  f2: (view, at, little) => halfFloat(view.getUint16(at, little)),
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
};

/**
 * The dtype that a NumPy descriptor names, e.g. `<f4`, `>i8`, `|u1`, `<U12`; null where it is none that can be
 * used here (complex numbers, dates, objects, records, 80-bit floats).
 */
export function npyDtype(descr: string): NpyDtype | null {
  const [, order = '|', kind = '', length = '0'] = /^([<>|=]?)([a-zA-Z?])(\d*)$/.exec(descr) ?? [];
  const little = order !== '>';
  if (kind === 'U' || kind === 'S') {
    const bytes = Number(length) * (kind === 'U' ? 4 : 1);
    const text = (view: DataView, at: number): string =>
      kind === 'U' ? wideText(view, at, bytes, little) : byteText(view, at, bytes);
    return { bytes, kind: 'text', number: () => NaN, text, array: null };
  }
  const read = reads[`${kind === '?' ? 'b' : kind}${kind === '?' ? '1' : length}`];
  if (read === undefined) return null;
  const number = (view: DataView, at: number): number => read(view, at, little);
  return {
    bytes: Number(length || 1),
    array: little ? (arrays[`${kind}${length}`] ?? null) : null,
    kind: kind === 'u' && length === '1' ? 'byte' : kind === 'b' || kind === '?' ? 'bool' : 'number',
    number,
    text: (view, at) =>
      kind === 'b' || kind === '?' ? (number(view, at) ? 'True' : 'False') : String(number(view, at)),
  };
}

/** IEEE 754 binary16: one sign bit, five of exponent, ten of fraction. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** NumPy pads with zeros, which are no part of the text. */
function wideText(view: DataView, at: number, bytes: number, little: boolean): string {
  let text = '';
  for (let i = 0; i < bytes; i += 4) {
    const point = view.getUint32(at + i, little);
    if (point === 0) break;
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}

function byteText(view: DataView, at: number, bytes: number): string {
  const all = new Uint8Array(view.buffer, view.byteOffset + at, bytes);
  const end = all.indexOf(0);
  return new TextDecoder().decode(end < 0 ? all : all.subarray(0, end));
}

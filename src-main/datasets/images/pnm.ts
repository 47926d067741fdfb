/** A decoded picture: 8 bits a value, `height × width × channels`. */
export interface DecodedPixels {
  width: number;
  height: number;
  channels: 1 | 3;
  pixels: Uint8Array;
  /** True where the file held more than 8 bits a value. */
  deep: boolean;
}

const space = new Set([0x20, 0x09, 0x0a, 0x0b, 0x0c, 0x0d]);
const hash = 0x23;
const newline = 0x0a;
const zero = 0x30;
const largestSide = 65_535;

/** Whether these bytes begin as PGM or PPM do: P2, P3, P5 or P6. */
export function isPnm(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && [0x32, 0x33, 0x35, 0x36].includes(bytes[1] ?? 0) && space.has(bytes[2] ?? 0);
}

/**
 * Decodes PGM and PPM, plain (P2, P3) and raw (P5, P6), 8 and 16 bits, with comments. Values are scaled so that the
 * file's own maximum becomes 255. Format: the Netpbm project's pgm(5) and ppm(5); of several pictures in one file
 * the first is taken.
 * @throws Error with a few words of what is wrong, for a message
 */
export function decodePnm(bytes: Uint8Array): DecodedPixels {
  const kind = (bytes[1] ?? 0) - zero;
  const header = new Reader(bytes, 2);
  const width = header.whole('width', largestSide);
  const height = header.whole('height', largestSide);
  const maximum = header.whole('largest value', 65_535);
  const channels = kind === 3 || kind === 6 ? 3 : 1;
  const length = width * height * channels;
  const plain = kind < 4;
  // A value takes a byte at least, so a header that promises more than the file holds allocates nothing.
  if (length > bytes.length) throw new Error('it is cut off');
  const pixels = plain ? readPlain(header, length, maximum) : readRaw(bytes, header.at + 1, length, maximum);
  return { width, height, channels, pixels, deep: maximum > 255 };
}

function readRaw(bytes: Uint8Array, start: number, length: number, maximum: number): Uint8Array {
  const wide = maximum > 255;
  if (bytes.length < start + length * (wide ? 2 : 1)) throw new Error('it is cut off');
  if (!wide && maximum === 255) return bytes.slice(start, start + length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const value = (i: number): number => (wide ? view.getUint16(start + 2 * i) : view.getUint8(start + i));
  return Uint8Array.from({ length }, (_, i) => toByte(value(i), maximum));
}

function readPlain(reader: Reader, length: number, maximum: number): Uint8Array {
  return Uint8Array.from({ length }, () => toByte(reader.value(), maximum));
}

function toByte(value: number, maximum: number): number {
  if (value > maximum) throw new Error('it holds a value above its own maximum');
  return Math.round((value * 255) / maximum);
}

/** Reads whole numbers between blanks and comments. */
class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  whole(what: string, most: number): number {
    const value = this.value();
    if (value < 1 || value > most) throw new Error(`its ${what} is ${value}`);
    return value;
  }

  value(): number {
    this.#skipBlanks();
    const start = this.at;
    let value = 0;
    for (let digit = this.#digit(); digit >= 0 && digit <= 9; digit = this.#digit()) {
      value = value * 10 + digit;
      this.at++;
    }
    if (this.at === start)
      throw new Error(start >= this.#bytes.length ? 'it is cut off' : 'its numbers are damaged');
    return value;
  }

  #digit(): number {
    return (this.#bytes[this.at] ?? 0) - zero;
  }

  #skipBlanks(): void {
    for (; this.at < this.#bytes.length; this.at++) {
      const byte = this.#bytes[this.at] ?? 0;
      if (byte === hash) {
        while (this.at < this.#bytes.length && this.#bytes[this.at] !== newline) this.at++;
      } else if (!space.has(byte)) return;
    }
  }
}

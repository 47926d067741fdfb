import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';

const wide = 0xffff_ffff;
/** 1 January 1980, the first day a zip can name: the same files give the same bytes. */
const noDate = 0x0021;

interface Entry {
  name: Buffer;
  size: number;
  crc: number;
  at: number;
}

/**
 * Puts files side by side into one zip, stored as they are: codes hardly shrink, and the zip goes no further
 * than a browser. With zip64 records where a size or place needs them (PKWARE APPNOTE 4.3, 4.5.3).
 */
export async function writeZip(to: string, files: readonly string[]): Promise<void> {
  await pipeline(Readable.from(parts(files)), createWriteStream(to));
}

async function* parts(files: readonly string[]): AsyncGenerator<Buffer> {
  const entries: Entry[] = [];
  let at = 0;
  for (const file of files) {
    const name = Buffer.from(basename(file));
    const { size } = await stat(file);
    const entry: Entry = { name, size, crc: 0, at };
    const start = localHeader(entry);
    yield start;
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      entry.crc = crc32(chunk as Buffer, entry.crc);
      yield chunk as Buffer;
    }
    const end = dataDescriptor(entry);
    yield end;
    at += start.length + size + end.length;
    entries.push(entry);
  }
  const headers = entries.map(centralHeader);
  const length = headers.reduce((sum, header) => sum + header.length, 0);
  yield* headers;
  yield endOfZip(entries.length, length, at);
}

/** Every size is said after the data, in 64 bits; bit 3 says so, bit 11 that names are UTF-8. */
const flags = 0x0808;
const version = 45;

function localHeader({ name }: Entry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x0403_4b50, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(noDate, 12);
  header.writeUInt32LE(wide, 18);
  header.writeUInt32LE(wide, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(20, 28);
  return Buffer.concat([header, name, extra([0n, 0n])]);
}

function dataDescriptor({ crc, size }: Entry): Buffer {
  const descriptor = Buffer.alloc(24);
  descriptor.writeUInt32LE(0x0807_4b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeBigUInt64LE(BigInt(size), 8);
  descriptor.writeBigUInt64LE(BigInt(size), 16);
  return descriptor;
}

function centralHeader({ name, size, crc, at }: Entry): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x0201_4b50, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(version, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(noDate, 14);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(wide, 20);
  header.writeUInt32LE(wide, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(28, 30);
  header.writeUInt32LE(wide, 42);
  return Buffer.concat([header, name, extra([BigInt(size), BigInt(size), BigInt(at)])]);
}

/** The zip64 field: tag 1, its length, then the 64-bit values. */
function extra(values: readonly bigint[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(1, 0);
  field.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, i) => field.writeBigUInt64LE(value, 4 + 8 * i));
  return field;
}

function endOfZip(count: number, length: number, at: number): Buffer {
  const end = Buffer.alloc(56 + 20 + 22);
  end.writeUInt32LE(0x0606_4b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeUInt16LE(version, 12);
  end.writeUInt16LE(version, 14);
  for (const place of [24, 32]) end.writeBigUInt64LE(BigInt(count), place);
  end.writeBigUInt64LE(BigInt(length), 40);
  end.writeBigUInt64LE(BigInt(at), 48);
  end.writeUInt32LE(0x0706_4b50, 56);
  end.writeBigUInt64LE(BigInt(at + length), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(0x0605_4b50, 76);
  end.writeUInt16LE(0xffff, 84);
  end.writeUInt16LE(0xffff, 86);
  end.writeUInt32LE(wide, 88);
  end.writeUInt32LE(wide, 92);
  return end;
}

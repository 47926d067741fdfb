/**
 * A font whose letters are solid blocks of one width, as a `data:` URL. Text then has a place and a length that are the
 * same on every machine and can be compared, where letters are shaped and smoothed differently by each.
 * Source: the OpenType specification, its tables for TrueType outlines.
 */
function blockFont(): string {
  const glyphs = [...characters()].map((code) => (isBlank(code) ? Buffer.alloc(0) : block));
  // The first glyph is for what the font has not.
  const outlines = [block, ...glyphs];
  const tables = new Map([
    ['OS/2', os2()],
    ['cmap', cmap()],
    ['glyf', Buffer.concat(outlines)],
    ['head', head()],
    ['hhea', hhea()],
    ['hmtx', Buffer.concat([u16(advance, 0), Buffer.alloc(2 * (outlines.length - 1))])],
    ['loca', loca(outlines)],
    ['maxp', Buffer.concat([u32(0x10000), u16(outlines.length, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)])],
    ['name', u16(0, 0, 6)],
    ['post', Buffer.concat([u32(0x30000, 0), u16(0, 0), u32(0, 0, 0, 0, 0)])],
  ]);
  return `data:font/ttf;base64,${file(tables).toString('base64')}`;
}

/** A style sheet in which all text is blocks. */
export function blockText(): string {
  return `@font-face { font-family: Blocks; src: url(${blockFont()}); }
    *, *::before, *::after { font-family: Blocks !important; font-weight: 400 !important; caret-color: transparent !important; }`;
}

/** Units in which the letters are drawn: so many to the size of the text. */
const em = 1_000;
const [advance, height] = [560, 520];
/** What there is a letter for: Latin, Greek, punctuation, arrows and signs. */
const ranges = [
  [0x20, 0x24f],
  [0x370, 0x3ff],
  [0x2000, 0x22ff],
] as const;

function* characters(): Generator<number> {
  for (const [from, to] of ranges) for (let code = from; code <= to; code++) yield code;
}

const isBlank = (code: number): boolean => /\s/u.test(String.fromCodePoint(code));

const numbers =
  (bytes: 2 | 4) =>
  (...values: number[]): Buffer => {
    const buffer = Buffer.alloc(bytes * values.length);
    values.forEach((value, at) =>
      buffer.writeUIntBE(value < 0 ? value + 256 ** bytes : value, bytes * at, bytes),
    );
    return buffer;
  };
const [u16, u32] = [numbers(2), numbers(4)];

/** One contour of four corners. */
const block = Buffer.concat([
  u16(1, 0, 0, advance, height, 3, 0),
  Buffer.from([1, 1, 1, 1]),
  u16(0, 0, advance, 0),
  u16(0, height, 0, -height),
  Buffer.alloc(2),
]);

function head(): Buffer {
  const dates = u32(0, 0, 0, 0);
  return Buffer.concat([
    u32(0x10000, 0x10000, 0, 0x5f0f3cf5),
    u16(0, em),
    dates,
    u16(0, 0, advance, height, 0, 8, 2, 1, 0),
  ]);
}

function hhea(): Buffer {
  return Buffer.concat([u32(0x10000), u16(800, -200, 0, advance, 0, 0, advance, 1, 0, 0, 0, 0, 0, 0, 0, 1)]);
}

function os2(): Buffer {
  return Buffer.concat([
    u16(4, advance, 400, 5, 0, 650, 600, 0, 75, 650, 600, 0, 350, 50, 250, 0),
    Buffer.alloc(10),
    u32(0, 0, 0, 0, 0),
    u16(0x40, 0x20, 0x22ff, 800, -200, 0, 800, 200),
    u32(1, 0),
    u16(height, height, 0, 0x20, 1),
  ]);
}

function loca(outlines: readonly Buffer[]): Buffer {
  let end = 0;
  return u32(0, ...outlines.map(({ length }) => (end += length)));
}

/** Which letter is which glyph: format 4, a segment a range. */
function cmap(): Buffer {
  let glyph = 1;
  const segments = ranges.map(([from, to]) => {
    const delta = glyph - from;
    glyph += to - from + 1;
    return { from, to, delta };
  });
  const all = [...segments, { from: 0xffff, to: 0xffff, delta: 1 }];
  const search = 2 ** Math.floor(Math.log2(all.length));
  const body = Buffer.concat([
    u16(2 * all.length, 2 * search, Math.log2(search), 2 * (all.length - search)),
    u16(...all.map(({ to }) => to), 0),
    u16(...all.map(({ from }) => from)),
    u16(...all.map(({ delta }) => delta)),
    u16(...all.map(() => 0)),
  ]);
  return Buffer.concat([u16(0, 1, 3, 1), u32(12), u16(4, body.length + 6, 0), body]);
}

/** The tables in a file, each at a multiple of four bytes with its sum. */
function file(tables: ReadonlyMap<string, Buffer>): Buffer {
  const search = 2 ** Math.floor(Math.log2(tables.size));
  const start = Buffer.concat([
    u32(0x10000),
    u16(tables.size, 16 * search, Math.log2(search), 16 * (tables.size - search)),
  ]);
  let at = start.length + 16 * tables.size;
  const entries: Buffer[] = [];
  const bodies: Buffer[] = [];
  for (const [tag, table] of tables) {
    const body = Buffer.concat([table, Buffer.alloc((4 - (table.length % 4)) % 4)]);
    entries.push(Buffer.from(tag), u32(sumOf(body), at, table.length));
    bodies.push(body);
    at += body.length;
  }
  return Buffer.concat([start, ...entries, ...bodies]);
}

function sumOf(body: Buffer): number {
  let sum = 0;
  for (let at = 0; at < body.length; at += 4) sum = (sum + body.readUInt32BE(at)) % 2 ** 32;
  return sum;
}

import { badInput } from '../../contract/index.ts';
import { isPacked, readPieces } from '../source/files.ts';
import { parseDelimited, type Line } from './delimited.ts';
import { shown } from '../text.ts';
import type { Entry } from '../source/tree.ts';
import { ProgressPhase, type Work } from '../work.ts';

/** How a table is written down in text. */
export interface Dialect {
  delimiter: string;
  packed: boolean;
  encoding: 'utf-8' | 'utf-16' | 'latin-1';
  /** Physical lines before the first row: comments, blank lines, the header. */
  skip: number;
  /** Lines beginning with # stand between the rows too, and nowhere else does that sign occur. */
  comments: boolean;
  /** Names as they stand in the file; null where the first line is a row already. */
  header: string[] | null;
  columns: number;
  /** The sign _ occurs after the first line. */
  underscores: boolean;
  /** Numbers have a comma where others have a point. */
  decimalComma: boolean;
}

const delimiters = [',', '\t', ';', '|', ' '];
const sampleLength = 1 << 18;
const sampleLines = 200;
const numberLike = /^[-+]?(\d+([.,]\d*)?|[.,]\d+)(e[-+]?\d+)?$|^[-+]?(inf|infinity|nan)$/i;

/**
 * Finds out how a table is written, from its first lines; the whole file is read once for its encoding.
 * @throws IsthmusError `bad_input` where the file is empty or is no text
 */
export async function sniffDialect(entry: Entry, work: Work): Promise<Dialect> {
  const name = shown(entry.name);
  if (entry.size === 0) throw badInput(`${name} is empty: choose a file with rows of numbers.`);
  const packed = await isPacked(entry);
  const { encoding, sample, whole, comments, underscores } = await readText(entry, packed, work);
  const lead = leadingLines(sample);
  const body = sample.slice(lead.length);
  if (body.trim() === '') throw badInput(`${name} has no rows: choose a file with rows of numbers.`);
  const best = chooseDelimiter(body, whole);
  const header = findHeader(best.lines);
  const columns = best.columns;
  return {
    delimiter: best.delimiter,
    packed,
    encoding,
    skip: lead.count + (header === null ? 0 : (best.lines[0]?.height ?? 1)),
    comments,
    underscores,
    header,
    columns,
    decimalComma: best.delimiter !== ',' && hasDecimalCommas(best.lines.slice(1)),
  };
}

interface Text {
  encoding: Dialect['encoding'];
  sample: string;
  /** The sample is the whole file. */
  whole: boolean;
  comments: boolean;
  underscores: boolean;
}

async function readText(entry: Entry, packed: boolean, work: Work): Promise<Text> {
  const name = shown(entry.name);
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const marks = new Marks();
  const start: Buffer[] = [];
  let length = 0;
  let valid = true;
  const phase = new ProgressPhase(work, `Reading ${name}, bytes`, 0);
  for await (const piece of readPieces(entry, packed)) {
    if (length === 0) checkText(piece, name);
    if (length < sampleLength) start.push(piece);
    length += piece.length;
    marks.see(piece);
    if (valid) {
      try {
        utf8.decode(piece, { stream: true });
      } catch {
        valid = false;
      }
    }
    await phase.at(length);
  }
  const head = Buffer.concat(start).subarray(0, sampleLength);
  const wide = isUtf16(head);
  const encoding = wide ? 'utf-16' : valid ? 'utf-8' : 'latin-1';
  const decoder = new TextDecoder(
    wide ? (head[0] === 0xfe ? 'utf-16be' : 'utf-16le') : valid ? 'utf-8' : 'latin1',
  );
  const sample = decoder.decode(head, { stream: true });
  return {
    encoding,
    sample,
    whole: length <= sampleLength,
    comments: marks.between,
    underscores: marks.underscores,
  };
}

/** Counts lines that begin with #, any other #, and _ after the first line that is no comment. */
class Marks {
  underscores = false;
  #lines = 0;
  #atStart = true;
  #inLead = true;
  #inComment = false;
  #later = 0;
  #elsewhere = 0;

  see(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === 0x0a || byte === 0x0d) {
        if (!this.#inLead) this.#lines++;
        this.#atStart = true;
        this.#inComment = false;
        continue;
      }
      if (byte === 0x5f && this.#lines > 0) this.underscores = true;
      if (byte === 0x23 && !this.#inComment) {
        if (!this.#atStart) this.#elsewhere++;
        else if (!this.#inLead) this.#later++;
        this.#inComment = this.#atStart;
      } else if (this.#atStart && !this.#inComment) this.#inLead = false;
      this.#atStart = false;
    }
  }

  get between(): boolean {
    return this.#later > 0 && this.#elsewhere === 0;
  }
}

function checkText(start: Buffer, name: string): void {
  if (isUtf16(start)) return;
  const head = start.subarray(0, 4096);
  if (head[0] === 0x50 && head[1] === 0x4b) {
    throw badInput(`${name} is an Excel or ZIP file, not text: save it as CSV first.`);
  }
  const odd = head.filter((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13);
  if (odd.length > 0) throw badInput(`${name} is not a table: it holds bytes that are no text.`);
}

function isUtf16(head: Uint8Array): boolean {
  return (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
}

/** Comments and blank lines before the first row, and how many lines they are. */
function leadingLines(sample: string): { length: number; count: number } {
  const lead = /^(\uFEFF?[ \t]*(#[^\r\n]*)?(\r\n|\n|\r))*/.exec(sample)?.[0] ?? '';
  return { length: lead.length, count: lead.match(/\r\n|\n|\r/g)?.length ?? 0 };
}

interface Candidate {
  delimiter: string;
  lines: Line[];
  columns: number;
  /** The share of lines that have that many columns. */
  agreement: number;
  /** The share of cells that are numbers. */
  numbers: number;
}

function chooseDelimiter(body: string, whole: boolean): Candidate {
  const candidates = delimiters.map((delimiter): Candidate => {
    const lines = parseDelimited(body, delimiter, sampleLines, whole).filter(
      ({ cells }) => cells.length > 1 || (cells[0] !== '' && !cells[0]?.startsWith('#')),
    );
    const counts = new Map<number, number>();
    for (const { cells } of lines) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
    const [columns, agreeing] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
    const cells = lines.flatMap((line) => line.cells.map((cell) => cell.trim()));
    const numbers = cells.filter((cell) => numberLike.test(cell)).length / Math.max(1, cells.length);
    return { delimiter, lines, columns, agreement: agreeing / Math.max(1, lines.length), numbers };
  });
  const several = candidates.filter(({ columns }) => columns > 1);
  const [best] = several.sort(
    (a, b) =>
      Math.round(b.agreement * 5) - Math.round(a.agreement * 5) ||
      // A blank separates words, too: any other sign that serves is the better guess.
      Number(a.delimiter === ' ') - Number(b.delimiter === ' ') ||
      // Decimal commas part every line but the header, and leave cells that are no numbers.
      Number(agreesFirst(b)) - Number(agreesFirst(a)) ||
      Math.round(b.numbers * 5) - Math.round(a.numbers * 5) ||
      b.columns - a.columns,
  );
  return best ?? candidates[0] ?? { delimiter: ',', lines: [], columns: 1, agreement: 1, numbers: 0 };
}

function agreesFirst({ lines, columns }: Candidate): boolean {
  return lines[0]?.cells.length === columns;
}

/**
 * The first line is a header where it holds no number but a column below it does; where nothing is a number,
 * where its cells are all different and none comes again below it; and where it counts 0, 1, 2, ...
 */
function findHeader(lines: readonly Line[]): string[] | null {
  const first = lines[0]?.cells.map((cell) => cell.trim()) ?? [];
  const rest = lines.slice(1);
  if (counts(first)) return rest.length === 0 ? null : first;
  if (first.some((cell) => numberLike.test(cell))) return null;
  const filled = first.filter((cell) => cell !== '');
  if (filled.length < first.length - 1) return null;
  if (rest.length === 0) return first;
  const numeric = first.some((_, column) => {
    const cells = rest.map(({ cells: line }) => line[column]?.trim() ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.filter((cell) => numberLike.test(cell)).length > cells.length / 2;
  });
  if (numeric) return first;
  const distinct = new Set(filled).size === filled.length;
  return distinct && first.every((cell, column) => !rest.some(({ cells }) => cells[column]?.trim() === cell))
    ? first
    : null;
}

/** 0, 1, 2, ... or 1, 2, 3, ...: what a data frame without names writes; an index before them has none. */
function counts(cells: readonly string[]): boolean {
  const named = cells[0] === '' ? cells.slice(1) : cells;
  const [first] = named;
  return (
    named.length > 2 &&
    (first === '0' || first === '1') &&
    named.every((cell, i) => cell === String(Number(first) + i))
  );
}

function hasDecimalCommas(lines: readonly Line[]): boolean {
  const cells = lines.flatMap((line) => line.cells.map((cell) => cell.trim()));
  const commas = cells.filter((cell) => /^[-+]?\d+,\d+(e[-+]?\d+)?$/i.test(cell)).length;
  const points = cells.filter((cell) => /^[-+]?\d*\.\d+(e[-+]?\d+)?$/i.test(cell)).length;
  return commas > 0 && points === 0;
}

import type { Dialect } from './dialect.ts';
import { quoted, readCsv, type Duck } from './duck.ts';
import type { Entry } from './tree.ts';

/** What a column of a text table holds. */
export interface ColumnFacts {
  /** Its place in the file; its SQL name is `c<index>`. */
  index: number;
  name: string;
  type: 'number' | 'text';
  present: number;
  missing: number;
  /** Cells in a column of numbers that are none; they count as missing. */
  bad: number;
  badExample: string;
  distinct: number;
  /** Numbers only. */
  whole: boolean;
  min: number;
  max: number;
}

/** What stands for a missing cell, in any case. */
const missingWords = ['', 'na', 'n/a', 'nan', 'null', '?', 'none'];
/** A column of numbers may hold this share of cells that are none. */
const badShare = 0.05;
const badNeeds = 20;
/** Counting different values holds them all in memory, so a few columns at a time. */
const distinctAtOnce = 8;

/**
 * Names for all columns, each once: blanks cut, `column_3` where there is none, `x_2` where `x` came before.
 * @param header as in the file, or null
 */
export function columnNames(header: readonly string[] | null, columns: number): string[] {
  const taken = new Set<string>();
  return Array.from({ length: columns }, (_, i) => {
    const wanted = header?.[i]?.trim() || `column_${i + 1}`;
    let name = wanted;
    for (let again = 2; taken.has(name); again++) name = `${wanted}_${again}`;
    taken.add(name);
    return name;
  });
}

/** A cell's text, or NULL where it stands for a missing one. */
function cell(column: string): string {
  const words = missingWords.map(quoted).join(', ');
  return `CASE WHEN lower(trim(${column})) IN (${words}) THEN NULL ELSE trim(${column}) END`;
}

function numeric(text: string, decimalComma: boolean): string {
  const plain = decimalComma ? `replace(${text}, ',', '.')` : text;
  // The cast takes digit separators that no CSV writer makes: 1_000 is a text.
  return `CASE WHEN contains(${text}, '_') THEN NULL ELSE try_cast(${plain} AS DOUBLE) END`;
}

/**
 * Reads text rows into the table `t`: columns of numbers as DOUBLE, the others as VARCHAR, NULL where a cell is
 * missing, and `part`, the number of the file. Two passes over the text, then a few over the columns.
 * @param dialects one a file
 * @param names of the columns, the same in every file
 */
export async function loadColumns(
  duck: Duck,
  entries: readonly Entry[],
  dialects: readonly Dialect[],
  names: readonly string[],
): Promise<{ facts: ColumnFacts[]; rows: number }> {
  const decimalComma = dialects.some((dialect) => dialect.decimalComma);
  const all = (rejects: boolean): string =>
    entries
      .map((entry, part) => ({ entry, part, dialect: dialects[part] }))
      .flatMap(({ entry, part, dialect }) =>
        dialect === undefined ? [] : [`SELECT *, ${part} AS part FROM ${readCsv(entry, dialect, rejects)}`],
      )
      .join(' UNION ALL ');
  const measures = names.flatMap((_, i) => {
    const text = cell(`c${i}`);
    const isBad = `${text} IS NOT NULL AND ${numeric(text, decimalComma)} IS NULL`;
    return [`count(${text})`, `count(*) FILTER (${isBad})`, `min(${text}) FILTER (${isBad})`];
  });
  const [found = []] = await duck.rows(`SELECT count(*), ${measures.join(', ')} FROM (${all(false)})`);
  const rows = Number(found[0]);
  const facts = names.map((name, index): ColumnFacts => {
    const present = Number(found[1 + 3 * index]);
    const bad = Number(found[2 + 3 * index]);
    const isNumber = present > 0 && (bad === 0 || (present >= badNeeds && bad / present <= badShare));
    return {
      index,
      name,
      type: isNumber ? 'number' : 'text',
      present: isNumber ? present - bad : present,
      missing: rows - (isNumber ? present - bad : present),
      bad: isNumber ? bad : 0,
      badExample: String(found[3 + 3 * index] ?? ''),
      distinct: 0,
      whole: false,
      min: NaN,
      max: NaN,
    };
  });
  const typed = facts.map(({ index, type }) => {
    const text = cell(`c${index}`);
    return `${type === 'number' ? numeric(text, decimalComma) : text} AS c${index}`;
  });
  await duck.run(`CREATE TABLE t AS SELECT ${typed.join(', ')}, part FROM (${all(true)})`);
  for (let from = 0; from < facts.length; from += distinctAtOnce) {
    await measureTyped(duck, facts.slice(from, from + distinctAtOnce));
  }
  return { facts, rows };
}

async function measureTyped(duck: Duck, facts: readonly ColumnFacts[]): Promise<void> {
  const measures = facts.flatMap(({ index, type }) =>
    type === 'number'
      ? [
          `count(DISTINCT c${index})`,
          `coalesce(bool_and(c${index} = trunc(c${index})), false)`,
          `min(c${index})::VARCHAR`,
          `max(c${index})::VARCHAR`,
        ]
      : [`count(DISTINCT c${index})`, 'false', 'NULL', 'NULL'],
  );
  const [found = []] = await duck.rows(`SELECT ${measures.join(', ')} FROM t`);
  facts.forEach((column, i) => {
    column.distinct = Number(found[4 * i]);
    column.whole = found[4 * i + 1] === true;
    column.min = sqlNumber(found[4 * i + 2]);
    column.max = sqlNumber(found[4 * i + 3]);
  });
}

function sqlNumber(value: unknown): number {
  if (typeof value !== 'string') return NaN;
  return value.endsWith('inf') ? (value.startsWith('-') ? -Infinity : Infinity) : Number(value);
}

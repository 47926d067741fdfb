import type { Duck } from './duck.ts';
import type { TableSource } from '../table/table-source.ts';
import type { TextTable } from './text-table.ts';
import { ProgressPhase, type Work } from '../work.ts';

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
  /** Numbers only: all are whole, and the range. */
  whole: boolean;
  min: number;
  max: number;
}

/** A column of numbers may hold this share of cells that are none: the first from twenty cells on. */
const badShare = 0.05;
/** Up to this many different values are counted as the rows go by; more need a pass of their own. */
const distinctHere = 2000;
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

/**
 * Finds out what every column holds. One pass to count cells, one over the numbers, and one more for every eight
 * columns of text or of many different numbers.
 * @param present non-missing cells of each column
 * @param numbers all columns as numbers, NaN where a cell is none
 */
export async function profileColumns(
  duck: Duck,
  text: TextTable,
  present: readonly number[],
  numbers: TableSource,
  work: Work,
): Promise<ColumnFacts[]> {
  const profiles = await profileNumbers(numbers, work);
  const facts = profiles.map(({ name, count, seen, whole, min, max }, index): ColumnFacts => {
    const cells = present[index] ?? 0;
    const bad = cells - count;
    const isNumber = cells > 0 && bad / cells <= badShare;
    return {
      index,
      name,
      type: isNumber ? 'number' : 'text',
      present: isNumber ? count : cells,
      missing: numbers.rows - (isNumber ? count : cells),
      bad: isNumber ? bad : 0,
      badExample: '',
      distinct: isNumber ? seen.size : 0,
      whole: isNumber && whole,
      min,
      max,
    };
  });
  const uncounted = facts.filter(({ type, distinct, present: cells }) =>
    type === 'text' ? cells > 0 : distinct > distinctHere,
  );
  for (let from = 0; from < uncounted.length; from += distinctAtOnce) {
    const some = uncounted.slice(from, from + distinctAtOnce);
    const counts = some.map(({ index, type }) =>
      type === 'text' ? `count(DISTINCT trim(c${index}))` : `count(DISTINCT ${text.number(index)})`,
    );
    const [found = []] = await duck.rows(`SELECT ${counts.join(', ')} FROM ${text.from}`);
    some.forEach((column, i) => (column.distinct = Number(found[i])));
  }
  for (const column of facts.filter(({ bad }) => bad > 0)) {
    const { index } = column;
    const [[example] = []] = await duck.rows(
      `SELECT c${index} FROM ${text.from} WHERE c${index} IS NOT NULL AND ${text.number(index)} IS NULL LIMIT 1`,
    );
    column.badExample = String(example);
  }
  return facts;
}

interface Profile {
  name: string;
  count: number;
  seen: Set<number>;
  whole: boolean;
  min: number;
  max: number;
}

async function profileNumbers(numbers: TableSource, work: Work): Promise<Profile[]> {
  const profiles = numbers.columns.map(({ name }): Profile => ({
    name,
    count: 0,
    seen: new Set(),
    whole: true,
    min: Infinity,
    max: -Infinity,
  }));
  const phase = new ProgressPhase(work, 'Reading rows', numbers.rows, [0, 0.2]);
  let rows = 0;
  for await (const values of numbers.blocks()) {
    profiles.forEach((profile, column) => {
      for (let at = column; at < values.length; at += profiles.length) see(profile, values[at] ?? NaN);
    });
    rows += values.length / profiles.length;
    await phase.at(rows);
  }
  return profiles;
}

function see(profile: Profile, value: number): void {
  if (Number.isNaN(value)) return;
  profile.count++;
  if (value < profile.min) profile.min = value;
  if (value > profile.max) profile.max = value;
  if (profile.whole && !Number.isInteger(value)) profile.whole = false;
  if (profile.seen.size <= distinctHere) profile.seen.add(value);
}

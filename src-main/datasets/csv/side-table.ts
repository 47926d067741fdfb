import { columnNames } from './columns.ts';
import { sniffDialect } from './dialect.ts';
import { Duck, readCsv } from './duck.ts';
import { labelRank } from '../table-names.ts';
import type { Entry } from '../source/tree.ts';
import type { Work } from '../work.ts';

/** A small table beside the data: labels, one line a sample. */
export interface SideTable {
  names: string[];
  /** The first line is among the rows: nothing says for sure that it is a header. */
  header: string[] | null;
  /** `rows[row][column]`, blanks around a cell cut. */
  rows: string[][];
}

/** A list of labels takes a few dozen bytes a sample: what is longer than this is data of its own. */
const longestList = 64e6;

/** Whether a table is short enough to be a list of labels. */
export function couldBeList(entry: Entry): boolean {
  return entry.size <= longestList;
}

/** How many lines a table has, its header among them where it is not sure to be one. */
export async function countLines(entry: Entry, work: Work): Promise<number> {
  const dialect = await sniffDialect(entry, work);
  const duck = await Duck.open([entry], work);
  try {
    const [[lines] = []] = await duck.rows(`SELECT count(*) FROM ${readCsv(entry, dialect, false)}`);
    return Number(lines);
  } finally {
    duck.close();
  }
}

/** Reads a whole table as text. */
export async function readSideTable(entry: Entry, work: Work): Promise<SideTable> {
  const dialect = await sniffDialect(entry, work);
  const duck = await Duck.open([entry], work);
  try {
    const rows: string[][] = [];
    for await (const chunk of duck.chunks(`SELECT * FROM ${readCsv(entry, dialect, false)}`)) {
      for (const row of chunk.getRows())
        rows.push(row.map((cell) => (cell === null ? '' : String(cell).trim())));
    }
    return { names: columnNames(dialect.header, dialect.columns), header: dialect.header, rows };
  } finally {
    duck.close();
  }
}

/**
 * Columns that could be labels, the likeliest first: by name, then those of few different values.
 * @param besides a column that is something else, or -1
 */
export function rankLabelColumns({ names, rows }: SideTable, besides: number): number[] {
  return names
    .map((name, column) => ({
      column,
      rank: labelRank(name) < 0 ? Infinity : labelRank(name),
      distinct: new Set(rows.map((row) => row[column] ?? '')).size,
    }))
    .filter(({ column, distinct }) => column !== besides && distinct > 1)
    .sort((a, b) => (a.rank === b.rank ? a.distinct - b.distinct : a.rank - b.rank))
    .map(({ column }) => column);
}

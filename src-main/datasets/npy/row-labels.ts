import { badInput, type ImportOptions } from '../../contract/index.ts';
import { splitOfFolder } from '../source/folders.ts';
import {
  couldBeList,
  countLines,
  rankLabelColumns,
  readSideTable,
  type SideTable,
} from '../csv/side-table.ts';
import { splitOfFile, stemOf } from '../table-names.ts';
import { list, shown } from '../text.ts';
import type { Entry } from '../source/tree.ts';
import type { Work } from '../work.ts';

/** Labels of an array's rows, from a table with one line a row. */
export interface RowLabels {
  files: Entry[];
  candidates: string[];
  /**
   * The labels of the column in force, one a row; all null for none.
   * @throws IsthmusError `bad_input` where the column asked for is not there
   */
  choose(options: ImportOptions): { name: string | null; labels: (string | null)[] };
}

interface Part {
  split: 'train' | 'test' | null;
  rows: number;
}

const labelFile = /label|class|target|meta|obs|annot|^y([^a-z]|$)/i;
const missing = new Set(['', 'na', 'n/a', 'nan', 'null', '?', 'none']);

/**
 * Finds a table whose lines are as many as the rows of each part; null where there is none, or more than one.
 * @param neighbours the tables were not dropped themselves: only those named as labels are looked at, and what does not
 *   fit is no mistake
 * @throws IsthmusError `bad_input` where the only table that is called labels has another number of lines
 */
export async function findRowLabels(
  tables: readonly Entry[],
  parts: readonly Part[],
  neighbours: boolean,
  work: Work,
): Promise<RowLabels | null> {
  const found: { entry: Entry; table: SideTable }[] = [];
  for (const { split, rows } of parts) {
    const mine = tables.filter(
      (entry) => couldBeList(entry) && (parts.length === 1 || splitOf(entry) === split),
    );
    const named = mine.filter((entry) => labelFile.test(stemOf(entry.name)));
    const likely = named.length > 0 || neighbours ? named : mine;
    const fitting: { entry: Entry; table: SideTable }[] = [];
    let lines = 0;
    for (const entry of likely) {
      lines = await countLines(entry, work).catch((error: unknown) => {
        if (work.signal.aborted || (named.length === 1 && !neighbours)) throw error;
        return -1;
      });
      // A header that looks like a row, or a row that looks like a header, is one line more or less.
      if (Math.abs(lines - rows) > 1) continue;
      const fitted = fit(await readSideTable(entry, work), rows);
      if (fitted !== null) fitting.push({ entry, table: fitted });
    }
    const [one] = fitting;
    const [only] = named;
    if (one !== undefined && fitting.length === 1) found.push(one);
    else if (only !== undefined && named.length === 1 && fitting.length === 0 && !neighbours) {
      throw badInput(
        `${shown(only.name)} has ${lines} lines of labels but the array has ${rows} rows: they do not belong together.`,
      );
    }
  }
  return found.length === parts.length ? labelsOf(found) : null;
}

/** The number of rows says whether the first line is a header, better than a look at it can. */
function fit(table: SideTable, rows: number): SideTable | null {
  if (table.rows.length === rows) return table;
  const [first, ...rest] = table.rows;
  if (table.header !== null && table.rows.length === rows - 1) {
    return { ...table, header: null, rows: [table.header, ...table.rows] };
  }
  if (table.header === null && first !== undefined && rest.length === rows) {
    return { names: first, header: first, rows: rest };
  }
  return null;
}

function labelsOf(found: readonly { entry: Entry; table: SideTable }[]): RowLabels {
  const ranked = found.map(({ table }) =>
    rankLabelColumns(table, -1).map((column) => table.names[column] ?? ''),
  );
  const candidates = (ranked[0] ?? []).filter((name) => ranked.every((names) => names.includes(name)));
  return {
    files: found.map(({ entry }) => entry),
    candidates,
    choose({ label_column: asked }) {
      const name = (asked === undefined ? candidates[0] : asked) ?? null;
      if (name !== null && !candidates.includes(name)) {
        throw badInput(
          `The table of labels has no column "${shown(name)}" of labels: it has ${list(candidates)}.`,
        );
      }
      const labels = found.flatMap(({ table }) => {
        const column = name === null ? -1 : table.names.indexOf(name);
        return table.rows.map((row) => {
          const cell = row[column] ?? '';
          return missing.has(cell.toLowerCase()) ? null : cell;
        });
      });
      return { name, labels };
    },
  };
}

function splitOf(entry: Entry): 'train' | 'test' | null {
  return splitOfFile(entry.name) ?? (entry.parts.length > 1 ? splitOfFolder(entry.parts[0] ?? '') : null);
}

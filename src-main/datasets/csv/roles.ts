import { count, counted, badInput, type ImportOptions } from '../../contract/index.ts';
import type { ColumnFacts } from './columns.ts';
import type { Column } from '../loader.ts';
import { labelRank } from '../table-names.ts';
import { list, shown } from '../text.ts';

/** What becomes of each column. */
export interface Roles {
  columns: Column[];
  /** Places of the columns that are features or one-hot encoded, in the file's order. */
  features: ColumnFacts[];
  label: ColumnFacts | null;
  id: ColumnFacts | null;
  candidates: string[];
  warnings: string[];
}

const idName = /^(id|index|unnamed: ?\d+|row|row_?names?|row_?(id|nr|no|number)|#)$|(^|[_ ])(id|uuid)$/i;
const surelyId = /^(id|index|unnamed: ?0|rownames)$/i;
/** In fewer rows, numbers that count them may be chance. */
const countedRows = 10;
const guessedClasses = 50;
const maxClasses = 1000;
/** A category of more values would make more columns than anyone reads. */
const maxValues = 256;

/**
 * Decides which column is the label, which name the rows, and which become features.
 * @param rows how many rows the table has
 * @throws IsthmusError `bad_input` where a column asked for is not there or cannot be the label, or no feature is left
 */
export function assignRoles(
  facts: readonly ColumnFacts[],
  rows: number,
  options: ImportOptions,
  table: string,
): Roles {
  const ids = new Set(facts.filter((column) => isId(column, rows)));
  const candidates = facts.filter((column) => !ids.has(column) && couldBeLabel(column, rows));
  const label = chooseLabel(facts, candidates, ids, rows, options, table);
  const ignored = ignoredColumns(facts, options, table);
  const warnings: string[] = [];
  const features: ColumnFacts[] = [];
  const dropped: string[] = [];
  const encoded: ColumnFacts[] = [];
  const columns = facts.map((column): Column => {
    const { name, type, missing, distinct } = column;
    const told = (role: Column['role'], note: string | null): Column => ({
      name,
      type,
      missing,
      distinct,
      role,
      note,
    });
    if (column === label) return told('label', null);
    if (ignored.has(name)) return told('ignored', 'left out as asked');
    if (distinct === 0) return told('ignored', 'has no values');
    if (ids.has(column)) return told('ignored', idNote(column));
    if (type === 'number') {
      features.push(column);
      return told('feature', featureNote(column, rows));
    }
    if (options.categorical === 'one_hot' && distinct <= maxValues) {
      features.push(column);
      encoded.push(column);
      return told('one_hot', `becomes ${counted(distinct, 'column')} of 0 and 1`);
    }
    dropped.push(name);
    return told(
      'ignored',
      distinct > maxValues ? `text with ${count(distinct)} different values` : 'text, not numbers',
    );
  });
  if (dropped.length > 0) {
    warnings.push(
      options.categorical === 'one_hot'
        ? `${counted(dropped.length, 'column')} of text ${dropped.length === 1 ? 'has' : 'have'} more than ${count(maxValues)} different values and ${dropped.length === 1 ? 'was' : 'were'} left out: ${list(dropped)}.`
        : `${counted(dropped.length, 'column')} of text ${dropped.length === 1 ? 'was' : 'were'} left out: ${list(dropped)}; choose one-hot encoding to use ${dropped.length === 1 ? 'it' : 'them'}.`,
    );
  }
  if (encoded.length > 0) {
    const made = encoded.reduce((sum, { distinct }) => sum + distinct, 0);
    warnings.push(
      `${counted(encoded.length, 'column')} of text became ${counted(made, 'column')} of 0 and 1, which are not scaled: ${list(encoded.map(({ name }) => name))}.`,
    );
  }
  warnings.push(...idWarnings(facts, ids, label), ...badWarnings(features));
  if (features.length === 0) {
    throw badInput(
      `${table} has no column of numbers to reduce${dropped.length > 0 ? ` (${list(dropped)} hold text: choose one-hot encoding)` : ''}: choose a table with more columns.`,
    );
  }
  const id = facts.find((column) => ids.has(column) && column.distinct === rows && column !== label) ?? null;
  return { columns, features, label, id, candidates: candidates.map(({ name }) => name), warnings };
}

/** A name says it, or every row has its own text; a first column that counts the rows from 0 or 1 says it too. */
function isId(column: ColumnFacts, rows: number): boolean {
  const { name, type, distinct, missing, whole, index } = column;
  if (surelyId.test(name)) return true;
  if (distinct < rows || missing > 0 || rows < 3) return false;
  if (type === 'text') return true;
  return whole && (idName.test(name) || (index === 0 && rows >= countedRows && countsRows(column, rows)));
}

function countsRows({ distinct, missing, whole, min, max }: ColumnFacts, rows: number): boolean {
  return whole && missing === 0 && distinct === rows && (min === 0 || min === 1) && max - min === rows - 1;
}

function couldBeLabel({ type, distinct, whole }: ColumnFacts, rows: number): boolean {
  if (distinct < 2 || distinct > Math.max(2, rows / 2)) return false;
  return type === 'text' ? distinct <= maxClasses : whole && distinct <= guessedClasses;
}

function chooseLabel(
  facts: readonly ColumnFacts[],
  candidates: readonly ColumnFacts[],
  ids: ReadonlySet<ColumnFacts>,
  rows: number,
  { label_column: asked }: ImportOptions,
  table: string,
): ColumnFacts | null {
  if (asked === null) return null;
  if (asked === undefined) return guessLabel(facts, candidates, rows);
  const column = facts.find(({ name }) => name === asked);
  if (column === undefined) throw noColumn(asked, facts, table);
  const { distinct } = column;
  if (distinct > maxClasses || (ids.has(column) && distinct === rows) || distinct > Math.max(2, rows / 2)) {
    throw badInput(
      `"${shown(asked)}" has ${count(distinct)} different values in ${counted(rows, 'row')}, too many for a label: choose a column of classes, or none.`,
    );
  }
  if (distinct === 0)
    throw badInput(`"${shown(asked)}" has no values: choose another label column, or none.`);
  return column;
}

function guessLabel(
  facts: readonly ColumnFacts[],
  candidates: readonly ColumnFacts[],
  rows: number,
): ColumnFacts | null {
  // Beside an x, a y is a coordinate.
  const hasX = facts.some(({ name }) => name.toLowerCase() === 'x');
  const [named] = candidates
    .filter(({ name }) => labelRank(name) >= 0 && !(hasX && name.toLowerCase() === 'y'))
    .sort((a, b) => labelRank(a.name) - labelRank(b.name));
  if (named !== undefined) return named;
  const last = facts.at(-1);
  if (last === undefined || !candidates.includes(last)) return null;
  return last.type === 'text' || rows / last.distinct >= 5 ? last : null;
}

function ignoredColumns(
  facts: readonly ColumnFacts[],
  { ignore_columns: asked = [] }: ImportOptions,
  table: string,
): Set<string> {
  for (const name of asked)
    if (!facts.some((column) => column.name === name)) throw noColumn(name, facts, table);
  return new Set(asked);
}

function noColumn(name: string, facts: readonly ColumnFacts[], table: string): Error {
  return badInput(
    `${table} has no column "${shown(name)}": it has ${list(
      facts.map((column) => column.name),
      12,
    )}.`,
  );
}

function idNote({ type }: ColumnFacts): string {
  return type === 'text' ? 'looks like a name: every row has its own' : 'looks like a row number';
}

function featureNote(column: ColumnFacts, rows: number): string | null {
  const { bad, distinct, missing } = column;
  if (distinct === 1 && missing === 0) return 'has the same value in every row';
  if (bad > 0) return `${counted(bad, 'cell is', 'cells are')} no number`;
  return rows >= countedRows && countsRows(column, rows)
    ? 'counts the rows: leave it out if it only numbers them'
    : null;
}

function idWarnings(
  facts: readonly ColumnFacts[],
  ids: ReadonlySet<ColumnFacts>,
  label: ColumnFacts | null,
): string[] {
  const names = facts.filter((column) => ids.has(column) && column !== label && column.distinct > 0);
  if (names.length === 0) return [];
  return [
    `${counted(names.length, 'column')} that only ${names.length === 1 ? 'names' : 'name'} the rows ${names.length === 1 ? 'was' : 'were'} left out: ${list(names.map(({ name }) => name))}.`,
  ];
}

function badWarnings(features: readonly ColumnFacts[]): string[] {
  return features
    .filter(({ bad }) => bad > 0)
    .map(
      ({ name, bad, badExample }) =>
        `"${shown(name)}" holds ${counted(bad, 'cell')} that ${bad === 1 ? 'is' : 'are'} no number, such as "${shown(badExample)}", counted as missing.`,
    );
}

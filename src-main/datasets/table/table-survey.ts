import type { TableSource } from './table-source.ts';
import { ProgressPhase, type Work } from '../work.ts';

/** What one pass over a table finds. */
export interface TableSurvey {
  /** Missing cells of each column, those that are infinite among them. */
  missing: Float64Array;
  /** Cells of each column that no 32-bit number can hold. */
  infinite: Float64Array;
  /** The smallest and largest value of each column; NaN where there is none. */
  min: Float64Array;
  max: Float64Array;
  /** One a row: 1 where a cell is missing. */
  incomplete: Uint8Array;
  incompleteRows: number;
  /** How many different values the first columns have; only those that are shown. */
  distinct: number[];
}

const largest = 3.402_823_466_385_288_6e38;
/** Distinct values are counted exactly, in a copy of the column; this bounds the copies. */
const distinctCells = 4_000_000;
const distinctColumns = 16;

/** A value as the matrix can hold it: NaN for a missing cell and for one that is infinite as a 32-bit number. */
export function clean(value: number): number {
  return Math.abs(value) <= largest ? value : NaN;
}

/**
 * Counts what is missing, infinite and different in a table, in one pass.
 * Memory: one byte a row, and up to 32 MB for the distinct values of the first columns.
 */
export async function surveyTable(table: TableSource, work: Work): Promise<TableSurvey> {
  const columns = table.columns.length;
  const survey: TableSurvey = {
    missing: new Float64Array(columns),
    infinite: new Float64Array(columns),
    min: new Float64Array(columns).fill(NaN),
    max: new Float64Array(columns).fill(NaN),
    incomplete: new Uint8Array(table.rows),
    incompleteRows: 0,
    distinct: [],
  };
  const copied = Math.min(columns, distinctColumns, Math.max(1, Math.floor(distinctCells / table.rows)));
  const copies = Array.from({ length: copied }, () => new Float64Array(table.rows));
  const phase = new ProgressPhase(work, 'Looking at rows', table.rows, [0, 0.3]);
  let row = 0;
  for await (const values of table.blocks()) {
    for (let at = 0; at < values.length; at += columns, row++) surveyRow(survey, values, at, row, copies);
    await phase.at(row);
  }
  survey.distinct = copies.map(countDistinct);
  return survey;
}

function surveyRow(
  survey: TableSurvey,
  values: Float64Array,
  at: number,
  row: number,
  copies: readonly Float64Array[],
): void {
  const { missing, infinite, min, max, incomplete } = survey;
  for (let column = 0; column < missing.length; column++) {
    const value = values[at + column] ?? NaN;
    const usable = clean(value);
    const copy = copies[column];
    if (copy) copy[row] = usable;
    if (Number.isNaN(usable)) {
      missing[column] = (missing[column] ?? 0) + 1;
      if (!Number.isNaN(value)) infinite[column] = (infinite[column] ?? 0) + 1;
      if (incomplete[row] === 0) survey.incompleteRows++;
      incomplete[row] = 1;
      continue;
    }
    if (!(usable >= (min[column] ?? NaN))) min[column] = usable;
    if (!(usable <= (max[column] ?? NaN))) max[column] = usable;
  }
}

/** NaN sorts last and differs from itself, so it is left out. */
function countDistinct(values: Float64Array): number {
  const sorted = values.sort();
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) {
    const value = sorted[i] ?? NaN;
    if (!Number.isNaN(value) && value !== sorted[i - 1]) distinct++;
  }
  return distinct;
}

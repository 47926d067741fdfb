import type { Column, Opened } from '../loader.ts';
import { newArray } from './new-rows.ts';
import type { TableColumn, TableSource } from './table-source.ts';
import { planTable, type TableInput } from './table.ts';
import type { TableSurvey } from './table-survey.ts';

/** The columns of an array that has no names for them. */
export function plainColumns(features: number): TableColumn[] {
  return Array.from({ length: features }, (_, i) => ({ name: `feature_${i + 1}`, values: null }));
}

type ArrayInput = Omit<TableInput, 'columns' | 'cells' | 'options' | 'label_candidates' | 'recipe'> &
  Partial<Pick<TableInput, 'options' | 'label_candidates'>>;

/** A plain array of numbers, samples × features: its preview shows the first columns only. */
export function openArray(input: ArrayInput): Opened {
  const { table } = input;
  return {
    plan: (options, work) => planTable(arrayInput(input), options, work),
    rows: (recipe, work) => newArray(table, recipe, input, work),
    close: () => undefined,
  };
}

/** Fills in what a plain array's plan is made of. */
export function arrayInput(input: ArrayInput): TableInput {
  const { table } = input;
  let shownColumns = 0;
  return {
    options: {},
    label_candidates: [],
    ...input,
    columns: (survey) => {
      const columns = firstColumns(table, survey);
      shownColumns = columns.length;
      return columns;
    },
    cells: (rows) => firstCells(table, rows, shownColumns),
    recipe: (fitted, scaling, missing) => ({ kind: 'array', scaling, missing, ...fitted }),
  };
}

function firstColumns(table: TableSource, survey: TableSurvey): Column[] {
  return survey.distinct.map((distinct, i) => ({
    name: table.columns[i]?.name ?? '',
    type: 'number',
    missing: survey.missing[i] ?? 0,
    distinct,
    role: 'feature',
    note: distinct === 1 ? 'has the same value in every row' : null,
  }));
}

async function firstCells(table: TableSource, wanted: Int32Array, shownColumns: number): Promise<string[][]> {
  const width = table.columns.length;
  const cells: string[][] = [];
  let start = 0;
  for await (const values of table.blocks()) {
    const end = start + values.length / width;
    for (let row = wanted[cells.length]; row !== undefined && row < end; row = wanted[cells.length]) {
      const at = (row - start) * width;
      cells.push(Array.from(values.subarray(at, at + shownColumns), cellText));
    }
    if (cells.length >= wanted.length) break;
    start = end;
  }
  return cells;
}

function cellText(value: number): string {
  return Number.isNaN(value) ? '' : String(Number(value.toPrecision(6)));
}

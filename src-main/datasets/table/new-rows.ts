import { count, counted, badInput, type Recipe } from '../../contract/index.ts';
import type { NewFacts, NewRows } from '../loader.ts';
import { shown } from '../text.ts';
import { ProgressPhase, type Work } from '../work.ts';
import { transform, type FittedScaler } from './scale.ts';
import type { TableColumn, TableSource } from './table-source.ts';
import { clean } from './table-survey.ts';

/**
 * New rows of a plain array, filled and scaled as the recipe says.
 * @throws IsthmusError `bad_input` where the recipe is of another kind, or has another number of features
 */
export async function newArray(
  table: TableSource,
  recipe: Recipe,
  facts: NewFacts,
  work: Work,
): Promise<NewRows> {
  const name = shown(facts.name);
  if (recipe.kind !== 'array') {
    throw badInput(
      `${name} is a plain array, but the run was made of ${recipe.kind === 'images' ? 'pictures' : 'a table with named columns'}: give it data of that kind.`,
    );
  }
  if (recipe.offset.length !== table.columns.length) {
    throw badInput(
      `${name} has ${counted(table.columns.length, 'feature')}, but the run was made of ${count(recipe.offset.length)}: give it rows of the same features.`,
    );
  }
  return newTableRows(table, recipe, recipe.missing === 'drop_rows', facts, work);
}

/** New rows of any table whose columns are already those of the recipe. */
export async function newTableRows(
  table: TableSource,
  fitted: FittedScaler,
  drop: boolean,
  facts: NewFacts,
  work: Work,
): Promise<NewRows> {
  const { name, ids, skipped } = facts;
  const columns = table.columns.length;
  const features = fitted.offset.length;
  const matrix = new Float32Array(table.rows * features);
  const names = ids();
  const kept: string[] = [];
  const phase = new ProgressPhase(work, 'Reading rows', table.rows);
  let start = 0;
  let gaps = 0;
  let strange = 0;
  for await (const values of table.blocks()) {
    const rows = values.length / columns;
    const complete = Array.from({ length: rows }, (_, row) => {
      const missing = missingCells(values, row * columns, table.columns);
      gaps += missing.numbers;
      strange += missing.categories;
      return missing.numbers + missing.categories === 0;
    });
    const keep = (row: number): boolean => !drop || complete[row] === true;
    matrix.set(transform(values, table.columns, fitted, keep), kept.length * features);
    for (let row = 0; row < rows; row++)
      if (keep(row)) kept.push(names[start + row] ?? String(start + row + 1));
    start += rows;
    await phase.at(start);
  }
  if (kept.length === 0)
    throw badInput(`${shown(name)} has no row without missing cells: there is nothing to encode.`);
  const warnings = [
    ...facts.warnings,
    ...gapWarnings(name, gaps, strange, drop ? table.rows - kept.length : 0),
  ];
  return {
    rows: kept.length,
    ids: kept,
    matrix: matrix.subarray(0, kept.length * features),
    warnings,
    skipped,
  };
}

function gapWarnings(name: string, gaps: number, strange: number, dropped: number): string[] {
  if (dropped > 0) {
    return [
      `${counted(dropped, 'row')} of ${shown(name)} with missing cells left out, as when the run was made.`,
    ];
  }
  const warnings: string[] = [];
  if (gaps > 0) {
    warnings.push(
      `${counted(gaps, 'missing cell')} of ${shown(name)} filled with the value learned when the run was made.`,
    );
  }
  if (strange > 0) {
    warnings.push(
      `${counted(strange, 'value')} of ${shown(name)} missing, or of a category that was not there when the run was made: 0 in all its columns.`,
    );
  }
  return warnings;
}

function missingCells(
  values: Float64Array,
  at: number,
  columns: readonly TableColumn[],
): { numbers: number; categories: number } {
  const missing = { numbers: 0, categories: 0 };
  columns.forEach((column, i) => {
    if (Number.isNaN(clean(values[at + i] ?? NaN)))
      missing[column.values === null ? 'numbers' : 'categories']++;
  });
  return missing;
}

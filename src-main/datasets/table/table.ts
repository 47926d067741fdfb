/**
 * Tables of any origin: what is missing in them, the rows that stay, filling and scaling, and new rows by the same
 * recipe. Formats that give columns of numbers (`csv`, `npy`, `idx`) end here.
 */

import { count, counted, badInput, type Dataset, type ImportOptions } from '../../contract/index.ts';
import { NpyWriter } from '../../store/arrays.ts';
import type { Labels } from '../labels.ts';
import type { Column, Format, ImportPlan, SampleView } from '../loader.ts';
import { fitScaling, transform, type FittedScaler } from './scale.ts';
import { chooseSplit } from '../split.ts';
import type { Missing, Scaling, TableColumn, TableSource } from './table-source.ts';
import { surveyTable, type TableSurvey } from './table-survey.ts';
import { list, shown } from '../text.ts';
import type { Skipped } from '../source/tree.ts';
import { ProgressPhase, type Work } from '../work.ts';

/** A table with what is known of it, before the split. */
export interface TableInput {
  format: Format;
  name: string;
  found: string;
  table: TableSource;
  labels: Labels;
  given: Uint8Array | null;
  ids: () => string[];
  skipped: Skipped[];
  warnings: string[];
  columns: (survey: TableSurvey) => Column[];
  /** The cells of these rows (ascending) under the columns that are not ignored. */
  cells: (rows: Int32Array) => Promise<string[][]>;
  options: ImportOptions;
  label_candidates: string[];
  /** The recipe, once the numbers in it are known. */
  recipe: (fitted: FittedScaler, scaling: Scaling, missing: Missing) => Dataset['recipe'];
}

/** Names of the features that columns become: themselves, or `column=value` for each value of a category. */
function featureNames(columns: readonly TableColumn[]): string[] {
  return columns.flatMap(({ name, values }) =>
    values === null ? [name] : values.map((value) => `${name}=${value}`),
  );
}

/**
 * The plan for a table: what of it is missing, which rows stay, and the split. One pass over the data.
 * @throws IsthmusError `bad_input` where fewer than two rows stay
 */
export async function planTable(input: TableInput, options: ImportOptions, work: Work): Promise<ImportPlan> {
  const { table } = input;
  const scaling = options.scaling ?? 'standard';
  const missing = options.missing ?? 'mean';
  const survey = await surveyTable(table, work);
  const kept = keptRows(table, survey, missing);
  const labels = kept === null ? input.labels : { ...input.labels, labels: pick(input.labels.labels, kept) };
  const given = kept === null || input.given === null ? input.given : pick(input.given, kept);
  const { split, recipe, warnings } = chooseSplit(labels, given, options);
  const ids = input.ids();
  const name = options.name ?? input.name;
  const drawn = recipe.kind !== 'given';
  const names = featureNames(table.columns);
  return {
    format: input.format,
    kind: 'table',
    found: input.found,
    name,
    features: names.length,
    shape: [names.length],
    feature_names: names,
    classes: labels.classes,
    labels: labels.labels,
    split,
    split_recipe: recipe,
    ids: kept === null ? ids : Array.from(kept, (row) => ids[row] ?? ''),
    skipped: input.skipped,
    warnings: [...input.warnings, ...surveyWarnings(table, survey, missing), ...warnings],
    columns: input.columns(survey),
    options: {
      name,
      ...input.options,
      scaling,
      missing,
      ...(drawn && { test_fraction: recipe.test_fraction, seed: recipe.seed }),
    },
    label_candidates: input.label_candidates,
    samples: async (rows): Promise<SampleView[]> => {
      const cells = await input.cells(kept === null ? rows : pick(kept, rows));
      return cells.map((line) => ({ picture: null, cells: line }));
    },
    async write(folder, work) {
      const fitted = await fitScaling(table, { kept, split, scaling, missing }, work);
      const shape = [labels.labels.length, names.length];
      const phase = new ProgressPhase(work, 'Writing rows', table.rows, [0.7, 1]);
      const matrix = new NpyWriter(`${folder}/matrix.npy`, 'float32', shape);
      try {
        let at = 0;
        for await (const values of table.blocks()) {
          const start = at;
          at += values.length / table.columns.length;
          const keep = (row: number): boolean =>
            missing !== 'drop_rows' || survey.incomplete[start + row] === 0;
          matrix.append(transform(values, table.columns, fitted, keep));
          await phase.at(at);
        }
      } catch (error) {
        matrix.abandon();
        throw error;
      }
      return {
        recipe: input.recipe(fitted, scaling, missing),
        artifacts: [matrix.commit()],
        thumbnails: null,
      };
    },
  };
}

/** The rows that stay, or null for all. */
function keptRows(table: TableSource, survey: TableSurvey, missing: Missing): Int32Array | null {
  const name = shown(table.name);
  if (table.rows < 2)
    throw badInput(`${name} holds ${counted(table.rows, 'sample')}: at least two are needed.`);
  if (missing !== 'drop_rows' || survey.incompleteRows === 0) return null;
  const kept = new Int32Array(table.rows - survey.incompleteRows);
  let next = 0;
  survey.incomplete.forEach((incomplete, row) => {
    if (incomplete === 0) kept[next++] = row;
  });
  if (kept.length < 2) {
    throw badInput(
      `${name} has ${counted(kept.length, 'row')} without missing cells: choose to fill missing cells with the mean.`,
    );
  }
  return kept;
}

function surveyWarnings(table: TableSource, survey: TableSurvey, missing: Missing): string[] {
  const warnings: string[] = [];
  const gaps = table.columns.flatMap(({ name }, i) => {
    const cells = survey.missing[i] ?? 0;
    return cells > 0 ? [{ name, cells, category: table.columns[i]?.values !== null }] : [];
  });
  const total = gaps.reduce((sum, { cells }) => sum + cells, 0);
  const where = list(
    gaps.map(({ name, cells }) => `${name} ${count(cells)}`),
    8,
  );
  if (total > 0 && missing === 'drop_rows') {
    warnings.push(
      `${counted(survey.incompleteRows, 'row')} with missing cells ${survey.incompleteRows === 1 ? 'was' : 'were'} left out (${where}).`,
    );
  } else if (total > 0) {
    const rule = `filled with the ${missing} of the training samples' values`;
    const category = gaps.some((gap) => gap.category) ? '; a missing category is 0 in all its columns' : '';
    warnings.push(
      `${counted(total, 'cell is', 'cells are')} missing in ${counted(gaps.length, 'column')} (${where}): ${rule}${category}.`,
    );
  }
  const infinite = survey.infinite.reduce((sum, cells) => sum + cells, 0);
  if (infinite > 0) {
    const columns = table.columns.filter((_, i) => (survey.infinite[i] ?? 0) > 0).map(({ name }) => name);
    warnings.push(
      `${counted(infinite, 'cell is', 'cells are')} infinite or too large for 32-bit numbers (${list(columns)}), and counted as missing.`,
    );
  }
  const empty = table.columns.filter((_, i) => survey.missing[i] === table.rows).map(({ name }) => name);
  if (empty.length > 0) {
    warnings.push(
      `${counted(empty.length, 'column has', 'columns have')} no values and became zeros: ${list(empty)}.`,
    );
  }
  return warnings;
}

function pick<T extends Int32Array | Uint8Array>(values: T, rows: Int32Array): T {
  const picked = values.slice(0, rows.length) as T;
  rows.forEach((row, i) => {
    picked[i] = values[row] ?? 0;
  });
  return picked;
}

/**
 * CSV, TSV and other text tables: which files belong together, their dialect, and what each column is for. Lists that
 * stand beside pictures or arrays are read here too.
 */

import { counted, badInput, type ImportOptions, type Recipe } from '../../contract/index.ts';
import { columnNames, profileColumns, type ColumnFacts } from './columns.ts';
import { sniffDialect, type Dialect } from './dialect.ts';
import { Duck } from './duck.ts';
import { findTables } from './csv-files.ts';
import { encodeLabels } from '../labels.ts';
import type { Loader, NewRows, Opened, ImportPlan } from '../loader.ts';
import { naturalSort } from '../source/natural.ts';
import { newTableRows } from '../table/new-rows.ts';
import { assignRoles, type Roles } from './roles.ts';
import type { TableColumn, TableSource } from '../table/table-source.ts';
import { planTable } from '../table/table.ts';
import { TextTable, selectColumns, type Numbered } from './text-table.ts';
import { list, shown } from '../text.ts';
import type { Entry, FileTree, Skipped } from '../source/tree.ts';
import type { Work } from '../work.ts';

/** CSV and TSV, plain or gzipped, and other text tables; two files `train` and `test` are one dataset. */
export const csv: Loader = {
  format: 'csv',
  async recognise(tree, work) {
    const { tables, skipped } = await findTables(tree, work);
    if (tables.length === 0) return null;
    const dialects: Dialect[] = [];
    for (const { entry } of tables) dialects.push(await sniffDialect(entry, work));
    const entries = tables.map(({ entry }) => entry);
    const names = agreedNames(entries, dialects);
    const duck = await Duck.open(entries, work);
    try {
      const text = new TextTable(entries, dialects);
      const counts = names.map((_, i) => `count(c${i})`).join(', ');
      const [found = []] = await duck.rows(`SELECT count(*), ${counts} FROM ${text.fromWithRejects}`);
      const [rows = 0, ...present] = found.map(Number);
      const rejected = await duck.rejected(entries);
      const label = entries[0]?.name ?? tree.name;
      checkShape(label, rows, names.length, rejected);
      const numbered = names.map((name, index) => ({ index, column: { name, values: null } }));
      const numbers = text.numbers(duck, label, rows, numbered);
      const facts = await profileColumns(duck, text, present, numbers, work);
      const left = [...tree.skipped, ...skipped, ...rejected];
      const table = { tree, entries, dialects, text, numbers, facts, rows, skipped: left };
      return new CsvTable(duck, table);
    } catch (error) {
      duck.close();
      throw error;
    }
  },
};

interface Loaded {
  tree: FileTree;
  entries: Entry[];
  dialects: Dialect[];
  text: TextTable;
  /** All columns as numbers. */
  numbers: TableSource;
  facts: ColumnFacts[];
  rows: number;
  skipped: Skipped[];
}

function agreedNames(entries: readonly Entry[], dialects: readonly Dialect[]): string[] {
  const all = dialects.map(({ header, columns }) => columnNames(header, columns));
  const [names = [], other = names] = all;
  if (String(names) !== String(other)) {
    const files = entries.map(({ name }) => name);
    throw badInput(`${list(files)} do not have the same columns: give both the same, or drop one of them.`);
  }
  return names;
}

function checkShape(file: string, rows: number, columns: number, rejected: readonly Skipped[]): void {
  const name = shown(file);
  const [first] = rejected;
  if (rows === 0 && first !== undefined) {
    throw badInput(
      `${name} has no row that can be read (${shown(first.file)} ${first.reason}): check how it was saved.`,
    );
  }
  if (rows === 0) throw badInput(`${name} has a header but no rows: choose a file with rows of numbers.`);
  if (columns === 1) {
    throw badInput(
      `${name} has one column only, so there is nothing to reduce: choose a table with several columns.`,
    );
  }
}

class CsvTable implements Opened {
  readonly #duck: Duck;
  readonly #table: Loaded;

  constructor(duck: Duck, table: Loaded) {
    this.#duck = duck;
    this.#table = table;
  }

  async plan(options: ImportOptions, work: Work): Promise<ImportPlan> {
    const { tree, facts, rows, entries, skipped } = this.#table;
    const roles = assignRoles(facts, rows, options, shown(this.#name()));
    const columns: TableColumn[] = [];
    for (const column of roles.features) columns.push(await this.#columnOf(column));
    const labels = encodeLabels(await this.#texts(roles.label));
    const ids = await this.#ids(roles.id);
    const given = await this.#given();
    const text = facts.some(({ type, index }) => type === 'text' && index !== roles.label?.index);
    return planTable(
      {
        format: 'csv',
        name: tree.title,
        found: `${counted(rows, 'row')} of ${counted(facts.length, 'column')} in ${list(entries.map(({ name }) => name))}`,
        table: this.#source(columns, roles.features),
        labels,
        given,
        ids: () => ids,
        skipped,
        warnings: [...this.#warnings(labels.labels, roles), ...roles.warnings],
        columns: () => roles.columns,
        cells: (wanted) => this.#cells(wanted, roles),
        options: {
          label_column: roles.label?.name ?? null,
          ...(text && { categorical: options.categorical ?? 'drop' }),
          ignore_columns: options.ignore_columns ?? [],
        },
        label_candidates: roles.candidates,
        recipe: (fitted, scaling, missing) => ({
          kind: 'table',
          columns: columns.map(({ name, values }, i) =>
            values === null
              ? { name, type: 'number', fill: fitted.fill[i] ?? 0 }
              : { name, type: 'category', values: [...values] },
          ),
          label_column: roles.label?.name ?? null,
          scaling,
          missing,
          offset: fitted.offset,
          scale: fitted.scale,
        }),
      },
      options,
      work,
    );
  }

  async rows(recipe: Recipe, work: Work): Promise<NewRows> {
    const { facts, rows, skipped } = this.#table;
    const name = shown(this.#name());
    if (recipe.kind !== 'table') {
      const made = recipe.kind === 'images' ? 'pictures' : 'a plain array';
      throw badInput(`${name} is a table, but the run was made of ${made}: give it data of that kind.`);
    }
    const found = recipe.columns.map((column) => facts.find((fact) => fact.name === column.name));
    const missing = recipe.columns.filter((_, i) => found[i] === undefined).map((column) => column.name);
    if (missing.length > 0) {
      throw badInput(
        `${name} lacks ${counted(missing.length, 'column')} that the run was made of: ${list(missing)}.`,
      );
    }
    const used = found.flatMap((fact) => fact ?? []);
    const wrong = used.filter(
      (fact, i) => recipe.columns[i]?.type === 'number' && fact.type === 'text' && fact.distinct > 0,
    );
    if (wrong.length > 0) {
      throw badInput(
        `${name} has text where the run was made of numbers, in ${list(wrong.map((fact) => fact.name))}.`,
      );
    }
    const columns = recipe.columns.map((column) => ({
      name: column.name,
      values: column.type === 'category' ? column.values : null,
    }));
    const { id } = assignRoles(facts, rows, { label_column: null, categorical: 'one_hot' }, name);
    const ids = await this.#ids(id);
    const fill = recipe.columns.map((column) => (column.type === 'number' ? column.fill : 0));
    return newTableRows(
      this.#source(columns, used),
      { fill, offset: recipe.offset, scale: recipe.scale },
      recipe.missing === 'drop_rows',
      { name: this.#name(), ids: () => ids, skipped, warnings: [] },
      work,
    );
  }

  close(): void {
    this.#duck.close();
  }

  #name(): string {
    return this.#table.entries[0]?.name ?? this.#table.tree.name;
  }

  async #columnOf({ index, name, type }: ColumnFacts): Promise<TableColumn> {
    if (type === 'number') return { name, values: null };
    const found = await this.#duck.rows(
      `SELECT DISTINCT trim(c${index}) FROM ${this.#table.text.from} WHERE c${index} IS NOT NULL`,
    );
    return {
      name,
      values: naturalSort(
        found.map(([value]) => String(value)),
        (value) => value,
      ),
    };
  }

  /** Numbers are at hand already; categories are numbered by the database. */
  #source(columns: readonly TableColumn[], facts: readonly ColumnFacts[]): TableSource {
    const { text, numbers, rows } = this.#table;
    if (columns.every(({ values }) => values === null)) {
      return selectColumns(
        numbers,
        facts.map(({ index }) => index),
      );
    }
    const numbered = columns.map((column, i): Numbered => ({ index: facts[i]?.index ?? 0, column }));
    return text.numbers(this.#duck, this.#name(), rows, numbered);
  }

  /** One column's cells as text, null where they are missing; all null for no column. */
  async #texts(column: ColumnFacts | null): Promise<(string | null)[]> {
    const { rows, numbers, text } = this.#table;
    if (column === null) return Array.from({ length: rows }, () => null);
    const texts: (string | null)[] = [];
    if (column.type === 'number') {
      for await (const values of selectColumns(numbers, [column.index]).blocks()) {
        for (const value of values) texts.push(Number.isNaN(value) ? null : String(value));
      }
      return texts;
    }
    for await (const chunk of this.#duck.chunks(`SELECT c${column.index} FROM ${text.from}`)) {
      for (const value of chunk.getColumnValues(0)) texts.push(value === null ? null : String(value).trim());
    }
    return texts;
  }

  async #ids(column: ColumnFacts | null): Promise<string[]> {
    if (column !== null) return (await this.#texts(column)).map((id) => id ?? '');
    const { entries } = this.#table;
    if (entries.length === 1) return Array.from({ length: this.#table.rows }, (_, row) => String(row + 1));
    const counts = entries.map(() => 0);
    return Array.from(await this.#parts(), (part) => {
      const row = (counts[part] ?? 0) + 1;
      counts[part] = row;
      return `${entries[part]?.name ?? ''}:${row}`;
    });
  }

  /** Which file each row came from. */
  async #parts(): Promise<Uint8Array> {
    const parts = new Uint8Array(this.#table.rows);
    let row = 0;
    for await (const chunk of this.#duck.chunks(`SELECT part::INTEGER FROM ${this.#table.text.from}`)) {
      for (const part of chunk.getColumnValues(0)) parts[row++] = Number(part);
    }
    return parts;
  }

  /** The file of the training rows is the first of two. */
  #given(): Promise<Uint8Array | null> {
    return this.#table.entries.length === 2 ? this.#parts() : Promise.resolve(null);
  }

  async #cells(wanted: Int32Array, { columns }: Roles): Promise<string[][]> {
    const shownColumns = columns.flatMap(({ role }, i) => (role === 'ignored' ? [] : [`c${i}`]));
    const cells: string[][] = [];
    let start = 0;
    for await (const chunk of this.#duck.chunks(
      `SELECT ${shownColumns.join(', ')} FROM ${this.#table.text.from}`,
    )) {
      const end = start + chunk.rowCount;
      for (let row = wanted[cells.length]; row !== undefined && row < end; row = wanted[cells.length]) {
        cells.push(
          chunk.getRowValues(row - start).map((value) => (value === null ? '' : String(value).trim())),
        );
      }
      start = end;
    }
    return cells;
  }

  #warnings(labels: Int32Array, { label }: Roles): string[] {
    const { dialects, skipped, entries } = this.#table;
    const warnings: string[] = [];
    if (dialects.some(({ encoding }) => encoding === 'latin-1')) {
      warnings.push('The text is not UTF-8 and was read as Latin-1 (Western European).');
    }
    if (dialects.some(({ decimalComma }) => decimalComma)) {
      warnings.push('Numbers are written with a decimal comma, and were read so.');
    }
    const lines = skipped.filter(({ file }) =>
      entries.some(({ name }) => file.startsWith(`${name}: line `)),
    ).length;
    if (lines > 0)
      warnings.push(
        `${counted(lines, 'line')} could not be read and ${lines === 1 ? 'was' : 'were'} left out.`,
      );
    const unlabelled = labels.reduce((sum, code) => sum + Number(code < 0), 0);
    if (label !== null && unlabelled > 0) {
      warnings.push(
        `${counted(unlabelled, 'row has', 'rows have')} no value in the label column "${shown(label.name)}" and ${unlabelled === 1 ? 'is' : 'are'} kept without a label.`,
      );
    }
    return warnings;
  }
}

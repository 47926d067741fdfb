import type { Dialect } from './dialect.ts';
import { quoted, readCsv, type Duck } from './duck.ts';
import type { TableColumn, TableSource } from '../table/table-source.ts';
import type { Entry } from '../source/tree.ts';

/** A column as numbers: a number itself, or the place of a category among its values. */
export interface Numbered {
  index: number;
  column: TableColumn;
}

/** Tables up to this size are kept in memory once read, so that later passes need not parse text again. */
const rememberedBytes = 256e6;

/** The rows of one or two files with the same columns, as SQL: `c0`, `c1`, ... as text, and `part`, the file. */
export class TextTable {
  readonly #entries: readonly Entry[];
  readonly #dialects: readonly Dialect[];

  constructor(entries: readonly Entry[], dialects: readonly Dialect[]) {
    this.#entries = entries;
    this.#dialects = dialects;
  }

  /** What to select from. */
  get from(): string {
    return this.#union(false);
  }

  /** The same, keeping in `reject_errors` what cannot be read. */
  get fromWithRejects(): string {
    return this.#union(true);
  }

  /** A column's cells as numbers, NULL where they are none. */
  number(index: number): string {
    // The cast takes digit separators that no CSV writer makes: 2020_01 is a text.
    const text = this.#some(({ underscores }) => underscores)
      ? `CASE WHEN contains(c${index}, '_') THEN NULL ELSE c${index} END`
      : `c${index}`;
    const point = this.#some(({ decimalComma }) => decimalComma) ? `replace(${text}, ',', '.')` : text;
    return `try_cast(${point} AS DOUBLE)`;
  }

  /** Columns as numbers, in the order given; NaN for a missing cell, and for a category that is not among its values. */
  numbers(duck: Duck, name: string, rows: number, columns: readonly Numbered[]): TableSource {
    const cells = columns.map(({ index, column: { values } }) => {
      const places = values?.map(quoted).join(', ') ?? '';
      const number =
        values === null
          ? this.number(index)
          : `(list_position([${places}]::VARCHAR[], trim(c${index})) - 1)::DOUBLE`;
      return `coalesce(${number}, 'nan'::DOUBLE)`;
    });
    const sql = `SELECT ${cells.join(', ')} FROM ${this.from}`;
    const width = columns.length;
    async function* blocks(): AsyncIterable<Float64Array> {
      const block = new Block();
      for await (const chunk of duck.chunks(sql)) {
        const count = chunk.rowCount;
        const values = block.of(count * width);
        for (let column = 0; column < width; column++) {
          const vector = chunk.getColumnVector(column);
          for (let row = 0; row < count; row++) {
            const value = vector.getItem(row);
            values[row * width + column] = typeof value === 'number' ? value : NaN;
          }
        }
        yield values;
      }
    }
    return remembered({ name, rows, columns: columns.map(({ column }) => column), blocks });
  }

  #union(rejects: boolean): string {
    const parts = this.#entries.flatMap((entry, part) => {
      const dialect = this.#dialects[part];
      return dialect === undefined
        ? []
        : [`SELECT *, ${part} AS part FROM ${readCsv(entry, dialect, rejects)}`];
    });
    return `(${parts.join(' UNION ALL ')})`;
  }

  #some(test: (dialect: Dialect) => boolean): boolean {
    return this.#dialects.some(test);
  }
}

/** The same table, kept in memory once it was read to its end, where it fits: at half the size where no digit is lost. */
function remembered(table: TableSource): TableSource {
  let kept: (Float32Array | Float64Array)[] | null = null;
  let tooLarge = false;
  return {
    ...table,
    async *blocks() {
      if (kept !== null) {
        const block = new Block();
        for (const values of kept) {
          const copy = block.of(values.length);
          copy.set(values);
          yield copy;
        }
        return;
      }
      let read: (Float32Array | Float64Array)[] = [];
      let bytes = 0;
      for await (const values of table.blocks()) {
        if (!tooLarge) {
          const copy = smallest(values);
          read.push(copy);
          bytes += copy.byteLength;
        }
        if (bytes > rememberedBytes) {
          tooLarge = true;
          read = [];
          bytes = 0;
        }
        yield values;
      }
      if (!tooLarge) kept = read;
    },
  };
}

/** Memory that every block of a pass is laid in. */
class Block {
  #values = new Float64Array(0);

  of(length: number): Float64Array {
    if (this.#values.length < length) this.#values = new Float64Array(length);
    return this.#values.subarray(0, length);
  }
}

function smallest(values: Float64Array): Float32Array | Float64Array {
  const half = Float32Array.from(values);
  for (let i = 0; i < values.length; i++) if (!Object.is(half[i], values[i])) return values.slice();
  return half;
}

/**
 * Some columns of a table, in the order given.
 * @param columns places in `table.columns`
 */
export function selectColumns(table: TableSource, columns: readonly number[]): TableSource {
  const width = table.columns.length;
  if (columns.length === width && columns.every((column, i) => column === i)) return table;
  return {
    ...table,
    columns: columns.flatMap((column) => table.columns[column] ?? []),
    async *blocks() {
      const block = new Block();
      for await (const values of table.blocks()) {
        const rows = values.length / width;
        const chosen = block.of(rows * columns.length);
        for (let row = 0; row < rows; row++) {
          for (let i = 0; i < columns.length; i++) {
            chosen[row * columns.length + i] = values[row * width + (columns[i] ?? 0)] ?? NaN;
          }
        }
        yield chosen;
      }
    },
  };
}

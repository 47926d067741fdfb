import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Written } from './folder.ts';
import { classNameOf, splitName, type ExportRows } from './rows.ts';

/** As many rows as a DuckDB vector holds. */
const chunkRows = 2_048;

const formats = {
  csv: 'FORMAT csv, HEADER',
  parquet: 'FORMAT parquet, COMPRESSION zstd',
};

/**
 * One table as `codes.csv` or `codes.parquet`: `id`, `label` where the data has any, `split`, then the codes.
 * Codes are `FLOAT`, in text the shortest decimals that read back to the same values; all else is text.
 */
export async function writeTable(
  folder: string,
  rows: ExportRows,
  prefix: string,
  format: keyof typeof formats,
): Promise<Written[]> {
  const name = `codes.${format}`;
  const { DuckDBInstance } = await import('@duckdb/node-api');
  // One thread, so that the same rows always give the same bytes.
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: '1GB',
    temp_directory: join(folder, 'spill'),
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    try {
      await fill(connection, rows, prefix);
      const file = join(folder, name).replaceAll("'", "''");
      await connection.run(`COPY codes TO '${file}' (${formats[format]})`).catch(restate);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
  return [{ name, shape: [rows.count, rows.dim] }];
}

async function fill(connection: DuckDBConnection, rows: ExportRows, prefix: string): Promise<void> {
  const { DuckDBDataChunk, FLOAT, VARCHAR } = await import('@duckdb/node-api');
  const labelled = rows.classes.length > 0;
  const texts = ['id', ...(labelled ? ['label'] : []), 'split'];
  const names = Array.from({ length: rows.dim }, (_, i) => `${prefix}_${i + 1}`);
  const columns = [...texts.map((name) => `${name} VARCHAR`), ...names.map((name) => `${name} FLOAT`)];
  await connection.run(`CREATE TABLE codes (${columns.join(', ')})`);
  const types = [...texts.map(() => VARCHAR), ...names.map(() => FLOAT)];
  const appender = await connection.createAppender('codes');
  let row = 0;
  for await (const block of rows.codes()) {
    for (let start = 0; start < block.length; start += chunkRows * rows.dim) {
      const part = block.subarray(start, start + chunkRows * rows.dim);
      const count = part.length / rows.dim;
      const each = <T>(value: (row: number) => T): T[] => Array.from({ length: count }, (_, i) => value(i));
      const first = row;
      const chunk = DuckDBDataChunk.create(types, count);
      chunk.setColumns([
        each((i) => rows.ids[first + i] ?? ''),
        ...(labelled ? [each((i) => classNameOf(rows, first + i))] : []),
        each((i) => splitName(rows.split[first + i])),
        ...names.map((_, column) => each((i) => part[i * rows.dim + column] ?? 0)),
      ]);
      appender.appendDataChunk(chunk);
      row += count;
    }
  }
  appender.closeSync();
}

/** DuckDB tells of a full disk in its own words; the file system's code says it to everyone else. */
function restate(error: unknown): never {
  if (error instanceof Error && /no space left|not enough space|disk quota/i.test(error.message)) {
    throw Object.assign(new Error(error.message), { code: 'ENOSPC' });
  }
  throw error;
}

import { DuckDBInstance, type DuckDBConnection, type DuckDBDataChunk, type Json } from '@duckdb/node-api';
import { count, counted, badInput } from '../../contract/index.ts';
import type { Dialect } from './dialect.ts';
import { shown } from '../text.ts';
import type { Entry, Skipped } from '../source/tree.ts';
import { checkCancelled, type Work } from '../work.ts';

/** Rows that cannot be read are listed one by one up to this many, and the rest as a number. */
const listedLines = 100;

/** What stands for a missing cell, in the usual spellings of capitals, and after a blank as some files have it. */
const missingCells = ['', ...['na', 'n/a', 'nan', 'null', '?', 'none'].flatMap(spellings), ' ', '  ', '   '];

function spellings(word: string): string[] {
  const [first = '', ...rest] = word;
  const all = [word, word.toUpperCase(), first.toUpperCase() + rest.join(''), word === 'nan' ? 'NaN' : word];
  return [...new Set(all.flatMap((spelling) => [spelling, ` ${spelling}`]))];
}

/** A database in memory that can read the files it was opened for, and nothing else of the machine. */
export class Duck {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #work: Work;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, work: Work) {
    this.#instance = instance;
    this.#connection = connection;
    this.#work = work;
  }

  static async open(entries: readonly Entry[], work: Work): Promise<Duck> {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '2',
      memory_limit: '1GB',
      temp_directory: '',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      preserve_insertion_order: 'true',
    });
    const duck = new Duck(instance, await instance.connect(), work);
    await duck.run(
      `SET allowed_paths = [${entries
        .flatMap(({ location }) => [location, escapeGlob(location)])
        .map(quoted)
        .join(', ')}]`,
    );
    await duck.run('SET enable_external_access = false');
    await duck.run('SET lock_configuration = true');
    return duck;
  }

  /** Runs a statement; a cancel interrupts it. */
  async run(sql: string): Promise<void> {
    await this.#interruptible(() => this.#connection.run(sql));
  }

  /** A small result as rows of plain values. */
  async rows(sql: string): Promise<Json[][]> {
    return this.#interruptible(async () => (await this.#connection.runAndReadAll(sql)).getRowsJson());
  }

  /** A result of any length, a few thousand rows at a time, in order. */
  async *chunks(sql: string): AsyncIterable<DuckDBDataChunk> {
    const result = await this.#interruptible(() => this.#connection.stream(sql));
    for (;;) {
      const chunk = await this.#interruptible(() => result.fetchChunk());
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk;
    }
  }

  /** The rows that reads with `rejects` could not take, and why. */
  async rejected(entries: readonly Entry[]): Promise<Skipped[]> {
    const found = await this.rows(
      `SELECT file_path, reject_errors.line::INTEGER, first(error_type ORDER BY column_idx)::VARCHAR,
         first(error_message ORDER BY column_idx)
       FROM reject_errors JOIN reject_scans USING (scan_id, file_id) GROUP BY file_path, reject_errors.line ORDER BY file_path, reject_errors.line`,
    );
    const names = new Map(entries.map(({ location, name }) => [location, name]));
    const skipped = found.slice(0, listedLines).map(([path, line, kind, message]) => ({
      file: `${names.get(String(path)) ?? String(path)}: line ${Number(line)}`,
      reason: rejection(String(kind), String(message)),
    }));
    if (found.length > listedLines) {
      skipped.push({
        file: `${count(found.length - listedLines)} more lines`,
        reason: 'cannot be read, for reasons like these',
      });
    }
    return skipped;
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #interruptible<T>(action: () => Promise<T>): Promise<T> {
    checkCancelled(this.#work.signal);
    const interrupt = (): void => this.#connection.interrupt();
    this.#work.signal.addEventListener('abort', interrupt, { once: true });
    try {
      return await action();
    } catch (error) {
      checkCancelled(this.#work.signal);
      if (error instanceof Error && /out of memory/i.test(error.message)) {
        throw badInput(
          'The table is too large to be read in 1 GB of memory: save it as NPY, which is read in parts.',
        );
      }
      throw error;
    } finally {
      this.#work.signal.removeEventListener('abort', interrupt);
    }
  }
}

/**
 * The SQL that reads a table's rows as text, columns `c0`, `c1`, ...
 * @param rejects keep what cannot be read in `reject_errors`; else such rows are passed over
 */
export function readCsv(entry: Entry, dialect: Dialect, rejects: boolean): string {
  const columns = Array.from({ length: dialect.columns }, (_, i) => `'c${i}': 'VARCHAR'`).join(', ');
  const missing = missingCells.filter((cell) => !cell.includes(dialect.delimiter));
  return `read_csv(${quoted(escapeGlob(entry.location))}, auto_detect = false, header = false, columns = {${columns}},
    delim = ${quoted(dialect.delimiter)}, quote = '"', escape = '"', comment = ${dialect.comments ? "'#'" : "''"},
    nullstr = [${missing.map(quoted).join(', ')}], skip = ${dialect.skip}, compression = ${dialect.packed ? "'gzip'" : "'none'"}, encoding = ${quoted(dialect.encoding)},
    hive_partitioning = false, ${rejects ? 'store_rejects = true, rejects_limit = 0' : 'ignore_errors = true'})`;
}

/** A text as an SQL literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The reader takes wildcards; a file's own name has none, so those signs stand for themselves. */
function escapeGlob(path: string): string {
  return path.replace(/[*?[]/g, '[$&]');
}

function rejection(kind: string, message: string): string {
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (counts)
    return `has ${counted(Number(counts[2]), 'cell')} where the others have ${count(Number(counts[1]))}`;
  if (kind === 'UNQUOTED VALUE') return 'has a quote that does not end';
  if (kind === 'LINE SIZE OVER MAXIMUM') return 'is longer than 2 MB';
  if (kind === 'INVALID ENCODING') return 'holds bytes that are no text';
  return `cannot be read (${shown(kind.toLowerCase())})`;
}

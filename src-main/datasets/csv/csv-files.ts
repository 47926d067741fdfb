import { badInput } from '../../contract/index.ts';
import { splitOfFolder } from '../source/folders.ts';
import { isTableName, pairStem, splitOfFile } from '../table-names.ts';
import { readStart, isPacked } from '../source/files.ts';
import { list, shown } from '../text.ts';
import type { Entry, FileTree, Skipped } from '../source/tree.ts';
import { checkCancelled, type Work } from '../work.ts';

/** A file that is a table, and the part of the data it is. */
export interface TableFile {
  entry: Entry;
  split: 'train' | 'test' | null;
}

/** Plain notes lie beside many tables, so a `.txt` is a table only where nothing else is. */
const notes = /\.txt(\.gz)?$/i;

/**
 * Finds the table of a source: one file, or one of training rows and one of test rows (in this order).
 * @throws IsthmusError `bad_input` where several tables do not belong together
 */
export async function findTables(
  tree: FileTree,
  work: Work,
): Promise<{ tables: TableFile[]; skipped: Skipped[] }> {
  checkCancelled(work.signal);
  const named = tree.entries.filter(({ name }) => isTableName(name));
  const [only] = tree.entries;
  if (tree.single && only !== undefined) {
    const usable = named.length === 1 || (await looksLikeText(only));
    return { tables: usable ? [{ entry: only, split: null }] : [], skipped: [] };
  }
  const better = named.filter(({ name }) => !notes.test(name));
  const tables = (better.length > 0 ? better : named).map((entry): TableFile => ({
    entry,
    split: splitOf(entry),
  }));
  const chosen = tables.length > 1 ? pairOf(tables, tree) : tables;
  const used = new Set(chosen.map(({ entry }) => entry));
  const skipped = tree.entries
    .filter((entry) => !used.has(entry))
    .map(({ name }) => ({
      file: name,
      reason: isTableName(name) ? 'is not part of the table' : 'is not a table',
    }));
  return { tables: chosen, skipped };
}

function pairOf(tables: readonly TableFile[], tree: FileTree): TableFile[] {
  const trains = tables.filter(({ split }) => split === 'train');
  const tests = tables.filter(({ split }) => split === 'test');
  const [train] = trains;
  const [test] = tests;
  const paired =
    train !== undefined &&
    test !== undefined &&
    trains.length === 1 &&
    tests.length === 1 &&
    tables.every(({ entry }) => stemInside(entry) === stemInside(train.entry));
  if (paired) return [train, test];
  const names = tables.map(({ entry }) => entry.name);
  throw badInput(
    `${shown(tree.name)} holds ${names.length} tables (${list(names)}): drop one of them, or a folder with one train and one test file.`,
  );
}

function splitOf({ name, parts }: Entry): TableFile['split'] {
  return splitOfFile(name) ?? (parts.length > 1 ? splitOfFolder(parts[0] ?? '') : null);
}

/** Two folders `train` and `test` may hold files of one name; elsewhere the names differ in that word alone. */
function stemInside({ name, parts }: Entry): string {
  return parts.length > 1 && splitOfFile(name) === null ? '' : pairStem(name);
}

async function looksLikeText(entry: Entry): Promise<boolean> {
  if (/\.(npz|zip|tgz|7z|rar|xlsx?|parquet|mat|h5|h5ad|pkl|pdf|json|xml|html?)$/i.test(entry.name))
    return false;
  const start = await readStart(entry, await isPacked(entry), 4096);
  return start.length > 0 && start.every((byte) => byte >= 32 || byte === 9 || byte === 10 || byte === 13);
}

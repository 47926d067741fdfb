import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import Sqlite from 'better-sqlite3';

/** What lies in a home, read with nothing of the program that is tested. */

type Row = Record<string, string | number | null>;

/** The records of a home by what they are of: `datasets/k3f9`, `runs/m2n8`. */
export type Records = Map<string, { row: Row; rest: string }>;

/** Reads every record. @throws where the database is damaged */
export function recordsOf(home: string): Records {
  const db = new Sqlite(join(home, 'isthmus.sqlite'), { readonly: true, fileMustExist: true });
  try {
    const verdict = db.pragma('integrity_check', { simple: true });
    if (verdict !== 'ok') throw new Error(`integrity_check: ${String(verdict)}`);
    const all = (sql: string, ...values: unknown[]): Row[] => db.prepare(sql).all(...values) as Row[];
    const found: Records = new Map();
    for (const row of all('SELECT * FROM datasets')) {
      const rest = {
        files: all('SELECT * FROM artifacts WHERE dataset = ? ORDER BY name', row['id']),
        sweeps: all('SELECT * FROM sweeps WHERE dataset = ? ORDER BY id', row['id']),
      };
      found.set(`datasets/${row['id']}`, { row, rest: JSON.stringify(rest) });
    }
    for (const row of all('SELECT * FROM runs')) {
      const rest = {
        files: all('SELECT * FROM artifacts WHERE run = ? ORDER BY name', row['id']),
        epochs: all('SELECT * FROM epochs WHERE run = ? ORDER BY epoch', row['id']),
      };
      found.set(`runs/${row['id']}`, { row, rest: JSON.stringify(rest) });
    }
    return found;
  } finally {
    db.close();
  }
}

/** The files that a record names. */
export function filesOf({ rest }: { rest: string }): Named[] {
  return (JSON.parse(rest) as { files: Named[] }).files;
}

interface Named {
  name: string;
  folder: string;
  sha256: string;
}

/** A sentence for each file that a record names and that is not what it was when that was written. */
export function brokenFiles(home: string, records: Records): string[] {
  return [...records].flatMap(([place, record]) =>
    filesOf(record).flatMap(({ name, folder, sha256 }) => {
      const path = join(home, place, folder, name);
      if (!existsSync(path)) return [`${place}/${name} is gone`];
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
      return hash === sha256 ? [] : [`${place}/${name} is not what was written`];
    }),
  );
}

/** Files that lie in a home and belong to nothing. */
export function leftOver(home: string, records: Records): string[] {
  const named = new Set(
    [...records].flatMap(([place, record]) => [
      `${place}/record.json`,
      ...filesOf(record).map(({ name, folder }) => join(place, folder, name)),
      ...(record.row['checkpoint'] != null ? [`checkpoints/${record.row['id']}`] : []),
    ]),
  );
  const kinds = ['datasets', 'runs', 'checkpoints', 'uploads', 'exports', 'changes'];
  const inFolders = kinds.flatMap((kind) =>
    readdirSync(join(home, kind), { recursive: true, withFileTypes: true }).map((entry) => {
      const path = relative(home, join(entry.parentPath, entry.name)).split(sep).join('/');
      return entry.isDirectory() ? `${path}/` : path;
    }),
  );
  const unknown = inFolders.filter((path) => {
    if (path.startsWith('checkpoints/')) return !named.has(path.split('/').slice(0, 2).join('/'));
    if (!path.endsWith('/')) return !named.has(path);
    return ![...named].some((each) => each.startsWith(path));
  });
  const unfinished = [home, join(home, 'backups')].flatMap((folder) =>
    readdirSync(folder).filter((name) => /\.part(-journal)?$/.test(name)),
  );
  return [...unknown, ...unfinished];
}

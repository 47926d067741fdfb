import { mkdtempSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore, transact, type WritableDb } from '../../../src-main/store/database.ts';
import { getDataset, insertDataset, listDatasets } from '../../../src-main/store/datasets.ts';
import { migrate, migrations } from '../../../src-main/store/migrations/index.ts';
import { unreadable } from '../../../src-main/store/rows.ts';
import { deleteRun, queueRun } from '../../../src-main/store/runs.ts';
import { aDataset, aRun } from '../records.ts';
import { openHome } from './fixtures.ts';

const fresh = (): string => join(mkdtempSync(join(tmpdir(), 'isthmus-db-')), 'isthmus.sqlite');

describe('the records', () => {
  it('are opened with WAL, full sync and foreign keys, in strict tables', () => {
    const { paths } = openHome();
    const raw = new Sqlite(paths.database, { readonly: true });
    expect(raw.pragma('journal_mode', { simple: true })).toBe('wal');
    const tables = raw.prepare("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").all() as {
      name: string;
      strict: number;
    }[];
    const ours = tables.filter(({ name }) => !name.startsWith('sqlite_'));
    expect(ours.map(({ name }) => name).sort()).toEqual([
      'artifacts',
      'datasets',
      'epochs',
      'runs',
      'sweeps',
    ]);
    expect(ours.every(({ strict }) => strict === 1)).toBe(true);
    raw.close();
  });

  it('cannot be written by who only reads, even by force of types', () => {
    const { store } = openHome();
    const pretended = store.read as WritableDb;
    expect(() => insertDataset(pretended, aDataset('data1'))).toThrow(/readonly/);
  });

  it('that are no database, or are cut off, are refused with one sentence', () => {
    const file = fresh();
    writeFileSync(file, 'This is a letter to my aunt, and a long one, as all letters to her are.'.repeat(20));
    expect(() => openStore(file)).toThrow(`${file} is damaged and cannot be read: \`isthmus repair\``);

    const cut = fresh();
    const store = openStore(cut);
    transact(store.write, () => {
      for (let i = 0; i < 200; i++) insertDataset(store.write, aDataset(`data${i}`));
    });
    store.close();
    truncateSync(cut, Math.floor(statSync(cut).size / 2));
    expect(() => openStore(cut)).toThrow(/is damaged and cannot be read/);
  });

  it('of a newer program are refused with one sentence, and left as they are', () => {
    const file = fresh();
    openStore(file).close();
    const raw = new Sqlite(file);
    raw.pragma('user_version = 1000');
    raw.close();
    expect(() => openStore(file)).toThrow(
      `${file} was made by a newer Isthmus than this one: update this one`,
    );
    const after = new Sqlite(file, { readonly: true });
    expect(after.pragma('user_version', { simple: true })).toBe(1000);
    after.close();
  });
});

describe('migrations', () => {
  it('each apply to what the ones before them made, and all count', () => {
    const memory = new Sqlite(':memory:');
    for (const [i, sql] of migrations.entries()) {
      memory.exec(sql);
      memory.pragma(`user_version = ${i + 1}`);
      memory.prepare('SELECT 1 FROM sqlite_schema').all();
    }
    migrate(memory, 'memory');
    expect(memory.pragma('user_version', { simple: true })).toBe(migrations.length);
    memory.close();
  });

  it('bring an older database up to date with its records kept', () => {
    const memory = new Sqlite(':memory:');
    memory.exec(migrations[0] ?? '');
    memory.pragma('user_version = 1');
    memory.exec("INSERT INTO datasets VALUES ('old1', 'old', 'table', 's', '2026', 1, 1, 'h', '{}')");
    migrate(memory, 'memory');
    expect(memory.prepare('SELECT id FROM datasets').all()).toEqual([{ id: 'old1' }]);
    migrate(memory, 'memory');
    memory.close();
  });

  it('make the table of runs anew with their curves, files and order kept, and with foreign keys on again', () => {
    const memory = new Sqlite(':memory:');
    memory.exec(migrations.slice(0, 4).join(''));
    memory.pragma('user_version = 4');
    memory.exec("INSERT INTO datasets VALUES ('old1', 'old', 'table', 's', '2026', 1, 1, 'h', '{}')");
    for (const id of ['runb', 'runa'])
      memory.exec(
        `INSERT INTO runs (id, dataset, dataset_hash, name, method, dim, status, created, seed, params, metrics, facts,
           versions, device)
         VALUES ('${id}', 'old1', 'h', 'a run', 'pca', 2, 'finished', '2026', 0, '{}', '{}', '{}', '{}', 'cpu')`,
      );
    memory.exec("INSERT INTO epochs VALUES ('runb', 1, 0.5, NULL, 0.1, 2)");
    memory.exec("INSERT INTO artifacts VALUES (NULL, 'runb', 'codes.npy', 'float32', '[1,2]', 'c', 8)");
    migrate(memory, 'memory');
    expect(memory.prepare('SELECT id FROM runs ORDER BY position').all()).toEqual([
      { id: 'runb' },
      { id: 'runa' },
    ]);
    expect(memory.prepare('SELECT run, figures FROM epochs').all()).toEqual([{ run: 'runb', figures: '{}' }]);
    expect(memory.prepare('SELECT run FROM artifacts').all()).toEqual([{ run: 'runb' }]);
    expect(memory.pragma('foreign_keys', { simple: true })).toBe(1);
    memory.exec("DELETE FROM runs WHERE id = 'runb'");
    expect(memory.prepare('SELECT * FROM epochs').all()).toEqual([]);
    memory.close();
  });

  it.each([
    ['SELECT * FROM runs WHERE dataset = ? ORDER BY position', 'runs_by_dataset'],
    ["SELECT * FROM runs WHERE owner = ? AND status = 'queued' ORDER BY position LIMIT 1", 'runs_by_owner'],
    ['SELECT * FROM artifacts WHERE run = ? ORDER BY name', 'artifacts_of_runs'],
    ['SELECT * FROM artifacts WHERE dataset = ? ORDER BY name', 'artifacts_of_datasets'],
  ])('let "%s" be answered by an index, without sorting', (sql, index) => {
    const memory = new Sqlite(':memory:');
    migrate(memory, 'memory');
    const plan = memory.prepare(`EXPLAIN QUERY PLAN ${sql}`).all('x') as { detail: string }[];
    const steps = plan.map(({ detail }) => detail).join('; ');
    expect(steps).toContain(`USING INDEX ${index}`);
    expect(steps).not.toContain('TEMP B-TREE');
    memory.close();
  });
});

describe('a dataset', () => {
  it('comes back as it was kept', () => {
    const { store } = openHome();
    const dataset = aDataset('data1');
    insertDataset(store.write, dataset);
    expect(listDatasets(store.read)).toEqual([dataset]);
  });

  it('whose record was tampered with is refused, not shown, and the others are', () => {
    const { store, paths } = openHome();
    for (const id of ['data1', 'data2']) insertDataset(store.write, aDataset(id));
    const raw = new Sqlite(paths.database);
    raw.exec("UPDATE datasets SET details = '{}' WHERE id = 'data1'");
    raw.close();
    const sentence =
      'A record in the table "datasets" cannot be read: `isthmus repair` reads it again from its folder.';
    expect(() => getDataset(store.read, 'data1')).toThrow(sentence);
    expect(listDatasets(store.read).map(({ id }) => id)).toEqual(['data2']);
    expect(unreadable(store.read)).toEqual([`The dataset data1 is left out. ${sentence}`]);
  });

  it('takes its runs, their curves and all records of files with it', () => {
    const { store, paths } = openHome();
    insertDataset(store.write, aDataset('data1'));
    queueRun(store.write, aRun('run1', 'data1'), 'owner1');
    const raw = new Sqlite(paths.database);
    raw.pragma('foreign_keys = ON');
    raw.exec("INSERT INTO epochs (run, epoch, loss, learning_rate, seconds) VALUES ('run1', 1, 0.5, 0.1, 1)");
    raw.exec("DELETE FROM datasets WHERE id = 'data1'");
    const left = ['runs', 'epochs', 'artifacts'].map((table) => raw.prepare(`SELECT * FROM ${table}`).all());
    expect(left).toEqual([[], [], []]);
    raw.close();
    deleteRun(store.write, 'run1');
  });
});

import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';

import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Dataset, Run } from '../../../src-main/contract/index.ts';
import { keepArtifacts } from '../../../src-main/store/artifacts.ts';
import { insertDataset, listDatasets, renameDataset } from '../../../src-main/store/datasets.ts';
import { openStore } from '../../../src-main/store/database.ts';
import type { HomePaths } from '../../../src-main/store/paths.ts';
import { recordFault, writeRecord, type RecordFile } from '../../../src-main/store/record-files.ts';
import { repairHome, restoreHome } from '../../../src-main/store/repair.ts';
import { unreadable } from '../../../src-main/store/rows.ts';
import { finishRun, listRuns, queueRun, renameRun, startRun } from '../../../src-main/store/runs.ts';
import { insertSweep, listSweeps } from '../../../src-main/store/sweeps.ts';
import { moveToTrash, takeFromTrash } from '../../../src-main/store/trash.ts';
import { aDataset, aRun, anEpoch } from '../records.ts';
import { openHome } from './fixtures.ts';

let paths: HomePaths;
/** All that the home keeps, as it was before anything happened to it. */
let before: { datasets: Dataset[]; runs: Run[]; sweeps: number };

function all(): typeof before {
  const store = openStore(paths.database);
  try {
    const datasets = listDatasets(store.read);
    return { datasets, runs: listRuns(store.read), sweeps: listSweeps(store.read, 'data1').length };
  } finally {
    store.close();
  }
}

beforeEach(() => {
  const home = openHome();
  ({ paths } = home);
  const { write } = home.store;
  insertDataset(write, aDataset('data1'));
  renameDataset(write, 'data1', 'Ants and bees');
  insertSweep(write, {
    id: 'sweep1',
    dataset: 'data1',
    created: '2026-01-01T00:00:00.000Z',
    methods: ['pca'],
    dims: [2],
    seeds: 1,
  });
  for (const [id, sweep] of [
    ['run1', null],
    ['run2', 'sweep1'],
    ['run3', null],
  ] as const) {
    queueRun(write, aRun(id, 'data1', { sweep }), 'owner1');
    startRun(write, id);
    finishRun(write, id, { ...aRun(id, 'data1'), history: [anEpoch(1), anEpoch(2)], seconds: 3 });
  }
  renameRun(write, 'run2', 'The best');
  const map = { name: 'map-umap-2.npy', dtype: 'float32', shape: [2, 2], sha256: 'abc', bytes: 144 };
  keepArtifacts(write, 'runs', 'run2', [map], 'folder1');
  for (const place of ['datasets/data1', 'runs/run1', 'runs/run2', 'runs/run3']) {
    mkdirSync(join(paths.root, place));
    writeRecord(write, paths, place);
  }
  home.store.close();
  before = all();
  expect([before.datasets.length, before.runs.length, before.sweeps]).toEqual([1, 3, 1]);
});

const removeDatabase = (): void => {
  for (const end of ['', '-wal', '-shm']) rmSync(paths.database + end, { force: true });
};

describe('a home whose database', () => {
  it.each<[string, () => void, RegExp]>([
    ['is missing', removeDatabase, /is missing, and 1 dataset and 3 runs are kept beside it/],
    [
      'is empty',
      () => (removeDatabase(), writeFileSync(paths.database, '')),
      /is empty, and 1 dataset and 3/,
    ],
    [
      'is no database',
      () => writeFileSync(paths.database, 'x'.repeat(9_000)),
      /is damaged and cannot be read/,
    ],
    ['is cut', () => truncateSync(paths.database, 5_000), /is damaged and cannot be read/],
    [
      'lacks a table',
      () => {
        const raw = new Sqlite(paths.database);
        raw.exec('DROP TABLE epochs; PRAGMA user_version = 3');
        raw.close();
      },
      /is damaged and cannot be read/,
    ],
  ])('%s is refused in one sentence, and repaired whole', async (_, harm, sentence) => {
    harm();
    expect(() => openStore(paths.database)).toThrow(sentence);
    expect(() => openStore(paths.database)).toThrow('`isthmus repair`');
    expect(readdirSync(paths.runs)).toEqual(['run1', 'run2', 'run3']);
    const repaired = await repairHome(paths.root);
    expect([repaired.datasets, repaired.runs, repaired.left]).toEqual([
      ['data1'],
      ['run1', 'run2', 'run3'],
      [],
    ]);
    expect(all()).toEqual(before);
    expect(await repairHome(paths.root)).toMatchObject({ setAside: null, datasets: [], runs: [] });
  });

  it('is an older backup gets back the runs that it lacks', async () => {
    const raw = new Sqlite(paths.database);
    raw.exec(`DELETE FROM runs WHERE id IN ('run1', 'run3')`);
    raw.close();
    expect((await repairHome(paths.root)).runs).toEqual(['run1', 'run3']);
    expect(all()).toEqual(before);
  });

  it('is an older copy that names files which were replaced since gets the record that lies beside them', async () => {
    const { runs } = before;
    writeFileSync(join(paths.runs, 'run1', 'codes.npy'), '');
    const raw = new Sqlite(paths.database);
    raw.exec(
      `INSERT INTO artifacts (run, name, dtype, shape, sha256, bytes) VALUES ('run1', 'gone.npy', 'float32', '[1]', 'a', 1)`,
    );
    raw.exec(`UPDATE runs SET name = 'As it was called before' WHERE id IN ('run1', 'run3')`);
    raw.close();
    // Run 3 differs too, but lacks nothing: there the database is right.
    expect((await repairHome(paths.root)).runs).toEqual(['run1']);
    const named = runs.map((run) => ({
      ...run,
      ...(run.id === 'run3' && { name: 'As it was called before' }),
    }));
    expect(all().runs).toEqual(named);
    const record = JSON.parse(readFileSync(join(paths.runs, 'run3', 'record.json'), 'utf8')) as {
      rows: { runs: { name: string }[] };
    };
    expect(record.rows.runs[0]?.name).toBe('As it was called before');
  });

  it('is replaced by a backup gets all that was changed since from the folders', async () => {
    const copy = join(paths.root, 'copy.sqlite');
    cpSync(paths.database, copy);
    const store = openStore(paths.database);
    renameRun(store.write, 'run1', 'Renamed since');
    moveToTrash(store.write, 'runs', 'run3');
    for (const place of ['runs/run1', 'runs/run3']) writeRecord(store.write, paths, place);
    store.close();
    expect((await restoreHome(paths.root, copy)).runs).toEqual(['run1', 'run3']);
    const [first, ...others] = before.runs;
    expect(all().runs).toEqual([{ ...first, name: 'Renamed since' }, others[0]]);
  });

  it('is lost keeps in the trash what was there', async () => {
    const store = openStore(paths.database);
    moveToTrash(store.write, 'datasets', 'data1');
    writeRecord(store.write, paths, 'datasets/data1');
    store.close();
    removeDatabase();
    expect(await repairHome(paths.root)).toMatchObject({ datasets: ['data1'], left: [] });
    expect(all()).toEqual({ datasets: [], runs: [], sweeps: 1 });
    const again = openStore(paths.database);
    takeFromTrash(again.write, 'datasets', 'data1');
    again.close();
    expect(all()).toEqual(before);
  });

  it('has one record that cannot be read loses that one alone, and gets it back', async () => {
    const raw = new Sqlite(paths.database);
    raw.exec(`UPDATE runs SET metrics = '{"knn' WHERE id = 'run2'`);
    raw.close();
    const store = openStore(paths.database);
    expect(listRuns(store.read).map(({ id }) => id)).toEqual(['run1', 'run3']);
    expect(unreadable(store.read)).toEqual([
      expect.stringMatching(/^The run run2 is left out\. .*isthmus repair/),
    ]);
    store.close();
    expect((await repairHome(paths.root)).runs).toEqual(['run2']);
    expect(all()).toEqual(before);
  });

  it('has one dataset that cannot be read keeps its runs, and gets it back', async () => {
    const raw = new Sqlite(paths.database);
    raw.exec(`UPDATE datasets SET details = '' WHERE id = 'data1'`);
    raw.close();
    expect((await repairHome(paths.root)).datasets).toEqual(['data1']);
    expect(all()).toEqual(before);
  });
});

describe('folders', () => {
  it('of another home are taken in with their records', async () => {
    const other = openHome();
    other.store.close();
    for (const place of ['datasets/data1', 'runs/run2']) {
      cpSync(join(paths.root, place), join(other.paths.root, place), { recursive: true });
    }
    expect(await repairHome(other.paths.root)).toMatchObject({
      datasets: ['data1'],
      runs: ['run2'],
      left: [],
    });
    paths = other.paths;
    expect(all().runs).toEqual(before.runs.filter(({ id }) => id === 'run2'));
  });

  it('under the name of another are left alone: their files would be looked for elsewhere', async () => {
    removeDatabase();
    renameSync(join(paths.runs, 'run1'), join(paths.runs, 'run7'));
    const { left, runs } = await repairHome(paths.root);
    expect(runs).toEqual(['run2', 'run3']);
    expect(left).toEqual([
      { folder: 'runs/run7', reason: `${join(paths.runs, 'run7', 'record.json')} is the record of run1` },
    ]);
  });

  it('whose record is damaged or gone get it again from a database that knows them', async () => {
    const whole = readFileSync(join(paths.runs, 'run1', 'record.json'));
    writeFileSync(join(paths.runs, 'run1', 'record.json'), whole.subarray(9));
    rmSync(join(paths.datasets, 'data1', 'record.json'));
    expect(await repairHome(paths.root)).toEqual({ setAside: null, datasets: [], runs: [], left: [] });
    expect(readFileSync(join(paths.runs, 'run1', 'record.json')).equals(whole)).toBe(true);
    expect(readdirSync(join(paths.datasets, 'data1'))).toEqual(['record.json']);
  });

  it('without a record, or with a damaged one, are left alone with the reason', async () => {
    removeDatabase();
    mkdirSync(join(paths.runs, 'run8'));
    writeFileSync(join(paths.runs, 'run1', 'record.json'), '{}');
    const { left, runs } = await repairHome(paths.root);
    expect(runs).toEqual(['run2', 'run3']);
    expect(left.map(({ folder, reason }) => `${folder}: ${reason.slice(paths.root.length)}`)).toEqual([
      'runs/run1: /runs/run1/record.json is damaged',
      'runs/run8: /runs/run8 has no record.json',
    ]);
    expect(readdirSync(paths.runs)).toEqual(['run1', 'run2', 'run3', 'run8']);
  });
});

it('a record of an earlier version says the same once it is migrated', async () => {
  const path = join(paths.runs, 'run1', 'record.json');
  const record = JSON.parse(readFileSync(path, 'utf8')) as RecordFile;
  const rows = { ...record.rows, runs: record.rows.runs?.map(({ deleted: _, ...row }) => row) };
  const sha256 = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  writeFileSync(path, JSON.stringify({ ...record, schema: 8, rows, sha256 }));
  const store = openStore(paths.database);
  expect(await recordFault(store.read, paths, 'runs/run1')).toBeNull();
  renameRun(store.write, 'run1', 'Another');
  expect(await recordFault(store.read, paths, 'runs/run1')).toMatch(/does not hold what the database does/);
  store.close();
});

it('a database of a newer version is not touched', async () => {
  const raw = new Sqlite(paths.database);
  raw.pragma('user_version = 1000');
  raw.close();
  await expect(repairHome(paths.root)).rejects.toThrow('was made by a newer Isthmus');
  expect(readdirSync(paths.backups)).toEqual([]);
});

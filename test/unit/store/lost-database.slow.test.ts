import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Dataset, Run, Sweep } from '../../../src-main/contract/index.ts';
import { listBackups } from '../../../src-main/store/backups.ts';
import { listDatasets } from '../../../src-main/store/datasets.ts';
import { openStore } from '../../../src-main/store/database.ts';
import { makeHome, type HomePaths } from '../../../src-main/store/paths.ts';
import { repairHome, restoreHome } from '../../../src-main/store/repair.ts';
import { listRuns } from '../../../src-main/store/runs.ts';
import { listSweeps } from '../../../src-main/store/sweeps.ts';
import { tidyUp } from '../../../src-main/store/tidy.ts';
import { Random } from '../../../src-main/tensor/random.ts';
import { unpackHome } from '../../fixtures/home-0.1.0/unpack.ts';

/** How often, each with a database that is lost in another way. */
const trials = Number(process.env['ISTHMUS_TRIALS'] ?? 30);

const root = mkdtempSync(join(tmpdir(), 'isthmus-lost-'));
const whole = join(root, 'whole');
let kept: ReturnType<typeof recordsOf>;
let files: string[];

/** All that a home has records of: runs that came to nothing have no folder, and so none but in the database. */
function recordsOf({ database }: HomePaths): { datasets: Dataset[]; runs: Run[]; sweeps: Sweep[] } {
  const store = openStore(database);
  try {
    const datasets = listDatasets(store.read).sort((a, b) => a.id.localeCompare(b.id));
    return {
      datasets,
      runs: listRuns(store.read).filter(({ status }) => status === 'finished'),
      sweeps: datasets.flatMap(({ id }) => listSweeps(store.read, id)),
    };
  } finally {
    store.close();
  }
}

/** Every file below the folders of datasets and runs, with its size. */
function filesOf(paths: HomePaths): string[] {
  return [paths.datasets, paths.runs].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map(
        (path) => `${relative(paths.root, path)} ${path.endsWith('record.json') ? '' : statSync(path).size}`,
      )
      .sort(),
  );
}

/** What every start does before anything else. */
async function start(paths: HomePaths): Promise<void> {
  const store = openStore(paths.database);
  await tidyUp({ store, paths, log: () => undefined }).ended;
  store.close();
}

beforeAll(async () => {
  await unpackHome(whole);
  const paths = makeHome(whole);
  await start(paths);
  kept = recordsOf(paths);
  files = filesOf(paths);
  expect([kept.datasets.length, kept.runs.length > 30, kept.sweeps.length]).toEqual([6, true, 2]);
});
afterAll(() => rmSync(root, { recursive: true }));

const harms = ['removed', 'emptied', 'cut', 'overwritten', 'older', 'restored'] as const;

/** Harms the database of a home, in a place and to an extent that chance says. */
function harm(how: (typeof harms)[number], { database, backups }: HomePaths, random: Random): void {
  const { size } = statSync(database);
  if (how === 'removed') rmSync(database);
  else if (how === 'emptied') truncateSync(database);
  else if (how === 'cut') truncateSync(database, 1 + random.int(size - 1));
  else if (how === 'overwritten') {
    const bytes = readFileSync(database);
    const from = random.int(size);
    bytes.fill(random.int(256), from, from + 1 + random.int(size - from));
    writeFileSync(database, bytes);
  } else {
    const copy = how === 'older' ? database : join(backups, 'isthmus-20260101T000000000Z.sqlite');
    if (how === 'restored') cpSync(database, copy);
    const raw = new Sqlite(copy);
    const ids = raw.prepare(`SELECT id FROM runs WHERE status = 'finished'`).pluck().all();
    for (const id of ids) if (random.int(2) === 0) raw.prepare('DELETE FROM runs WHERE id = ?').run(id);
    raw.close();
  }
}

it(
  `of ${trials} databases that were lost all come back whole, and no file goes`,
  { timeout: 1_200_000 },
  async () => {
    for (let trial = 0; trial < trials; trial++) {
      const how = harms[trial % harms.length] ?? 'removed';
      const home = join(root, `trial-${trial}`);
      cpSync(whole, home, { recursive: true });
      const paths = makeHome(home);
      for (const copy of listBackups(paths.backups)) rmSync(copy);
      harm(how, paths, Random.of(trial, 0));
      // The next command: refused, or it finds folders that it knows nothing of.
      await start(paths).catch((error: unknown) => expect(String(error)).toContain('isthmus repair'));
      expect(filesOf(paths), `${how} in trial ${trial}`).toEqual(files);
      const { left } = how === 'restored' ? await restoreHome(home) : await repairHome(home);
      expect(left, `${how} in trial ${trial}`).toEqual([]);
      expect(recordsOf(paths), `${how} in trial ${trial}`).toEqual(kept);
      expect(filesOf(paths), `${how} in trial ${trial}`).toEqual(files);
      rmSync(home, { recursive: true });
    }
  },
);

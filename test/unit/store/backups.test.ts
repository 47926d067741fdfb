import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { backUp, isBackupDue, listBackups, sweepCopies } from '../../../src-main/store/backups.ts';
import { openStore } from '../../../src-main/store/database.ts';
import { migrations } from '../../../src-main/store/migrations/index.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'isthmus-backups-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}
const day = (date: number, hour = 12): Date => new Date(Date.UTC(2026, 10, date, hour));

it('the last five copies are kept, and nothing else is let go', async () => {
  const at = folder();
  writeFileSync(join(at, 'mine.sqlite'), '');
  const database = new Sqlite(':memory:');
  database.exec("CREATE TABLE one (value TEXT); INSERT INTO one VALUES ('here')");
  const made = [];
  for (let date = 1; date <= 7; date++) made.push(await backUp(database, at, day(date)));
  expect(listBackups(at)).toEqual(made.slice(2).reverse());
  expect(readdirSync(at)).toContain('mine.sqlite');
  const copy = new Sqlite(made[6], { readonly: true });
  expect(copy.prepare('SELECT value FROM one').pluck().get()).toBe('here');
  copy.close();
  database.close();
});

it('what a process left that died while it copied goes, and what one that lives is making stays', () => {
  const at = folder();
  const { pid } = spawnSync(process.execPath, ['--version']);
  const parts = [pid, process.pid].map((each) => `isthmus-20261101T120000000Z.sqlite.${each}.part`);
  const others = [`${parts[0]}-journal`, `isthmus.sqlite.${pid}.part-wal`, 'mine.part'];
  for (const name of [...parts, ...others]) writeFileSync(join(at, name), '');
  sweepCopies(at);
  expect(readdirSync(at).sort()).toEqual([parts[1], 'mine.part'].sort());
});

it('a copy is due where there is none, after a day, and when the clock was set back', async () => {
  const at = folder();
  expect(isBackupDue(at, day(3))).toBe(true);
  const database = new Sqlite(':memory:');
  await backUp(database, at, day(3));
  database.close();
  expect([day(3, 13), day(4, 11), day(4, 12), day(4, 13), day(2)].map((now) => isBackupDue(at, now))).toEqual(
    [false, false, true, true, true],
  );
});

it('a database of an earlier version is copied before it is migrated, a new one is not', () => {
  const home = folder();
  const file = join(home, 'isthmus.sqlite');
  openStore(file).close();
  expect(listBackups(join(home, 'backups'))).toEqual([]);
  rmSync(file);
  const old = new Sqlite(file);
  for (const sql of migrations.slice(0, 7)) old.exec(sql);
  old.pragma('user_version = 7');
  old.close();
  openStore(file).close();
  const [copy] = listBackups(join(home, 'backups'));
  const kept = new Sqlite(copy, { readonly: true });
  expect(kept.pragma('user_version', { simple: true })).toBe(7);
  kept.close();
});

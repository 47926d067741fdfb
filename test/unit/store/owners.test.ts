import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { insertDataset } from '../../../src-main/store/datasets.ts';
import { claimOwner } from '../../../src-main/store/owners.ts';
import { scratchFolder } from '../../../src-main/store/paths.ts';
import { getRun, queueRun, startRun } from '../../../src-main/store/runs.ts';
import { tidyUp } from '../../../src-main/store/tidy.ts';
import { aDataset, aRun } from '../records.ts';
import { openHome } from './fixtures.ts';

const log = (): void => undefined;

async function holder(home: string): Promise<{ child: ChildProcess; id: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'holder.ts'), home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, id: String(line).trim() };
}

it('the work of a process that was killed is interrupted and swept, that of a living one is left alone', async () => {
  const { store, paths } = openHome();
  const me = claimOwner(store.write, paths.owners);
  onTestFinished(() => me.release());
  const [killed, living] = await Promise.all([holder(paths.root), holder(paths.root)]);
  insertDataset(store.write, aDataset('data1'));
  mkdirSync(join(paths.datasets, 'data1'));
  for (const [id, owner] of [
    ['runa1', killed.id],
    ['runb1', living.id],
    ['runc1', me.id],
  ] as const) {
    queueRun(store.write, aRun(id, 'data1'), owner);
    startRun(store.write, id);
    mkdirSync(scratchFolder(paths.runs, id, owner));
  }
  mkdirSync(scratchFolder(paths.uploads, 'upload1', killed.id));
  mkdirSync(join(paths.datasets, 'norecord'));

  expect(tidyUp({ store, paths, log }).interrupted).toEqual([]);

  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  const { interrupted, unknown, ended } = tidyUp({ store, paths, log });
  expect(interrupted).toEqual(['runa1']);
  expect(getRun(store.read, 'runa1')).toMatchObject({
    status: 'interrupted',
    message: 'The program ended while this ran; start it again.',
  });
  expect([getRun(store.read, 'runb1').status, getRun(store.read, 'runc1').status]).toEqual([
    'running',
    'running',
  ]);
  await ended;
  expect(unknown).toEqual(['datasets/norecord']);
  expect(readdirSync(paths.datasets).sort()).toEqual(['data1', 'norecord']);
  expect(readdirSync(paths.runs).sort()).toEqual([`runb1.${living.id}.part`, `runc1.${me.id}.part`]);
  expect(readdirSync(paths.uploads)).toEqual([]);
  expect(existsSync(join(paths.owners, `${killed.id}.sqlite`))).toBe(false);
});

it('a released owner is not among the living', () => {
  const { store, paths } = openHome();
  const owner = claimOwner(store.write, paths.owners);
  insertDataset(store.write, aDataset('data1'));
  queueRun(store.write, aRun('runa1', 'data1'), owner.id);
  owner.release();
  expect(tidyUp({ store, paths, log }).interrupted).toEqual(['runa1']);
});

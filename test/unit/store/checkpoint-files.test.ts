import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { settleCheckpoint } from '../../../src-main/store/checkpoint-files.ts';
import { insertDataset } from '../../../src-main/store/datasets.ts';
import type { Store } from '../../../src-main/store/database.ts';
import type { HomePaths } from '../../../src-main/store/paths.ts';
import { getRun, queueRun } from '../../../src-main/store/runs.ts';
import { tidyUp } from '../../../src-main/store/tidy.ts';
import { aDataset, aRun, anEpoch } from '../records.ts';
import { openHome } from './fixtures.ts';

let store: Store;
let paths: HomePaths;
beforeEach(() => {
  ({ store, paths } = openHome());
  insertDataset(store.write, aDataset('data1'));
});

/** A run whose process died, and what lies in the folder of its checkpoint. */
function left(told: number | null, files: Record<string, string>): string {
  queueRun(store.write, aRun('run1', 'data1', { checkpoint: told }), 'gone');
  const folder = join(paths.checkpoints, 'run1');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const whole = JSON.stringify({ history: [anEpoch(1), anEpoch(2), anEpoch(3)] });

it.each([null, 2])(
  'a run says how many epochs its last checkpoint keeps where %s were told',
  async (told) => {
    const folder = left(told, { 'checkpoint.json': whole, 'checkpoint-0.npy': '' });
    await tidyUp({ store, paths, log: () => undefined }).ended;
    expect(getRun(store.read, 'run1')).toMatchObject({
      checkpoint: 3,
      message: 'The program ended while this ran; resume it to continue after epoch 3.',
    });
    expect(existsSync(folder)).toBe(true);
  },
);

it('a run that kept no checkpoint has no folder for it', async () => {
  const folder = left(null, { 'checkpoint-0.npy.part': '', 'record.json': '{}' });
  await tidyUp({ store, paths, log: () => undefined }).ended;
  expect(existsSync(folder)).toBe(false);
  expect(getRun(store.read, 'run1').message).toBe('The program ended while this ran; start it again.');
});

it.each([
  ['is damaged', { 'checkpoint.json': whole.slice(9) }],
  ['is missing', {}],
])('a checkpoint that is on record stays as it is where its file %s', (_, files) => {
  const folder = left(2, { ...files, 'checkpoint-0.npy': '' });
  settleCheckpoint(store.write, paths, 'run1');
  expect([getRun(store.read, 'run1').checkpoint, existsSync(folder)]).toEqual([2, true]);
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src-main/tensor/random.ts';
import { killOnce, pointsOf, randomKills } from '../crash/kill.ts';
import { freshHome, operations, prepare, type Prepared } from '../crash/operations.ts';
import { canTrace, Program } from '../crash/program.ts';
import { brokenFiles, leftOver, recordsOf } from '../crash/whole.ts';
import { skipWhen } from '../skip.ts';

/** In short what `npm run bench -- crash` does for long: real commands that are killed. */

const program = new Program('src-main/cli/entry.ts');
const folder = mkdtempSync(join(tmpdir(), 'isthmus-crash-'));
const nothing = { lost: [], left: [], failed: [], missed: false };
let prepared: Prepared;

beforeAll(async () => {
  prepared = await prepare(program, folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a command that is killed loses nothing, leaves nothing and is in the way of none after it', () => {
  it.for([
    ['measure anew', 'rename'],
    ['map anew', 'rename'],
    ['import', 'rename'],
    ['delete', 'rename'],
    ['trash --empty', 'rmdir'],
  ])(
    'after every call by which %s gives a file its place, or takes it away (%s)',
    async ([name = '', call], test) => {
      skipWhen(test, !canTrace(), 'strace is not here, or may not trace');
      const points = await pointsOf(program, prepared, name, 0);
      const aimed = points.filter(
        (kill) => 'call' in kill && kill.call === call && !kill.thread.startsWith('compute'),
      );
      expect(aimed.length).toBeGreaterThan(0);
      for (const kill of aimed) {
        expect(await killOnce(program, prepared, name, kill), JSON.stringify(kill)).toEqual(nothing);
      }
    },
  );

  it('at moments that chance says, whatever it does', async () => {
    const others = ['import pictures', 'run pca', 'branch', 'export parquet', 'undelete', 'backup'];
    const names = Object.keys(operations).filter((name) => !others.includes(name));
    for (const { name, kill } of await randomKills(program, prepared, names, names.length, new Random(3))) {
      expect(await killOnce(program, prepared, name, kill), `${name} ${JSON.stringify(kill)}`).toEqual(
        nothing,
      );
    }
  });
});

it('what is lost, changed or left over would be seen', () => {
  const home = freshHome(prepared, operations['delete'] ?? { home: 'filled', args: () => [] });
  const run = join(home, 'runs', prepared.pca);
  const records = recordsOf(home);
  expect([brokenFiles(home, records), leftOver(home, records)]).toEqual([[], []]);
  rmSync(join(run, 'code-ranges.npy'));
  const codes = readFileSync(join(run, 'codes.npy'));
  codes.writeUInt8(codes.readUInt8(codes.length - 1) ^ 1, codes.length - 1);
  writeFileSync(join(run, 'codes.npy'), codes);
  writeFileSync(join(run, 'stray.npy'), '');
  expect(brokenFiles(home, records).sort()).toEqual([
    `runs/${prepared.pca}/code-ranges.npy is gone`,
    `runs/${prepared.pca}/codes.npy is not what was written`,
  ]);
  expect(leftOver(home, records)).toEqual([`runs/${prepared.pca}/stray.npy`]);
  records.delete(`runs/${prepared.pca}`);
  expect(leftOver(home, records)).toEqual(
    expect.arrayContaining(readdirSync(run).map((name) => expect.stringContaining(name) as string)),
  );
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../src-main/tensor/random.ts';
import { killOnce, pointsOf, randomKills } from '../crash/kill.ts';
import { operations, prepare } from '../crash/operations.ts';
import { canTrace, Program, type Kill } from '../crash/program.ts';

/**
 * Kills commands that change a home after every system call of every thread that changes the disk, and at moments that chance says, and
 * looks at whether all is there that was kept, nothing is left over and the next command works. `CRASH_ONLY` names operations,
 * `CRASH_AIMED=no` leaves out the aimed kills, `CRASH_EVERY` has one of so many (1), `CRASH_WRITES` says at how many of an operation's
 * writes to the database (12, at equal distances), `CRASH_KILLS` how many are left to chance (500), `CRASH_SEED` from which seed (1).
 */

const env = (name: string, usual: number): number => Number(process.env[name] ?? usual);
const names = process.env['CRASH_ONLY']?.split(',') ?? Object.keys(operations);
const seed = env('CRASH_SEED', 1);
const every = env('CRASH_EVERY', 1);
const folder = mkdtempSync(join(tmpdir(), 'isthmus-crash-'));
const program = new Program('out/main/cli.js');

interface Line {
  aimed: number;
  random: number;
  missed: number;
  again: number;
  lost: number;
  left: number;
  failed: number;
}
const table = new Map<string, Line>(
  names.map((name) => [name, { aimed: 0, random: 0, missed: 0, again: 0, lost: 0, left: 0, failed: 0 }]),
);

async function probe(name: string, kill: Kill, nth: number): Promise<void> {
  // Exports tell by this alone whether what is left of one is in the way of the next.
  const again = name.startsWith('export') || nth % 7 === 0;
  const { lost, left, failed, missed } = await killOnce(program, prepared, name, kill, again);
  const line = table.get(name);
  if (line === undefined) return;
  line['call' in kill ? 'aimed' : 'random']++;
  line.missed += missed ? 1 : 0;
  line.again += again ? 1 : 0;
  line.lost += lost.length > 0 ? 1 : 0;
  line.left += left.length > 0 ? 1 : 0;
  line.failed += failed.length > 0 ? 1 : 0;
  const wrong = [...lost, ...left.map((path) => `left over: ${path}`), ...failed];
  if (wrong.length > 0)
    console.log(`${name}, killed ${JSON.stringify(kill)}:\n  ${wrong.slice(0, 5).join('\n  ')}`);
}

const prepared = await prepare(program, folder);
try {
  if (process.env['CRASH_AIMED'] === 'no') console.log('No aimed kills.');
  else if (canTrace()) {
    for (const name of names) {
      const points = await pointsOf(program, prepared, name, env('CRASH_WRITES', 12));
      console.log(`${name}: ${points.length} points`);
      for (const [nth, kill] of points.entries()) if (nth % every === 0) await probe(name, kill, nth / every);
    }
  } else console.log('strace is not here, or may not trace: all kills are left to chance.');
  console.log(`Random kills, seed ${seed}`);
  const kills = await randomKills(program, prepared, names, env('CRASH_KILLS', 500), new Random(seed));
  for (const [nth, { name, kill }] of kills.entries()) await probe(name, kill, nth);
} finally {
  rmSync(folder, { recursive: true });
}
console.table(Object.fromEntries(table));
const lines = [...table.values()];
const sum = (column: keyof Line): number => lines.reduce((total, line) => total + line[column], 0);
console.log(`${sum('aimed')} aimed and ${sum('random')} random kills: ${sum('lost')} lost`);
if (sum('lost') + sum('left') + sum('failed') > 0) process.exitCode = 1;

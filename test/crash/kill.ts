import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src-main/tensor/random.ts';
import { freshHome, operations, type Operation, type Prepared } from './operations.ts';
import type { Kill, Program } from './program.ts';
import { brokenFiles, filesOf, leftOver, recordsOf, type Records } from './whole.ts';

/**
 * System calls after which something is on the disk, or gone from it, or has another name. A commit is an fsync of SQLite's WAL;
 * what it wrote there before, and all that it writes without waiting for the disk, it writes by pwrite64.
 */
const calls = [
  ...['rename', 'renameat', 'renameat2', 'link', 'unlink', 'unlinkat', 'rmdir', 'mkdir'],
  ...['fsync', 'fdatasync', 'ftruncate', 'copy_file_range', 'pwrite64'],
];

/** What is wrong after a command was killed, a sentence each. */
export interface Found {
  lost: string[];
  left: string[];
  /** What the next commands say that they should not. */
  failed: string[];
  /** Whether the command ended before it came to where it was to be killed. */
  missed: boolean;
}

/**
 * Kills an operation once, and looks at what is there.
 * @param again whether it is then done once more: a training that was broken off is resumed
 */
export async function killOnce(
  program: Program,
  prepared: Prepared,
  name: string,
  kill: Kill,
  again = false,
): Promise<Found> {
  const operation = operationOf(name);
  const home = freshHome(prepared, operation);
  const before = operation.repeats === true ? recordsOf(join(prepared.folder, 'filled')) : recordsOf(home);
  const args = operation.args(prepared);
  const { stdout, missed } = await program.run(home, args, kill);
  const next = await program.run(home, operation.repeats === true ? args : ['runs']);
  const found: Found = { lost: [], left: [], failed: [], missed };
  if (next.code !== 0 || next.stderr !== '') found.failed.push(`${next.code}: ${next.stderr}`);
  const look = (): Records => {
    const after = recordsOf(home);
    found.lost.push(...lossesOf(operation, prepared, before, after), ...brokenFiles(home, after));
    found.left.push(...leftOver(home, after));
    return after;
  };
  try {
    const after = look();
    found.lost.push(...unkept(stdout, after));
    if (again && operation.isDone?.(prepared, after) !== true) {
      const broken = [...after.values()].find(({ row }) => row['status'] === 'interrupted');
      const { code, stderr } = await program.run(
        home,
        broken === undefined ? args : ['resume', String(broken.row['id'])],
      );
      if (code !== 0) found.failed.push(`again: ${stderr}`);
      look();
      found.left.push(...unfinishedExports(prepared));
    }
  } catch (error) {
    found.lost.push(String(error));
  }
  return found;
}

function operationOf(name: string): Operation {
  const operation = operations[name];
  if (operation === undefined) throw new Error(`There is no operation ${name}.`);
  return operation;
}

/** What was there before and is not there as it was; a migration adds columns. */
function lossesOf(operation: Operation, prepared: Prepared, before: Records, after: Records): string[] {
  const removed = new Set(operation.removes?.(prepared));
  const changed = new Set(operation.changes?.(prepared));
  return [...before].flatMap(([place, was]) => {
    const is = after.get(place);
    if (is === undefined) return removed.has(place) ? [] : [`${place} is gone`];
    if (changed.has(place) || removed.has(place)) {
      // Other files may have taken the place of those that were there, but under the same names.
      const names = new Set(filesOf(is).map(({ name }) => name));
      return filesOf(was).flatMap(({ name }) =>
        names.has(name) ? [] : [`${place} has no ${name} any more`],
      );
    }
    const differs = Object.entries(was.row).filter(([column, value]) => is.row[column] !== value);
    const rest = operation.home === 'old' || is.rest === was.rest;
    return differs.length === 0 && rest
      ? []
      : [`${place} is another: ${differs.map(([column]) => column).join()}`];
  });
}

/** What a command said that it kept, and did not; it may have been killed after it said so. */
function unkept(stdout: string, after: Records): string[] {
  if (!stdout.endsWith('}\n')) return [];
  const said = JSON.parse(stdout) as {
    dataset?: { id: string };
    run?: { id: string; status: string };
    backup?: string;
    files?: { path: string }[];
  };
  const { dataset, run, backup, files = [] } = said;
  const paths = [...(backup === undefined ? [] : [backup]), ...files.map(({ path }) => path)];
  return [
    ...(dataset === undefined || after.has(`datasets/${dataset.id}`) ? [] : [`dataset ${dataset.id}`]),
    ...(run === undefined || after.get(`runs/${run.id}`)?.row['status'] === run.status
      ? []
      : [`run ${run.id}`]),
    ...paths.filter((path) => !existsSync(path)),
  ].map((what) => `${what} was said to be kept`);
}

/** What is beside or among the files of an export and is none of them. */
function unfinishedExports({ folder }: Prepared): string[] {
  const to = join(folder, 'exported');
  const beside = readdirSync(folder).filter((name) => name.startsWith('exported') && name !== 'exported');
  const within = existsSync(to) ? readdirSync(to).filter((name) => name.endsWith('.part')) : [];
  return [...beside, ...within];
}

/**
 * Every point at which an operation changes the disk: after each system call of each of its threads. Where a compute process makes
 * it, all die there, and at what is no fsync it dies once more alone: between those two the disk holds the same.
 * @param most so many of the writes to the database
 */
export async function pointsOf(
  program: Program,
  prepared: Prepared,
  name: string,
  most: number,
): Promise<Kill[]> {
  const operation = operationOf(name);
  const counts = await program.count(freshHome(prepared, operation), operation.args(prepared), calls);
  return counts.flatMap(({ thread, call, times }) =>
    spread(times, call === 'pwrite64' ? most : Infinity).flatMap((nth) => {
      const alone = { call, nth, thread, all: false };
      if (!thread.startsWith('compute')) return [alone];
      return [...(call === 'fsync' ? [] : [alone]), { ...alone, all: true }];
    }),
  );
}

/** 1 to `count`, or `most` of them at equal distances. */
function spread(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i + 1);
  return Array.from({ length: most }, (_, i) => 1 + Math.floor((i * count) / most));
}

/** Kills at moments that chance says, of all operations in turn. */
export async function randomKills(
  program: Program,
  prepared: Prepared,
  names: readonly string[],
  count: number,
  random: Random,
): Promise<{ name: string; kill: Kill }[]> {
  const durations = new Map<string, number>();
  for (const name of names) {
    const operation = operationOf(name);
    const { seconds } = await program.run(freshHome(prepared, operation), operation.args(prepared));
    durations.set(name, seconds);
  }
  return Array.from({ length: count }, (_, i) => {
    const name = names[i % names.length] ?? '';
    const after = random.float() * 1.05 * (durations.get(name) ?? 0);
    return { name, kill: { after, all: random.int(2) === 0 } };
  });
}

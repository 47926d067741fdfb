import { chmodSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { badInput, toIsthmusError } from '../contract/index.ts';
import { hindrance, makeFolderSync } from './folders.ts';

/** Where everything that is kept has its place below one folder, the home. */
export interface HomePaths {
  root: string;
  database: string;
  datasets: string;
  runs: string;
  /** A folder a run, with what its training can go on from. */
  checkpoints: string;
  /** Files that a browser sends, until they are imported. */
  uploads: string;
  /** Zips to download, for some minutes. */
  exports: string;
  /** One locked file for each process that uses this home. */
  owners: string;
  /** What is being changed at this moment, a file a change. */
  changes: string;
  /** Copies of the database, and databases that were set aside. */
  backups: string;
  logs: string;
  token: string;
}

interface Machine {
  env: Record<string, string | undefined>;
  platform: NodeJS.Platform;
  userHome: string;
}

const thisMachine = (): Machine => ({
  env: process.env,
  platform: process.platform,
  userHome: homedir(),
});

/** The home: the one asked for, else `ISTHMUS_HOME`, else where the platform keeps the data of programs. */
export function chooseHome(asked?: string, { env, platform, userHome }: Machine = thisMachine()): string {
  const given = asked ?? env['ISTHMUS_HOME'];
  if (given !== undefined && given !== '') return resolve(given);
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'Isthmus');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(userHome, 'AppData', 'Roaming'), 'Isthmus');
  return join(env['XDG_DATA_HOME'] || join(userHome, '.local', 'share'), 'isthmus');
}

export function homePaths(home: string): HomePaths {
  return {
    root: home,
    database: join(home, 'isthmus.sqlite'),
    datasets: join(home, 'datasets'),
    runs: join(home, 'runs'),
    checkpoints: join(home, 'checkpoints'),
    uploads: join(home, 'uploads'),
    exports: join(home, 'exports'),
    owners: join(home, 'owners'),
    changes: join(home, 'changes'),
    backups: join(home, 'backups'),
    logs: join(home, 'logs'),
    token: join(home, 'token'),
  };
}

/**
 * Makes the home's folders, readable by their user alone.
 * @throws IsthmusError `bad_input` where a folder cannot be made or written
 */
export function makeHome(home: string): HomePaths {
  const paths = homePaths(home);
  try {
    for (const folder of [
      paths.root,
      paths.datasets,
      paths.runs,
      paths.checkpoints,
      paths.uploads,
      paths.exports,
      paths.owners,
      paths.changes,
      paths.backups,
      paths.logs,
    ])
      makeFolderSync(folder, 0o700);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (toIsthmusError(error).code === 'disk_full') throw error;
    const reason = hindrance(home, code);
    throw badInput(`${home} cannot keep records, because ${reason}: choose another place with --home.`);
  }
  return paths;
}

/**
 * Keeps the records to their user alone, also in a home that was there before, whose folder others may enter. To be called
 * once they are open: what SQLite lays beside them later it makes like them.
 */
export function makePrivate({ database }: HomePaths): void {
  for (const end of ['', '-wal', '-shm']) {
    try {
      chmodSync(database + end, 0o600);
    } catch {
      // It is not there now, or is on a disk that has no such permissions.
    }
  }
}

const scratchName = /^[a-z0-9]{4,32}\.([a-z0-9]{4,32})\.part$/;

/** The name of a folder that is only of use to the process that made it, so that others can tell when it died. */
export function scratchFolder(parent: string, id: string, owner: string): string {
  return join(parent, `${id}.${owner}.part`);
}

/** Whose a folder made with {@link scratchFolder} is; null for any other name. */
export function scratchOwner(name: string): string | null {
  return scratchName.exec(name)?.[1] ?? null;
}

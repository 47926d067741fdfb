/**
 * What the contract promises, put together over one home: datasets, the queue, runs, sweeps, maps, models, exports.
 * Every way in calls this and nothing below it.
 */

import {
  counted,
  toIsthmusError,
  type AppInfo,
  type EventSource,
  type Handlers,
  type IsthmusError,
} from '../contract/index.ts';
import type { z } from 'zod';
import { Supervisor, type Fork, type Role } from '../compute/supervisor/index.ts';
import { isBackupDue } from '../store/backups.ts';
import { backUpRecords, openStore } from '../store/database.ts';
import { datasetIds } from '../store/datasets.ts';
import { claimOwner } from '../store/owners.ts';
import { makeHome, makePrivate, type HomePaths } from '../store/paths.ts';
import { unreadable } from '../store/rows.ts';
import { removeFolders, scratchOf, tidyUp } from '../store/tidy.ts';
import { compareHandlers } from './comparison/compare.ts';
import type { Context } from './context.ts';
import { datasetHandlers } from './datasets.ts';
import { Device } from './device.ts';
import { encodeHandlers } from './encode.ts';
import { Events } from './events.ts';
import { Exports, exportHandlers } from './exports.ts';
import { openFiles, type Files } from './files.ts';
import { openLog, type Log } from './log.ts';
import { homeHandlers } from './home.ts';
import { mapHandlers, Maps } from './maps.ts';
import { measureHandlers } from './measures.ts';
import { ModelFiles } from './model-files.ts';
import { modelHandlers } from './models.ts';
import { Queue } from './queue.ts';
import { runHandlers } from './runs.ts';
import { SampleReader } from './sample.ts';
import { sweepHandlers } from './sweeps.ts';
import { removeExpired, trashHandlers } from './trash.ts';
import { Uploads, uploadHandlers } from './uploads.ts';

export { computeEnv, nodeFork, type Fork } from '../compute/supervisor/index.ts';
export { isWithin } from '../store/folders.ts';
export { chooseHome } from '../store/paths.ts';
export { repairHome, restoreHome, type Repaired } from '../store/repair.ts';
export type { OwnerKind } from '../store/artifacts.ts';
export type { Files } from './files.ts';
export { localClient } from './local.ts';
export { setupParts } from './setup-status.ts';

export interface ServicesOptions {
  /** The folder where all is kept; see `chooseHome`. */
  home: string;
  /** How compute processes are started. */
  fork: Fork;
  /** The folder of what ships with the program: `digits` is in it. */
  resources: string;
  version: string;
  /** Whether paths can be chosen in native dialogs. */
  desktop: boolean;
}

export interface Services {
  handlers: Handlers;
  events: EventSource;
  /** What goes by URL; `host/files.ts` answers requests with it. */
  files: Files;
  paths: HomePaths;
  log: Log;
  /** Sentences on what is wrong with the home, as far as it was met: folders without a record, records that cannot be read. */
  problems(): string[];
  /** Asks, in the background of whoever calls it, what training would run on. Never throws. */
  probeDevice(): Promise<z.infer<typeof AppInfo>>;
  /** What models make of codes, written to files; for the command line, which has files to give and to take. */
  models: ModelFiles;
  /** Why a run of this process failed, as it was thrown; its record keeps only the sentence. */
  failureOf(run: string): IsthmusError | null;
  /** Ends what runs as interrupted, and lets go of the home. */
  close(): Promise<void>;
}

const readerIdleMs = 30_000;
/** TensorFlow holds some hundred megabytes: after a while without work they go back to the machine. */
const trainerIdleMs = 5 * 60_000;
const viewerIdleMs = 60_000;

/**
 * Puts everything together over one home.
 * @throws IsthmusError where the home cannot be used, or its records are damaged or newer than this program
 */
export function createServices({ home, fork, resources, version, desktop }: ServicesOptions): Services {
  const paths = makeHome(home);
  const log = openLog(paths.logs);
  const store = openStore(paths.database);
  makePrivate(paths);
  const owner = claimOwner(store.write, paths.owners);
  const { interrupted, unknown, ended } = tidyUp({ store, paths, log });
  if (interrupted.length > 0) log(`interrupted runs: ${interrupted.join(', ')}`);
  if (unknown.length > 0) log(`folders without a record: ${unknown.join(', ')}`);

  const start = (role: Role, idleMs: number): Supervisor =>
    new Supervisor({
      start: (threads) => fork(role, (text) => log(`[${role}] ${text}`), threads),
      idleMs,
      log,
    });
  const events = new Events();
  const context: Context = {
    store,
    paths,
    owner: owner.id,
    events,
    log,
    trainer: start('trainer', trainerIdleMs),
    viewer: start('viewer', viewerIdleMs),
    mapper: start('mapper', viewerIdleMs),
    reader: start('reader', readerIdleMs),
    resources,
    version,
    desktop,
  };
  // Once a day, beside all else.
  const backedUp =
    datasetIds(store.read).size > 0 && isBackupDue(paths.backups)
      ? backUpRecords(store.read, paths.backups).catch((error: unknown) =>
          log(`backup: ${toIsthmusError(error).detail}`),
        )
      : null;
  function problems(): string[] {
    const sentences = [...new Set([...unreadable(store.read), ...unreadable(store.write)])];
    if (unknown.length > 0) {
      const some = unknown.slice(0, 3).join(', ') + (unknown.length > 3 ? ', …' : '');
      const are = unknown.length === 1 ? 'is' : 'are';
      sentences.push(
        `${counted(unknown.length, 'folder')} of ${home} (${some}) ${are} not in the database and ${are} left alone: \`isthmus repair\` takes in what has its record in it.`,
      );
    }
    return sentences;
  }
  const uploads = new Uploads(context);
  const queue = new Queue(context);
  const exports = new Exports(context);
  const device = new Device(context, problems);
  const samples = new SampleReader(context);
  const maps = new Maps(context);
  const handlers: Handlers = {
    'app.info': async () => device.info(),
    ...datasetHandlers(context, uploads, queue, samples),
    ...runHandlers(context, queue),
    ...mapHandlers(maps),
    ...measureHandlers(context),
    ...sweepHandlers(context, queue),
    ...modelHandlers(context, samples),
    ...encodeHandlers(context, uploads, exports),
    ...compareHandlers(context),
    ...exportHandlers(exports),
    ...uploadHandlers(uploads),
    ...trashHandlers(context),
    ...homeHandlers(context, problems),
  };
  const emptied = ended.then(() => removeExpired(context));
  let closing: Promise<void> | null = null;

  async function close(): Promise<void> {
    await queue.close();
    context.trainer.close();
    context.viewer.close();
    context.mapper.close();
    context.reader.close();
    await maps.ended();
    await emptied;
    await backedUp;
    await removeFolders(scratchOf(paths, owner.id));
    owner.release();
    store.close();
  }

  return {
    handlers: logged(handlers, log),
    events,
    files: openFiles(context, queue, maps, exports, uploads),
    paths,
    log,
    problems,
    probeDevice: () => device.probe(),
    failureOf: (run) => queue.failures.get(run) ?? null,
    models: new ModelFiles(context, samples),
    close: () => (closing ??= close()),
  };
}

/** The same handlers, with faults of ours written to the log before they are told. */
function logged(handlers: Handlers, log: Log): Handlers {
  const entries = Object.entries(handlers).map(([name, handle]) => [
    name,
    async (...args: [never, never]) => {
      try {
        return await handle(...args);
      } catch (thrown) {
        const error = toIsthmusError(thrown);
        if (!error.isUsers) log(`${name}: ${error.message}\n${error.detail ?? ''}`);
        throw error;
      }
    },
  ]);
  return Object.fromEntries(entries) as Handlers;
}

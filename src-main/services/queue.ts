import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  badInput,
  methodDefinition,
  toIsthmusError,
  type Epoch,
  type IsthmusError,
  type Run,
} from '../contract/index.ts';
import type { JobNews, JobOutput } from '../compute/supervisor/index.ts';
import { firstMap } from '../store/artifacts.ts';
import { settleCheckpoint } from '../store/checkpoint-files.ts';
import { getDataset } from '../store/datasets.ts';
import { scratchFolder } from '../store/paths.ts';
import { writeRecord } from '../store/record-files.ts';
import { transactSoon } from '../store/database.ts';
import {
  endRun,
  finishRun,
  getRun,
  keepCheckpoint,
  keepEpochs,
  nextQueued,
  ownerOfRun,
  startRun,
} from '../store/runs.ts';
import { changeHome } from '../store/changes.ts';
import { goOn, removeFolders, settleFolder } from '../store/tidy.ts';
import type { Context } from './context.ts';
import { filesOfDataset } from './recorded.ts';
import { threadsFor } from './threads.ts';

const keepCurveMs = 2_000;
/** How long closing waits for a checkpoint. */
const toPauseMs = 1_500;

/** Files that show a run while it trains, and are of no use after. */
export const liveFiles = ['live.npy', 'live-rows.npy'];

interface Current {
  run: Run;
  cancel: AbortController;
  stop: AbortController;
  pause: AbortController;
  ended: Promise<void>;
}

/** Works through this process's queued runs, one at a time, in the order they were asked for. */
export class Queue {
  /** What failed runs of this process threw. */
  readonly failures = new Map<string, IsthmusError>();
  readonly #context: Context;
  #current: Current | null = null;
  #closing = false;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Starts the next run where none is running. */
  kick(): void {
    if (this.#current || this.#closing) return;
    const run = this.#next();
    if (!run) return;
    const [cancel, stop, pause] = [new AbortController(), new AbortController(), new AbortController()];
    const current = { run, cancel, stop, pause };
    this.#current = { ...current, ended: Promise.resolve() };
    this.#changed(run);
    this.#current.ended = this.#work(current).finally(() => {
      this.#current = null;
      this.kick();
    });
  }

  /** Ends a queued or running run of this process, and waits until it has ended; one that has ended stays as it is. */
  async cancel(id: string): Promise<void> {
    const { store, owner } = this.#context;
    if (this.#current?.run.id === id) {
      this.#current.cancel.abort();
      await this.#current.ended;
      return;
    }
    const working = ownerOfRun(store.read, id);
    if (working === null) return;
    if (working !== owner) {
      throw badInput('This run is running in another window or command: cancel it there.');
    }
    await this.#cancelled(id, null);
    this.#changed(getRun(store.read, id));
  }

  /**
   * Lets a run of this process rest, and waits until it does: one that trains keeps a checkpoint first.
   * @throws IsthmusError `bad_input` where it is not queued or running here
   */
  async pause(id: string): Promise<void> {
    const { store, owner } = this.#context;
    if (this.#current?.run.id === id) {
      this.#current.pause.abort();
      await this.#current.ended;
      return;
    }
    if (ownerOfRun(store.read, id) !== owner) {
      throw badInput('Only a run that waits or trains here can be paused.');
    }
    endRun(store.write, id, 'paused', 'Paused before its turn came; resume it to continue.');
    this.#changed(getRun(store.read, id));
  }

  /** @throws IsthmusError `bad_input` where the run is not running here */
  stop(id: string): void {
    if (this.#current?.run.id !== id) {
      throw badInput('Only a run that is training here can be stopped early.');
    }
    this.#current.stop.abort();
  }

  /** Where the files of a run that is running here are. */
  folderOf(id: string): string | null {
    const { paths, owner } = this.#context;
    return this.#current?.run.id === id ? scratchFolder(paths.runs, id, owner) : null;
  }

  /** Ends everything of this process's as interrupted; what trains is given a moment to keep a checkpoint. */
  async close(): Promise<void> {
    this.#closing = true;
    const { store, owner } = this.#context;
    const current = this.#current;
    if (current && methodDefinition(current.run.method).iterative) {
      current.pause.abort();
      await Promise.race([current.ended, sleep(toPauseMs, undefined, { ref: false })]);
    }
    current?.cancel.abort();
    await current?.ended;
    for (let run = nextQueued(store.read, owner); run; run = nextQueued(store.read, owner)) {
      endRun(store.write, run.id, 'interrupted', closedUnder(run));
    }
  }

  #next(): Run | null {
    const { store, owner, log } = this.#context;
    try {
      const run = nextQueued(store.read, owner);
      return run && startRun(store.write, run.id) ? run : null;
    } catch (thrown) {
      // A full disk: the queue goes on with the next run that is asked for.
      log(`queue: ${toIsthmusError(thrown).detail}`);
      return null;
    }
  }

  async #work({ run, cancel, stop, pause }: Omit<Current, 'ended'>): Promise<void> {
    const { store, paths, trainer, owner, log } = this.#context;
    const folder = scratchFolder(paths.runs, run.id, owner);
    const started = performance.now();
    // What a resumed run was trained for before is part of its time.
    const before = run.history.reduce((total, epoch) => total + epoch.seconds, 0);
    const seconds = (): number => before + (performance.now() - started) / 1_000;
    const curve = new Curve((epochs) => {
      try {
        keepEpochs(store.write, run.id, epochs);
      } catch (thrown) {
        // The result brings the whole curve; only an interrupted run would miss these.
        log(`run ${run.id}: ${toIsthmusError(thrown).detail}`);
      }
    });
    try {
      const dataset = getDataset(store.read, run.dataset);
      const datasetFiles = filesOfDataset(this.#context, dataset);
      datasetFiles.check();
      await mkdir(folder);
      const checkpoints = join(paths.checkpoints, run.id);
      if (methodDefinition(run.method).iterative) await mkdir(checkpoints, { recursive: true });
      const { method, dim, params, seed, parent } = run;
      const datasetFolder = join(paths.datasets, dataset.id);
      const patientSince = parent?.epoch ?? 0;
      const first = firstMap(store.read, dataset.id, 2);
      const alignTo = first === null ? null : join(paths.runs, first.run, first.place);
      const result: JobOutput<'fit'> = await trainer.run(
        'fit',
        {
          expected: datasetFiles.toHash((name) => name.endsWith('.npy')),
          dataset,
          datasetFolder,
          folder,
          checkpoints,
          patientSince,
          method,
          dim,
          params,
          seed,
          alignTo,
        },
        {
          signal: cancel.signal,
          stop: stop.signal,
          pause: pause.signal,
          threads: threadsFor(run, dataset),
          onNews: (news) => this.#news(run, curve, news),
        },
      );
      for (const name of liveFiles) await rm(join(folder, name), { force: true });
      await changeHome(this.#context, (about) => {
        about({ places: [`runs/${run.id}`], records: [`runs/${run.id}`] });
        settleFolder(folder, join(paths.runs, run.id));
        finishRun(store.write, run.id, { ...result, seconds: seconds() });
      });
    } catch (thrown) {
      const error = toIsthmusError(thrown);
      this.failures.set(run.id, error);
      await removeFolders([folder]);
      try {
        curve.keep();
        settleCheckpoint(store.write, paths, run.id);
        const [status, message] = this.#ending(run.id, error, cancel.signal.aborted);
        if (status === 'cancelled') await this.#cancelled(run.id, seconds());
        else endRun(store.write, run.id, status, message, seconds());
      } catch (again) {
        // Not even the record can be written (a full disk): the next start marks the run as interrupted.
        log(`run ${run.id}: ${toIsthmusError(again).detail}`);
      }
      if (!error.isUsers) log(`run ${run.id}: ${error.message}\n${error.detail ?? ''}`);
    }
    this.#changed(run);
  }

  /** What becomes of a run that ended without a result. */
  #ending(
    id: string,
    error: IsthmusError,
    cancelled: boolean,
  ): ['interrupted' | 'cancelled' | 'paused' | 'failed', string | null] {
    const { checkpoint } = getRun(this.#context.store.read, id);
    if (this.#closing || error.code === 'closed') return ['interrupted', closedUnder({ checkpoint })];
    if (cancelled) return ['cancelled', null];
    if (error.code === 'paused') return ['paused', error.message];
    // The process died, and what it had learned until a little while ago is kept.
    if (error.code === 'internal' && checkpoint !== null) {
      return ['interrupted', `${error.message} The run itself is not lost: ${goOn(checkpoint)}.`];
    }
    return ['failed', error.message];
  }

  /** Records that a run was cancelled; its checkpoint goes. */
  async #cancelled(id: string, seconds: number | null): Promise<void> {
    const { store } = this.#context;
    await changeHome(this.#context, (about) => {
      about({ places: [`checkpoints/${id}`], records: [] });
      endRun(store.write, id, 'cancelled', null, seconds);
      keepCheckpoint(store.write, id, null);
    });
  }

  #news(run: Run, curve: Curve, { progress, epochs, live, checkpoint }: JobNews): void {
    if (checkpoint !== null) this.#keepCheckpoint(run, checkpoint);
    this.#context.events.publish('runs.progress', {
      run: run.id,
      dataset: run.dataset,
      progress,
      epochs,
      live,
    });
    curve.add(epochs);
  }

  /** A record that lags behind the file does no harm: training goes on from what is in the file. */
  #keepCheckpoint({ id }: Run, epochs: number): void {
    const { store, paths, log } = this.#context;
    try {
      transactSoon(store.write, () => keepCheckpoint(store.write, id, epochs));
      writeRecord(store.write, paths, `checkpoints/${id}`);
    } catch (thrown) {
      log(`run ${id}: ${toIsthmusError(thrown).detail}`);
    }
  }

  #changed({ id, dataset }: Run): void {
    this.#context.events.publish('runs.changed', { run: id, dataset, deleted: false });
  }
}

function closedUnder({ checkpoint }: Pick<Run, 'checkpoint'>): string {
  return `Isthmus was closed while this ran; ${goOn(checkpoint)}.`;
}

/** Keeps a curve on disk as it grows, not at every epoch, so that an interrupted run still shows it. */
class Curve {
  readonly #write: (epochs: Epoch[]) => void;
  #waiting: Epoch[] = [];
  #keptAt = performance.now();

  constructor(write: (epochs: Epoch[]) => void) {
    this.#write = write;
  }

  add(epochs: readonly Epoch[]): void {
    this.#waiting.push(...epochs);
    if (performance.now() - this.#keptAt >= keepCurveMs) this.keep();
  }

  keep(): void {
    if (this.#waiting.length === 0) return;
    const epochs = this.#waiting;
    this.#waiting = [];
    this.#keptAt = performance.now();
    this.#write(epochs);
  }
}

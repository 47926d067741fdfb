import { z } from 'zod';
import { IsthmusError, fromShape, type Epoch, type Progress } from '../../contract/index.ts';
import type { ProcessPort, ThreadMode } from './port.ts';
import {
  fromCompute,
  jobs,
  type FromCompute,
  type JobInput,
  type JobKind,
  type JobOutput,
} from '../protocol.ts';

export interface JobNews {
  progress: Progress;
  epochs: Epoch[];
  live: number;
  /** How many epochs a new checkpoint keeps; null: there is no new one. */
  checkpoint: number | null;
}

export interface JobOptions {
  /** Gives the job up. */
  signal?: AbortSignal | undefined;
  /** Asks the job to end early with the best so far. */
  stop?: AbortSignal | undefined;
  /** Asks the job to keep a checkpoint and rest; it then fails with `paused`. */
  pause?: AbortSignal | undefined;
  onNews?: ((news: JobNews) => void) | undefined;
  /** What its process must have been started with; where that differs, a new one is started. Absent: any will do. */
  threads?: ThreadMode | undefined;
}

export interface SupervisorOptions {
  start: (threads: ThreadMode) => ProcessPort;
  /** The process ends after so long without work; null keeps it. */
  idleMs: number | null;
  log: (line: string) => void;
  /** How long a new process may take to answer; a busy machine is slow, a broken build is silent. */
  readyMs?: number;
  /** How long a cancelled job may go on before its process is killed; a cancel is to be answered within two seconds. */
  cancelMs?: number;
}

interface Waiting {
  id: string;
  kind: JobKind;
  input: unknown;
  options: JobOptions;
  settle: (output: never) => void;
  fail: (error: unknown) => void;
}

/** One process and how it stands; a new one is a new object, so that late news of the old one is not mistaken. */
interface Child {
  port: ProcessPort;
  threads: ThreadMode;
  ready: boolean;
  limit: NodeJS.Timeout | null;
  /** Why we killed it, where we did. */
  killed: 'cancel' | 'hang' | 'idle' | null;
}

/**
 * Keeps one compute process: starts it when there is work, hands it one job at a time, and makes sure that every
 * job is answered, whatever becomes of the process.
 */
export class Supervisor {
  readonly #options: Required<SupervisorOptions>;
  #child: Child | null = null;
  #queue: Waiting[] = [];
  #current: Waiting | null = null;
  #idle: NodeJS.Timeout | null = null;
  #lastId = 0;
  #closed = false;

  constructor(options: SupervisorOptions) {
    this.#options = { readyMs: 30_000, cancelMs: 1_500, ...options };
  }

  /**
   * Does a job after those asked for earlier.
   * @throws IsthmusError what the job threw; `cancelled` on abort; `internal` where the process died under it
   */
  run<K extends JobKind>(kind: K, input: JobInput<K>, options: JobOptions = {}): Promise<JobOutput<K>> {
    return new Promise((settle, fail) => {
      if (this.#closed) return fail(new IsthmusError('closed', 'Isthmus is closing.'));
      if (options.signal?.aborted) return fail(cancelled());
      const waiting: Waiting = { id: String(++this.#lastId), kind, input, options, settle, fail };
      options.signal?.addEventListener('abort', () => this.#cancel(waiting), { once: true });
      options.stop?.addEventListener('abort', () => this.#ask('stop', waiting), { once: true });
      options.pause?.addEventListener('abort', () => this.#ask('pause', waiting), { once: true });
      this.#queue.push(waiting);
      this.#next();
    });
  }

  /** The process's number while there is one, for tests and `doctor`. */
  get pid(): number | undefined {
    return this.#child?.port.pid;
  }

  /** Kills the process and rejects all that is not done. */
  close(): void {
    this.#closed = true;
    const left = [...(this.#current ? [this.#current] : []), ...this.#queue];
    this.#current = null;
    this.#queue = [];
    this.#kill('idle');
    for (const { fail } of left) fail(new IsthmusError('closed', 'Isthmus is closing.'));
  }

  #next(): void {
    if (this.#current || this.#closed) return;
    const job = this.#queue.shift();
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    if (!job) {
      const { idleMs } = this.#options;
      if (this.#child && idleMs !== null) this.#idle = setTimeout(() => this.#kill('idle'), idleMs).unref();
      return;
    }
    this.#current = job;
    try {
      const { threads } = job.options;
      if (threads !== undefined && this.#child?.threads !== threads) this.#kill('idle');
      this.#child ??= this.#start(threads ?? 'all');
    } catch (error) {
      this.#current = null;
      job.fail(unstarted(error instanceof Error ? error.stack : String(error)));
      this.#next();
      return;
    }
    if (this.#child.ready) this.#send(job);
  }

  #start(threads: ThreadMode): Child {
    const { start, log, readyMs } = this.#options;
    const child: Child = { port: start(threads), threads, ready: false, limit: null, killed: null };
    child.limit = setTimeout(() => {
      child.killed = 'hang';
      child.port.kill();
    }, readyMs);
    child.port.onMessage((raw) => {
      const message = fromCompute.safeParse(raw);
      if (child !== this.#child) return;
      if (message.success) this.#receive(child, message.data);
      else log(`unreadable message of the compute process: ${z.prettifyError(message.error)}`);
    });
    child.port.onExit((code, signal) => this.#ended(child, code, signal));
    return child;
  }

  #send({ id, kind, input, options }: Waiting): void {
    this.#child?.port.post({ type: 'start', job: id, kind, input });
    for (const type of ['stop', 'pause'] as const)
      if (options[type]?.aborted) this.#child?.port.post({ type, job: id });
  }

  #receive(child: Child, message: FromCompute): void {
    if (message.type === 'ready') {
      this.#clearLimit(child);
      child.ready = true;
      if (this.#current) this.#send(this.#current);
      return;
    }
    const job = this.#current;
    if (job?.id !== message.job) return;
    if (message.type === 'progress') {
      job.options.onNews?.({
        progress: message.progress,
        epochs: message.news?.epochs ?? [],
        live: message.news?.live ?? 0,
        checkpoint: message.news?.checkpoint ?? null,
      });
      return;
    }
    this.#clearLimit(child);
    this.#current = null;
    if (message.type === 'done') {
      const output = jobs[job.kind].output.safeParse(message.output);
      if (output.success) job.settle(output.data as never);
      else {
        const detail = z.prettifyError(output.error);
        job.fail(new IsthmusError('internal', `The result of the job "${job.kind}" cannot be read.`, detail));
      }
    } else {
      job.fail(fromShape(message.error));
    }
    this.#next();
  }

  #cancel(job: Waiting): void {
    const at = this.#queue.indexOf(job);
    if (at >= 0) {
      this.#queue.splice(at, 1);
      job.fail(cancelled());
      return;
    }
    const child = this.#child;
    if (job !== this.#current || !child) return;
    if (!child.ready) {
      // It has not been sent yet: the process goes on starting, for whoever is next.
      this.#current = null;
      job.fail(cancelled());
      this.#next();
      return;
    }
    child.port.post({ type: 'cancel', job: job.id });
    child.limit = setTimeout(() => {
      child.killed = 'cancel';
      child.port.kill();
    }, this.#options.cancelMs);
  }

  #ask(type: 'stop' | 'pause', job: Waiting): void {
    if (job === this.#current && this.#child?.ready) this.#child.port.post({ type, job: job.id });
  }

  #ended(child: Child, code: number | null, signal: string | null): void {
    this.#clearLimit(child);
    if (child !== this.#child) return;
    this.#child = null;
    const job = this.#current;
    this.#current = null;
    if (child.killed !== 'idle') {
      this.#options.log(`compute process ended: code ${code}, signal ${signal}, killed for ${child.killed}`);
    }
    if (job)
      job.fail(
        child.killed === 'cancel' || job.options.signal?.aborted ? cancelled() : died(child, code, signal),
      );
    this.#next();
  }

  #kill(why: 'idle'): void {
    const child = this.#child;
    if (!child) return;
    child.killed = why;
    this.#child = null;
    this.#clearLimit(child);
    child.port.kill();
  }

  #clearLimit(child: Child): void {
    if (child.limit) clearTimeout(child.limit);
    child.limit = null;
  }
}

function cancelled(): IsthmusError {
  return new IsthmusError('cancelled', 'Cancelled.');
}

function unstarted(detail: string | undefined): IsthmusError {
  return new IsthmusError(
    'internal',
    'The compute process could not be started: run `isthmus doctor` to see what is missing.',
    detail,
  );
}

/** Exit, crash and hang are three things, and call for three different next steps. */
function died(child: Child, code: number | null, signal: string | null): IsthmusError {
  const detail = `code ${code}, signal ${signal}, ready ${child.ready}`;
  const say = (message: string): IsthmusError => new IsthmusError('internal', message, detail);
  if (child.killed === 'hang') {
    return say('The compute process did not start in time: the machine may be very busy; try again.');
  }
  if (!child.ready) return unstarted(detail);
  // 134 is how V8 gives up when its heap is full.
  if (signal === 'SIGKILL' || signal === 'SIGABRT' || code === 134) {
    return say(
      'The compute process was ended by the system, most likely for lack of memory: close other programs, or use smaller layers or less data, and start it again.',
    );
  }
  if (code === 0) return say('The compute process ended before its work was done; start it again.');
  return say('The compute process crashed; start it again, and see the log if it happens twice.');
}

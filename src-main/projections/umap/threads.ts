import { availableParallelism } from 'node:os';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { pass, type Pass } from './kernel.ts';

/** What a thread does: it is given the pass once, and then told of every epoch. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const pass = (${pass.toString()});
const { given, from, to, stream } = workerData;
parentPort.on('message', ({ epoch, alpha }) => {
  pass(given, from, to, epoch, alpha, stream);
  parentPort.postMessage(epoch);
});
`;

/** Threads at most, each with a generator of its own. */
export const mostThreads = 64;

/**
 * Threads that go over the ties at once, each over its own stretch, and move the same positions without waiting for each
 * other: faster, and never quite the same twice. The first stretch is left to the thread that keeps them.
 * Source: Recht, Ré, Wright and Niu 2011 (Hogwild)
 */
export class Threads {
  /** Where the first stretch ends. */
  readonly mine: number;
  readonly #workers: Worker[];

  /** @param given its arrays lie in memory that threads share */
  constructor(given: Pass, count = Math.min(mostThreads, availableParallelism())) {
    const bounds = Array.from({ length: count + 1 }, (_, i) => Math.round((i * given.heads.length) / count));
    this.mine = bounds[1] ?? given.heads.length;
    this.#workers = bounds.slice(1, -1).map((from, i) => {
      const workerData = { given, from, to: bounds[i + 2] ?? from, stream: i + 1 };
      return new Worker(program, { eval: true, workerData });
    });
  }

  /**
   * One epoch over all stretches.
   * @param first goes over the first of them, meanwhile
   */
  async pass(epoch: number, alpha: number, first: () => Promise<void>): Promise<void> {
    const others = this.#workers.map((worker) => once(worker, 'message'));
    for (const worker of this.#workers) worker.postMessage({ epoch, alpha });
    await Promise.all([first(), ...others]);
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** The same array in memory that threads share. */
export function shared<T extends Float32Array | Int32Array>(array: T): T {
  const Kind = array.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Kind(new SharedArrayBuffer(Math.max(4, array.byteLength)));
  copy.set(array);
  return copy.subarray(0, array.length) as T;
}

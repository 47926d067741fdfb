import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { pass, type Pass } from './kernel.ts';

/** Threads at most, each with a generator of its own. */
export const maxThreads = 64;
/** Pieces that an epoch is cut into for each thread, and edges that are worth a piece. */
const pieces = 16;
const minEdges = 2_000;

/** Where in the shared words it stands which round is on, which piece is next, and how many are done. */
const [roundAt, nextAt, doneAt] = [0, 1, 2];

/**
 * What a thread does: it waits for a round, takes pieces until there is none, and waits for the next. A thread that comes
 * late finds nothing left, and nobody waits for it.
 */
const program = `
const { workerData } = require('node:worker_threads');
const pass = (${pass.toString()});
const takePieces = (${takePieces.toString()});
const { shared, stream } = workerData;
for (let round = 0; ; ) {
  Atomics.wait(shared.words, ${roundAt}, round);
  round = Atomics.load(shared.words, ${roundAt});
  takePieces(pass, shared, stream, ${nextAt}, ${doneAt}, Infinity);
}
`;

/** What all threads see. */
interface Shared {
  given: Pass;
  /** Where pieces begin, and where the last ends. */
  bounds: Int32Array;
  words: Int32Array;
  /** The epoch of the round, and how far rows move in it. */
  round: Float64Array;
}

/**
 * Goes over pieces that nobody has taken yet. It refers to nothing outside itself, for other threads are given its text.
 * @param most pieces at most
 * @returns whether there may be more
 */
function takePieces(
  work: typeof pass,
  { given, bounds, words, round }: Shared,
  stream: number,
  next: number,
  done: number,
  most: number,
): boolean {
  const count = bounds.length - 1;
  for (let taken = 0; taken < most; taken++) {
    const piece = Atomics.add(words, next, 1);
    if (piece >= count) return false;
    work(given, bounds[piece], bounds[piece + 1], round[0], round[1], stream);
    if (Atomics.add(words, done, 1) + 1 === count) Atomics.notify(words, done);
  }
  return true;
}

/**
 * Threads that go over the edges at once, a piece each at a time, and move the same positions without waiting for each
 * other: faster, and never quite the same twice.
 * Source: Recht, Ré, Wright and Niu 2011 (Hogwild)
 */
export class LayoutThreads {
  readonly #shared: Shared;
  readonly #workers: Worker[];
  readonly #failed: Promise<never>;

  /** @param given its arrays lie in memory that threads share */
  constructor(given: Pass, count = Math.min(maxThreads, availableParallelism())) {
    const edges = given.heads.length;
    const parts = Math.max(1, Math.min(pieces * count, Math.floor(edges / minEdges)));
    this.#shared = {
      given,
      bounds: shared(Int32Array.from({ length: parts + 1 }, (_, i) => Math.round((i * edges) / parts))),
      words: shared(new Int32Array(3)),
      round: shared(new Float64Array(2)),
    };
    this.#workers = Array.from({ length: count - 1 }, (_, i) => {
      return new Worker(program, { eval: true, workerData: { sharedCopy: this.#shared, stream: i + 1 } });
    });
    this.#failed = new Promise((_, reject) => {
      for (const worker of this.#workers) worker.once('error', reject);
    });
    // It may fail between two epochs; the next hears of it.
    this.#failed.catch(() => undefined);
  }

  /**
   * One epoch over all edges.
   * @param between is awaited between the pieces that the calling thread goes over
   */
  async pass(epoch: number, alpha: number, between: () => Promise<void>): Promise<void> {
    const { bounds, words, round } = this.#shared;
    round.set([epoch, alpha]);
    Atomics.store(words, doneAt, 0);
    // From here on threads that are still awake may take pieces, so all else is in place before.
    Atomics.store(words, nextAt, 0);
    Atomics.add(words, roundAt, 1);
    Atomics.notify(words, roundAt);
    while (takePieces(pass, this.#shared, 0, nextAt, doneAt, 1)) await between();
    const parts = bounds.length - 1;
    for (let done = Atomics.load(words, doneAt); done < parts; done = Atomics.load(words, doneAt)) {
      await Promise.race([Atomics.waitAsync(words, doneAt, done).value, this.#failed]);
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** The same array in memory that threads share. */
export function shared<T extends Float32Array | Float64Array | Int32Array>(array: T): T {
  const Kind = array.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new Kind(new SharedArrayBuffer(Math.max(array.BYTES_PER_ELEMENT, array.byteLength)));
  copy.set(array);
  return copy.subarray(0, array.length) as T;
}

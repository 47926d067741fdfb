import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { forcesOn, type ForceField } from './field.ts';

/** What a thread does: it is given the field once, and then told of every iteration. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const forcesOn = (${forcesOn.toString()});
const { field, from, to } = workerData;
parentPort.on('message', () => {
  forcesOn(field, from, to);
  parentPort.postMessage(null);
});
`;

/** Below that many rows telling threads costs more than they save. */
const worthSharing = 2_000;
/** Threads at most: beyond, building the tree takes longer than walking it. */
const most = 8;

/** Threads that work out the forces together, each on its own rows. What they come to does not depend on how many they are. */
export class DescentThreads {
  readonly #field: ForceField;
  readonly #mine: number;
  readonly #workers: Worker[];

  constructor(field: ForceField) {
    this.#field = field;
    const rows = field.order.length;
    const count = rows < worthSharing ? 1 : Math.min(most, availableParallelism());
    const bounds = Array.from({ length: count + 1 }, (_, i) => Math.round((i * rows) / count));
    this.#mine = bounds[1];
    this.#workers = bounds.slice(1, -1).map((from, i) => {
      return new Worker(program, { eval: true, workerData: { field, from, to: bounds[i + 2] } });
    });
  }

  /** Works out the forces on all rows. */
  async forces(): Promise<void> {
    const others = this.#workers.map((worker) => once(worker, 'message'));
    for (const worker of this.#workers) worker.postMessage(null);
    forcesOn(this.#field, 0, this.#mine);
    await Promise.all(others);
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

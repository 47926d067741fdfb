import { Random, type Pace } from '../../tensor/index.ts';
import { forces } from './forces.ts';
import type { Ties } from '../ties.ts';
import { pass, type Pass } from './kernel.ts';
import { shared, Threads } from './threads.ts';

/** Ties that one thread goes over before the process looks at its messages. */
const stretch = 500_000;

/** How positions are let find their place. */
export interface Layout {
  a: number;
  b: number;
  epochs: number;
  negatives: number;
  learningRate: number;
  threads: 'one' | 'all';
  seed: number;
}

/** Whom it tells, and whom it asks. */
export interface Watcher {
  /** After every epoch. */
  show(positions: Float32Array, epoch: number): void;
  stopRequested(): boolean;
}

/**
 * Moves the rows of a map until ties and strangers balance.
 * @param start `rows × columns`; not changed
 * @returns `rows × columns`, and how many epochs it took: fewer than asked for where it was to stop
 * @throws IsthmusError `cancelled`
 * Cost: a pull and `negatives` pushes for every tie, times its weight, times the epochs.
 */
export async function layOut(
  ties: Ties,
  start: Float32Array,
  columns: number,
  layout: Layout,
  pace: Pace,
  watcher: Watcher,
): Promise<{ map: Float32Array; epochs: number }> {
  const { epochs, threads, learningRate } = layout;
  const given = passOf(ties, start, columns, layout);
  const all = threads === 'all' ? new Threads(given) : null;
  let epoch = 0;
  try {
    for (; epoch < epochs && !watcher.stopRequested(); epoch++) {
      const alpha = learningRate * (1 - epoch / epochs);
      if (all !== null) await all.pass(epoch, alpha);
      for (let from = 0; all === null && from < given.heads.length; from += stretch) {
        pass(given, from, Math.min(given.heads.length, from + stretch), epoch, alpha, 0);
        await pace.breathe();
      }
      await pace.breathe();
      watcher.show(given.positions, epoch);
    }
  } finally {
    await all?.end();
  }
  return { map: Float32Array.from(given.positions), epochs: epoch };
}

/** Ties too weak to be pulled on once are left out, as in umap-learn. */
function passOf(
  { rows, starts, others, weights }: Ties,
  start: Float32Array,
  columns: number,
  { a, b, epochs, negatives, threads, seed }: Layout,
): Pass {
  const strongest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const heads: number[] = [];
  const tails: number[] = [];
  const every: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let at = starts[row] ?? 0; at < (starts[row + 1] ?? 0); at++) {
      const weight = weights[at] ?? 0;
      if (weight < strongest / epochs) continue;
      heads.push(row);
      tails.push(others[at] ?? 0);
      every.push(strongest / weight);
    }
  }
  const random = new Random(seed);
  const states = Int32Array.from({ length: 256 }, () => random.next() | 1);
  const own: <T extends Float32Array | Int32Array>(array: T) => T =
    threads === 'all' ? shared : (array) => array;
  const { base, pull, push } = forces(a, b);
  return {
    positions: own(start.slice()),
    columns,
    rows,
    heads: own(Int32Array.from(heads)),
    tails: own(Int32Array.from(tails)),
    every: own(Float32Array.from(every)),
    next: own(Float32Array.from(every)),
    pull: own(pull),
    push: own(push),
    base,
    negatives,
    states: own(states),
  };
}

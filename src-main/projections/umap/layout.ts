import { Random, type Pace } from '../../tensor/index.ts';
import { tabulateForces } from './forces.ts';
import type { EdgeList } from '../edge-list.ts';
import { pass, type Pass } from './kernel.ts';
import { maxThreads, shared, LayoutThreads } from './threads.ts';

/** Edges that one thread goes over before the process looks at its messages. */
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
export interface LayoutObserver {
  /** After every epoch. */
  show(positions: Float32Array, epoch: number): void;
  stopRequested(): boolean;
}

/**
 * Moves the rows of a map until edges and negative samples balance.
 * @param start `rows × columns`; not changed
 * @returns `rows × columns`, and how many epochs it took: fewer than asked for where it was to stop
 * @throws IsthmusError `cancelled`
 * Cost: a pull and `negatives` pushes for every edge, times its weight, times the epochs.
 */
export async function layOut(
  edges: EdgeList,
  start: Float32Array,
  columns: number,
  layout: Layout,
  pace: Pace,
  watcher: LayoutObserver,
): Promise<{ map: Float32Array; epochs: number }> {
  const { epochs, threads, learningRate } = layout;
  const given = passOf(edges, start, columns, layout);
  const all = threads === 'all' ? new LayoutThreads(given) : null;
  let epoch = 0;
  try {
    for (; epoch < epochs && !watcher.stopRequested(); epoch++) {
      const alpha = learningRate * (1 - epoch / epochs);
      if (all !== null) await all.pass(epoch, alpha, () => pace.yieldToEventLoop());
      for (let from = 0; all === null && from < given.heads.length; from += stretch) {
        pass(given, from, Math.min(given.heads.length, from + stretch), epoch, alpha, 0);
        await pace.yieldToEventLoop();
      }
      // A short epoch of several threads may end without a turn of the event loop.
      await pace.yieldToEventLoop();
      watcher.show(given.positions, epoch);
    }
  } finally {
    await all?.end();
  }
  return { map: Float32Array.from(given.positions), epochs: epoch };
}

/**
 * What a pass needs of edges. Those too weak to be pulled on once in all epochs are left out, as in umap-learn.
 * @param start `rows × columns`; not changed
 */
function passOf(edges: EdgeList, start: Float32Array, columns: number, layout: Layout): Pass {
  const { a, b, negatives, threads, seed } = layout;
  const { heads, tails, every } = scheduled(edges, layout.epochs);
  const random = Random.of(seed, 2);
  const states = Int32Array.from({ length: maxThreads }, () => random.next() | 1);
  const own: <T extends Float32Array | Int32Array>(array: T) => T =
    threads === 'all' ? shared : (array) => array;
  const { base, pull, push } = tabulateForces(a, b);
  return {
    positions: own(start.slice()),
    columns,
    rows: edges.rows,
    both: true,
    heads: own(heads),
    tails: own(tails),
    every: own(every),
    next: own(every.slice()),
    pull: own(pull),
    push: own(push),
    base,
    negatives,
    states: own(states),
  };
}

function scheduled(
  { rows, starts, others, weights }: EdgeList,
  epochs: number,
): { heads: Int32Array; tails: Int32Array; every: Float32Array } {
  const strongest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const heads = new Int32Array(others.length);
  const tails = new Int32Array(others.length);
  const every = new Float32Array(others.length);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    for (let at = starts[row]; at < starts[row + 1]; at++) {
      const weight = weights[at];
      if (weight < strongest / epochs) continue;
      heads[count] = row;
      tails[count] = others[at];
      every[count++] = strongest / weight;
    }
  }
  return { heads: heads.slice(0, count), tails: tails.slice(0, count), every: every.slice(0, count) };
}

import type { Pace } from '../../tensor/index.ts';
import type { EdgeList } from '../edge-list.ts';
import type { ForceField } from './field.ts';
import { DescentThreads } from './threads.ts';
import { TreeBuilder, type Memory } from './tree.ts';

/** How wide a cell may be against its distance, as in scikit-learn. */
const angle = 0.5;
/** Momentum while neighbours pull harder than they should, and after. */
const momentum = { early: 0.5, late: 0.8 };
const minGain = 0.01;
/** Share of the iterations in which they do, and how many at most. */
const earlyShare = 0.25;
const earlyMost = 250;

/** How positions are let find their place. */
export interface Descent {
  iterations: number;
  exaggeration: number;
  learningRate: number;
}

/** Whom it tells, and whom it asks. */
export interface DescentObserver {
  /** After every iteration. */
  show(positions: Float64Array, iteration: number): void;
  stopRequested(): boolean;
}

/** What a descent comes to. */
export interface Descended {
  /** `rows × columns`. */
  positions: Float64Array;
  iterations: number;
  /** How far the map's likelihoods are from those of the neighbours (Kullback and Leibler), over the edges. */
  divergence: number;
}

/** Memory that threads share. */
const shared: Memory = {
  numbers: (count) => new Float64Array(new SharedArrayBuffer(Math.max(8, 8 * count)), 0, count),
  integers: (count) => new Int32Array(new SharedArrayBuffer(Math.max(4, 4 * count)), 0, count),
};

/**
 * Moves the rows of a map until they are neighbours as their edges want it.
 * @param edges adding up to 1
 * @param start `rows × columns`; not changed
 * @throws IsthmusError `cancelled`
 * Cost: an iteration takes rows · log(rows) for who pushes away, and one pass over the edges.
 * Source: van der Maaten 2014; momentum, gains and their limits of sklearn.manifold.TSNE
 */
export async function descend(
  edges: EdgeList,
  start: Float64Array,
  columns: number,
  { iterations, exaggeration, learningRate }: Descent,
  pace: Pace,
  watcher: DescentObserver,
): Promise<Descended> {
  const builder = new TreeBuilder(edges.rows, columns, shared);
  const field = fieldOf(edges, start, columns, builder);
  const { positions, pull, push } = field;
  const early = Math.min(earlyMost, Math.floor(earlyShare * iterations));
  const updates = new Float64Array(positions.length);
  const gains = new Float64Array(positions.length).fill(1);
  const threads = new DescentThreads(field);
  let iteration = 0;
  try {
    for (; iteration < iterations && !watcher.stopRequested(); iteration++) {
      const isEarly = iteration < early;
      const stronger = isEarly ? exaggeration : 1;
      const kept = isEarly ? momentum.early : momentum.late;
      const sum = await updateForces(builder, field, threads);
      // What moved while neighbours pulled harder says nothing of where to go from then on.
      if (iteration === early) gains.fill(1);
      for (let at = 0; at < positions.length; at++) {
        const slope = 4 * (stronger * pull[at] - push[at] / sum);
        const update = updates[at];
        const gain = Math.max(minGain, update * slope < 0 ? gains[at] + 0.2 : gains[at] * 0.8);
        const next = kept * update - learningRate * gain * slope;
        gains[at] = gain;
        updates[at] = next;
        positions[at] += next;
      }
      await pace.yieldToEventLoop();
      watcher.show(positions, iteration);
    }
    const divergence = divergenceOf(field, await updateForces(builder, field, threads));
    return { positions: Float64Array.from(positions), iterations: iteration, divergence };
  } finally {
    await threads.end();
  }
}

/** Works out the forces as the rows lie now; gives the sum that makes likelihoods of closeness. */
export async function updateForces(
  builder: TreeBuilder,
  field: ForceField,
  threads: DescentThreads,
): Promise<number> {
  builder.build(field.positions);
  await threads.forces();
  return field.close.reduce((total, own) => total + own, 0) || 1;
}

/** @param opening squared; absent: as scikit-learn has it, 0: no cell counts as one place */
export function fieldOf(
  edges: EdgeList,
  start: Float64Array,
  columns: number,
  { tree, order }: TreeBuilder,
  opening = angle * angle,
): ForceField {
  const own = (from: Int32Array): Int32Array => {
    const copy = shared.integers(from.length);
    copy.set(from);
    return copy;
  };
  const positions = shared.numbers(start.length);
  positions.set(start);
  const weights = new Float32Array(
    new SharedArrayBuffer(Math.max(4, 4 * edges.weights.length)),
    0,
    edges.weights.length,
  );
  weights.set(edges.weights);
  return {
    columns,
    positions,
    order,
    ...tree,
    starts: own(edges.starts),
    others: own(edges.others),
    weights,
    pull: shared.numbers(start.length),
    push: shared.numbers(start.length),
    close: shared.numbers(edges.rows),
    opening,
  };
}

function divergenceOf(
  { columns, positions, starts, others, weights, close }: ForceField,
  sum: number,
): number {
  let divergence = 0;
  for (let row = 0; row < close.length; row++) {
    for (let edge = starts[row]; edge < starts[row + 1]; edge++) {
      const other = others[edge];
      let squared = 0;
      for (let axis = 0; axis < columns; axis++) {
        squared += (positions[row * columns + axis] - positions[other * columns + axis]) ** 2;
      }
      const weight = weights[edge];
      // What became 0 by being divided by the sum of all adds nothing: its logarithm would make it no number.
      if (weight > 0) divergence += weight * Math.log(weight * sum * (1 + squared));
    }
  }
  return divergence;
}

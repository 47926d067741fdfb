import {
  add,
  biasAdd,
  cast,
  greater,
  matMul,
  mul,
  scalar,
  sigmoid,
  softplus,
  square,
  sub,
  sum,
  type Handle,
} from '../../tensor/index.ts';
import type { Draws } from '../network/draws.ts';

/** What a layer's units are: on or off by chance, or a number with normal noise of variance 1. */
export type Units = 'bernoulli' | 'gaussian';

/** A restricted Boltzmann machine as it is now. */
export interface Machine {
  visible: Units;
  hidden: Units;
  /** `visible units × hidden units`. */
  kernel: Handle;
  visibleBias: Handle;
  hiddenBias: Handle;
}

/**
 * What the hidden units are on average, given the visible ones.
 * @param v `rows × visible units`
 * @returns `rows × hidden units`: probabilities, or means of Gaussian units
 */
export function hiddenOf({ hidden, kernel, hiddenBias }: Machine, v: Handle): Handle {
  return average(hidden, biasAdd(matMul(v, kernel), hiddenBias));
}

/** What the visible units are on average, given the hidden ones. `h`: `rows × hidden units`. */
export function visibleOf({ visible, kernel, visibleBias }: Machine, h: Handle): Handle {
  return average(visible, biasAdd(matMul(h, kernel, { transposeB: true }), visibleBias));
}

/** Draws units from their averages. */
function sampleUnits(units: Units, averages: Handle, draws: Draws): Handle {
  return units === 'bernoulli'
    ? cast(greater(averages, draws.uniform(averages.shape)), 'float32')
    : add(averages, draws.normal(averages.shape));
}

function average(units: Units, sums: Handle): Handle {
  return units === 'bernoulli' ? sigmoid(sums) : sums;
}

/**
 * Free energy of every row: the lower, the likelier the machine takes it for, but for a constant.
 * @param v `rows × visible units`
 * @returns `rows`
 * Source: Hinton 2010, A practical guide to training restricted Boltzmann machines, section 16.1; for Gaussian units
 *   section 13.2, of variance 1
 */
export function freeEnergy(machine: Machine, v: Handle): Handle {
  const { visible, hidden, kernel, visibleBias, hiddenBias } = machine;
  const sums = biasAdd(matMul(v, kernel), hiddenBias);
  const byHidden = hidden === 'bernoulli' ? softplus(sums) : mul(square(sums), scalar(0.5));
  const byVisible =
    visible === 'bernoulli'
      ? mul(mul(v, visibleBias), scalar(-1))
      : mul(square(sub(v, visibleBias)), scalar(0.5));
  return sub(sum(byVisible, [1]), sum(byHidden, [1]));
}

/** Gradients of a machine, to be gone against. */
export interface ContrastiveDivergence {
  kernel: Handle;
  visibleBias: Handle;
  hiddenBias: Handle;
  /** The data as the machine reconstructs it at once: `rows × visible units`. */
  reconstructed: Handle;
  /** Where the chain ended: hidden units, drawn; `rows × hidden units`. */
  chain: Handle;
}

/**
 * Contrastive divergence: what the machine makes of the data, less what it makes of its own dreams.
 * @param v `rows × visible units`
 * @param steps Gibbs steps, 1 or more
 * @param chain hidden units that a persistent chain goes on from, where visible units are drawn; null: it starts from the
 *   data, and visible units are averages, which makes less noise
 * Source: Hinton 2002, https://doi.org/10.1162/089976602760128018; persistent: Tieleman 2008,
 *   https://doi.org/10.1145/1390156.1390290, as sklearn.neural_network.BernoulliRBM does it
 */
export function contrastiveDivergence(
  machine: Machine,
  v: Handle,
  steps: number,
  chain: Handle | null,
  draws: Draws,
): ContrastiveDivergence {
  const { visible, hidden } = machine;
  const seen = hiddenOf(machine, v);
  let h = chain ?? sampleUnits(hidden, seen, draws);
  let reconstructed = chain === null ? null : visibleOf(machine, seen);
  let dream = v;
  let dreamt = seen;
  for (let step = 0; step < steps; step++) {
    const averages = visibleOf(machine, h);
    reconstructed ??= averages;
    dream = chain === null ? averages : sampleUnits(visible, averages, draws);
    dreamt = hiddenOf(machine, dream);
    if (chain !== null || step < steps - 1) h = sampleUnits(hidden, dreamt, draws);
  }
  const [rows = 1] = v.shape;
  const [dreams = 1] = dream.shape;
  const mean = (x: Handle, count: number): Handle => mul(sum(x, [0]), scalar(1 / count));
  const product = (a: Handle, b: Handle, count: number): Handle =>
    mul(matMul(a, b, { transposeA: true }), scalar(1 / count));
  return {
    kernel: sub(product(dream, dreamt, dreams), product(v, seen, rows)),
    visibleBias: sub(mean(dream, dreams), mean(v, rows)),
    hiddenBias: sub(mean(dreamt, dreams), mean(seen, rows)),
    reconstructed: reconstructed ?? v,
    chain: h,
  };
}

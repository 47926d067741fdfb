/** How metrics of ours are held against those of an oracle. */

/** Metrics that are right to a share of their value: they come of a formula. */
const closed = 1e-6;
/** Metrics of what a solver stopped at. */
const iterative = 1e-3;
/** Where one sample taken for another class is all that two counts differ by, but for rounding. */
const oneSample = 1 + 1e-9;

type Kind = 'closed form' | 'accuracy' | 'F1';

/** What a metric is held to. */
export interface Deviation {
  name: string;
  kind: Kind;
  /** A share of the oracle's value of closed forms, samples of accuracies, a difference of F1. */
  by: number;
  /** The most it may be. */
  most: number;
}

/** What a metric is. */
function kindOf(name: string): Kind {
  if (name.endsWith('_accuracy')) return 'accuracy';
  return name.endsWith('_f1') ? 'F1' : 'closed form';
}

/**
 * How far a metric is from an oracle's. Of F1, which no one sample is the unit of, as much is allowed as one sample that is
 * taken for another class can bring: it lies in two classes, of each of which F1 changes by less than 2 over its rows. That
 * of solvers may differ by a thousandth at least.
 * @param truth labels of the held-out rows; those below 0 are none
 */
export function deviationOf(name: string, own: number, theirs: number, truth: Int32Array): Deviation {
  const kind = kindOf(name);
  const apart = Math.abs(own - theirs);
  const counts = new Map<number, number>();
  for (const label of truth) if (label >= 0) counts.set(label, (counts.get(label) ?? 0) + 1);
  const rows = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (kind === 'accuracy') return { name, kind, by: apart * rows, most: oneSample };
  if (kind === 'F1') {
    const swing = 4 / (counts.size * Math.min(...counts.values()));
    return { name, kind, by: apart, most: name === 'knn_f1' ? swing : Math.max(iterative, swing) };
  }
  return { name, kind, by: theirs === 0 ? apart : apart / Math.abs(theirs), most: closed };
}

import type { Metric } from '../../contract/index.ts';
import { neighboursWanted } from '../clustering/clusters.ts';
import type { MetricGroupResult, EvaluationInput } from '../metric-group.ts';
import { putNear, roomForNear, type Near } from '../held-out-neighbours.ts';
import { curveOf, NeighbourShare, sameClass, sharedNeighbours } from './neighborhood.ts';
import { smallest } from '../../tensor/index.ts';
import { Stress } from './stress.ts';
import { intrusion, intrusionCost } from './trustworthiness.ts';

/** What is gathered of neighbours and distances in one walk over the held-out rows. */
export class StructureWalk {
  readonly stress: Stress;
  readonly #rows: number;
  readonly #k: number;
  readonly #same: boolean;
  readonly #most: number;
  readonly #kept: NeighbourShare | null;
  readonly #hit: NeighbourShare | null;
  readonly #hitReason: string | null;
  readonly #labels: Int32Array;
  readonly #allLabelled: boolean;
  readonly #hitMost: number;
  readonly #trust: Float64Array;
  readonly #continuity: Float64Array;
  readonly #places: Int32Array;
  /** The nearest here, as many as any group of metrics asks for. */
  readonly near: Near;

  /** @param same whether the representation is the original itself */
  constructor({ test, labels, k }: EvaluationInput, same: boolean) {
    const rows = test.length;
    this.#rows = rows;
    this.#k = k;
    this.#same = same;
    this.stress = new Stress(rows);
    this.#trust = new Float64Array(rows);
    this.#continuity = new Float64Array(rows);
    this.#places = new Int32Array(rows);
    const ks = curveOf(k, rows - 1);
    this.#kept = k < rows ? new NeighbourShare(rows, k, ks) : null;
    this.#labels = Int32Array.from(test, (row) => labels[row]);
    const known = this.#labels.filter((label) => label >= 0);
    this.#allLabelled = known.length === rows;
    this.#hitReason = noHit(labels, known, k);
    const hitKs = curveOf(k, known.length - 1);
    this.#hit = this.#hitReason === null ? new NeighbourShare(rows, k, hitKs) : null;
    this.#hitMost = hitKs.at(-1) ?? 0;
    this.#most = ks.at(-1) ?? 0;
    const wanted = Math.max(this.#most, this.#allLabelled ? this.#hitMost : 0, neighboursWanted(rows, k));
    this.near = roomForNear(rows, wanted);
  }

  /**
   * @param there squared distances of a row in the original, 0 to itself; changed
   * @param here in the representation
   */
  visit(row: number, there: Float64Array, here: Float64Array): void {
    if (!this.#same) this.stress.add(row, there, here);
    there[row] = here[row] = Infinity;
    const near = smallest(here, this.near.k);
    putNear(this.near, row, here, near);
    if (this.#same) this.#keep(row, near);
    else this.#compare(row, there, here, near);
    const own = this.#labels[row];
    if (this.#hit === null || own < 0) return;
    const known = this.#allLabelled ? near.subarray(0, this.#hitMost) : this.#labelled(here);
    this.#hit.add(row, sameClass(known, this.#labels, own));
  }

  /** How far neighbours in the original are neighbours here, and the other way round. */
  #compare(row: number, there: Float64Array, here: Float64Array, near: Int32Array): void {
    const k = this.#k;
    const known = smallest(there, this.#most);
    this.#kept?.add(row, sharedNeighbours(known, near.subarray(0, this.#most), this.#places));
    if (k >= this.#rows / 2) return;
    const cost = intrusionCost(this.#rows, k);
    const [nearest, origin] = [near.subarray(0, k), known.subarray(0, k)];
    this.#trust[row] = 1 - cost * intrusion(nearest, origin, there);
    this.#continuity[row] = 1 - cost * intrusion(origin, nearest, here);
  }

  /** All neighbours are kept where the representation is the original. */
  #keep(row: number, near: Int32Array): void {
    this.#kept?.add(row, sharedNeighbours(near.subarray(0, this.#most), near, this.#places));
    this.#trust[row] = this.#continuity[row] = 1;
  }

  /** The nearest among the rows that have a label. */
  #labelled(here: Float64Array): Int32Array {
    for (let row = 0; row < this.#rows; row++) if (this.#labels[row] < 0) here[row] = Infinity;
    return smallest(here, this.#hitMost);
  }

  /** All that is a mean over the rows. */
  found(): MetricGroupResult {
    const found: MetricGroupResult = { metrics: {}, perSample: {}, means: {}, resampled: {} };
    const [rows, k] = [this.#rows, this.#k];
    const tooFew = (needed: number): string =>
      `There are ${rows} held-out rows; it needs more than ${needed}.`;
    const ranked = k >= rows / 2 ? tooFew(2 * k) : { rows, k };
    mean(found, 'trustworthiness', ranked, this.#trust, { rows, k });
    mean(found, 'continuity', ranked, this.#continuity, { rows, k });
    const kept = this.#kept?.metric() ?? tooFew(k);
    mean(found, 'neighborhood_preservation', kept, this.#kept?.shares, { rows, k });
    const labelled = this.#labels.filter((label) => label >= 0).length;
    const hit = this.#hit?.metric() ?? this.#hitReason ?? '';
    mean(found, 'neighborhood_hit', hit, this.#hit?.shares, { rows: labelled, k });
    return found;
  }
}

/** Why there is no neighbourhood hit; null where there is one. */
function noHit(labels: Int32Array, known: Int32Array, k: number): string | null {
  if (known.length === 0)
    return labels.some((label) => label >= 0) ? 'No held-out row has a label.' : 'The data has no labels.';
  if (new Set(known).size === 1) return 'All labelled held-out rows are of one class.';
  return k >= known.length
    ? `There are ${known.length} labelled held-out rows; it needs more than ${k}.`
    : null;
}

/** Puts down a metric that is a mean over rows, or the reason why there is none. */
function mean(
  found: MetricGroupResult,
  name: string,
  metric: Omit<Metric, 'value'> | string,
  values: Float64Array | undefined,
  about: { rows: number; k: number },
): void {
  if (typeof metric === 'string' || values === undefined) {
    found.metrics[name] = { value: null, ...about, reason: typeof metric === 'string' ? metric : '' };
    return;
  }
  const known = values.filter((value) => !Number.isNaN(value));
  const value = known.reduce((sum, each) => sum + each, 0) / known.length;
  found.metrics[name] = { ...metric, value };
  found.means[name] = values;
  found.perSample[name] = Float32Array.from(values);
}

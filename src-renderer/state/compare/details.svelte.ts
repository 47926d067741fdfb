import type { ClassifierName, Run } from '../../../src-main/contract/index.ts';
import { heatRamp } from '../../plots/value-colours.ts';
import type { Compare } from './compare.svelte.ts';
import { confusedRows, takenRows, type ClassPair } from './confusions.ts';
import { hasArray, versionsOf } from './evaluations.ts';
import { LatestWins } from '../latest-wins.ts';
import { meanMatrix, seriate } from './seriation.ts';

/** What is shown below every map. */
export type DetailView = 'none' | 'pairs' | 'confusion' | 'silhouette';

export const classifierTitles: Record<ClassifierName, string> = {
  knn: 'Neighbours',
  linear: 'Linear',
  mlp: 'Small network',
};

/** A cell that is pointed at, in all matrices alike. */
export interface MarkedCell {
  row: number;
  column: number;
}

/** What is shown of the classes below the maps, alike in all columns. */
export class Details {
  view = $state<DetailView>('none');
  classifier = $state<ClassifierName>('knn');
  table = $state(false);
  /** Whether scorecards show every metric. */
  allScores = $state(false);
  marked = $state.raw<MarkedCell | null>(null);
  /** Which class comes where in every matrix: like ones together. */
  order = $state.raw<Int32Array>(new Int32Array());
  /** The least that two classes of any shown run are apart. */
  leastApart = $state(0.5);
  /** The least silhouette of any shown run. */
  leastSilhouette = $state(0);
  readonly ramp: readonly string[] = $derived.by(() => heatRamp(this.#compare.ground));
  /** Finished columns, as one text that changes only when they do or are measured anew. */
  readonly asked: string = $derived.by(() => {
    if (this.view === 'none') return '';
    return versionsOf(this.#compare.finishedColumns, ['class-pairs.npy', 'per-sample.npy']);
  });
  readonly #compare: Compare;
  readonly #latest = new LatestWins();

  constructor(compare: Compare) {
    this.#compare = compare;
    this.order = Int32Array.from({ length: compare.classCount }, (_, i) => i);
  }

  /** Puts the classes in an order by all pairs on show, and finds what scales reach to. */
  async read(): Promise<void> {
    const { evaluations, classCount, finishedColumns: runs } = this.#compare;
    try {
      await this.#latest.run('order', async () => {
        const having = runs.filter((run) => hasArray(run, 'class-pairs.npy'));
        const pairs = await Promise.all(having.map((run) => evaluations.array(run, 'class-pairs.npy')));
        const lines = await Promise.all(runs.map((run) => this.silhouettes(run)));
        const leastOf = (lists: readonly (ArrayLike<number> | null)[], most: number): number =>
          lists.reduce<number>((least, list) => {
            let low = least;
            for (let i = 0; i < (list?.length ?? 0); i++) {
              const value = list?.[i] ?? NaN;
              if (value < low) low = value;
            }
            return low;
          }, most);
        const mean = meanMatrix(pairs, classCount);
        const order = seriate(
          mean.map((apart) => 1 - apart),
          classCount,
        );
        return () => {
          this.order = order;
          this.leastApart = leastOf(pairs, 1);
          this.leastSilhouette = leastOf(lines, 0);
        };
      });
    } catch (thrown) {
      this.#compare.workbench.report(thrown);
    }
  }

  /** One silhouette a held-out row; null where there are none. */
  silhouettes(run: Run): Promise<ArrayLike<number> | null> {
    const { evaluations } = this.#compare;
    return evaluations.line(run, 'per-sample.npy', ({ per_sample }) => per_sample, 'silhouette');
  }

  /** Selects on all maps the samples that a pair of classes confuses. */
  async openPair(run: Run, pair: Pick<ClassPair, 'one' | 'other'>): Promise<void> {
    const { evaluations, heldOut, workbench } = this.#compare;
    try {
      const [predicted, overlap] = await Promise.all([
        evaluations.line(run, 'predicted.npy', ({ classifiers }) => classifiers, 'knn'),
        evaluations.line(run, 'per-sample.npy', ({ per_sample }) => per_sample, 'class_overlap'),
      ]);
      const { rows, mistaken } = confusedRows(heldOut, pair, predicted, overlap);
      const names = `${this.#nameOf(pair.one)} and ${this.#nameOf(pair.other)}`;
      const found = mistaken
        ? 'taken for one another'
        : 'with neighbours of another class; none is taken for the other';
      this.#select(rows, `${names} in ${run.name}, ${found}`, `${names} are never confused in ${run.name}.`);
    } catch (thrown) {
      workbench.report(thrown);
    }
  }

  /** Selects on all maps the samples of one cell of a confusion matrix. */
  async openMistake(run: Run, truth: number, taken: number): Promise<void> {
    const { evaluations, heldOut, workbench } = this.#compare;
    const { classifier } = this;
    try {
      const predicted = await evaluations.line(
        run,
        'predicted.npy',
        ({ classifiers }) => classifiers,
        classifier,
      );
      const rows = predicted === null ? new Uint32Array() : takenRows(heldOut, truth, taken, predicted);
      const what =
        truth === taken
          ? `${this.#nameOf(truth)}, named rightly`
          : `${this.#nameOf(truth)} taken for ${this.#nameOf(taken)}`;
      const by = `by “${classifierTitles[classifier]}” on ${run.name}`;
      this.#select(rows, `${what} ${by}`, `No held-out sample is ${what} ${by}.`);
    } catch (thrown) {
      workbench.report(thrown);
    }
  }

  #select(rows: Uint32Array, why: string, none: string): void {
    if (rows.length === 0) {
      this.#compare.workbench.notify(none);
      return;
    }
    this.#compare.selectBecause(rows, why);
  }

  #nameOf(index: number): string {
    return this.#compare.className(index);
  }
}

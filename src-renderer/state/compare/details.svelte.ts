import type { ClassifierName, Run } from '../../../src-main/contract/index.ts';
import { heatRamp } from '../../plots/value-colours.ts';
import type { Ground } from '../../plots/colours.ts';
import { Loaded } from '../loaded.svelte.ts';
import type { Workbench } from '../app/workbench.svelte.ts';
import { confusedRows, takenRows, type ClassPair, type HeldOut } from './confusions.ts';
import {
  filesOf,
  hasArray,
  isEvaluated,
  type Evaluations,
  type FileVersion,
} from '../results/evaluations.ts';
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

/** What the page shows, and whom it tells. */
export interface DetailsOwner {
  readonly workbench: Pick<Workbench, 'notify' | 'report'>;
  readonly finishedColumns: readonly Run[];
  /** How many classes the dataset names. */
  readonly classCount: number;
  readonly heldOut: HeldOut;
  readonly evaluations: Evaluations;
  readonly ground: Ground;
  className(index: number): string;
  /** Selects rows on all maps, and says what they have in common. */
  selectBecause(rows: Uint32Array, why: string): void;
}

/** What all columns show alike, since it is found over all of them. */
interface Shared {
  order: Int32Array;
  minSeparation: number;
  minSilhouette: number;
}

/** What is shown of the classes below the maps, alike in all columns. */
export class Details {
  view = $state<DetailView>('none');
  classifier = $state<ClassifierName>('knn');
  /** Whether scorecards show every metric. */
  allScores = $state(false);
  marked = $state.raw<MarkedCell | null>(null);
  readonly ramp: readonly string[] = $derived.by(() => heatRamp(this.#owner.ground));
  /** Which class comes where in every matrix: like ones together. */
  readonly order: Int32Array = $derived.by(
    () => this.#shared.value?.order ?? Int32Array.from({ length: this.#owner.classCount }, (_, i) => i),
  );
  readonly #owner: DetailsOwner;
  readonly #shared: Loaded<FileVersion[], Shared>;

  constructor(owner: DetailsOwner) {
    this.#owner = owner;
    this.#shared = new Loaded({
      key: () =>
        this.view === 'none' ? null : filesOf(owner.finishedColumns, ['class-pairs.npy', 'per-sample.npy']),
      load: () => this.#read(),
      fail: (thrown) => owner.workbench.report(thrown),
    });
  }

  /** The least that two classes of any shown run are apart. */
  get minSeparation(): number {
    return this.#shared.value?.minSeparation ?? 0.5;
  }

  /** The least silhouette of any shown run. */
  get minSilhouette(): number {
    return this.#shared.value?.minSilhouette ?? 0;
  }

  /** The numbers behind what is shown of a run; null: it has none. */
  valuesOf(run: Run): Promise<ArrayLike<number> | null> | null {
    if (!isEvaluated(run)) return null;
    const { evaluations } = this.#owner;
    switch (this.view) {
      case 'none':
        return null;
      case 'pairs':
        return hasArray(run, 'class-pairs.npy') ? evaluations.array(run, 'class-pairs.npy') : null;
      case 'confusion':
        return evaluations.line(run, 'confusion.npy', ({ classifiers }) => classifiers, this.classifier);
      case 'silhouette':
        return this.silhouettes(run);
    }
  }

  /** Why there is nothing to show of a run, as a sentence. */
  nothingWords(run: Run): string {
    if (!isEvaluated(run)) {
      return 'This run was measured by an earlier version, which stored nothing to draw here: re-evaluate it.';
    }
    const metric = {
      none: '',
      pairs: 'class_pair_separability',
      confusion: `${this.classifier}_accuracy`,
      silhouette: 'silhouette',
    }[this.view];
    return run.metrics[metric]?.reason ?? 'This run has nothing to draw here.';
  }

  /** One silhouette a held-out row; null where there are none. */
  silhouettes(run: Run): Promise<ArrayLike<number> | null> {
    const { evaluations } = this.#owner;
    return evaluations.line(run, 'per-sample.npy', ({ per_sample }) => per_sample, 'silhouette');
  }

  /** Selects on all maps the samples that a pair of classes confuses. */
  async openPair(run: Run, pair: Pick<ClassPair, 'one' | 'other'>): Promise<void> {
    const { evaluations, heldOut, workbench } = this.#owner;
    try {
      const [predicted, overlap] = await Promise.all([
        evaluations.line(run, 'predicted.npy', ({ classifiers }) => classifiers, 'knn'),
        evaluations.line(run, 'per-sample.npy', ({ per_sample }) => per_sample, 'class_overlap'),
      ]);
      const { rows, mistaken } = confusedRows(heldOut, pair, predicted, overlap);
      const names = `${this.#nameOf(pair.one)} and ${this.#nameOf(pair.other)}`;
      const found = mistaken
        ? 'confused with each other'
        : 'with neighbours of another class; none is predicted as the other';
      this.#select(rows, `${names} in ${run.name}, ${found}`, `${names} are never confused in ${run.name}.`);
    } catch (thrown) {
      workbench.report(thrown);
    }
  }

  /** Selects on all maps the samples of one cell of a confusion matrix. */
  async openMistake(run: Run, truth: number, taken: number): Promise<void> {
    const { evaluations, heldOut, workbench } = this.#owner;
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
          ? `${this.#nameOf(truth)}, classified correctly`
          : `${this.#nameOf(truth)} predicted as ${this.#nameOf(taken)}`;
      const by = `by “${classifierTitles[classifier]}” on ${run.name}`;
      this.#select(rows, `${what} ${by}`, `There is no held-out sample of ${what} ${by}.`);
    } catch (thrown) {
      workbench.report(thrown);
    }
  }

  dispose(): void {
    this.#shared.dispose();
  }

  /** Puts the classes in an order by all pairs on show, and finds what scales reach to. */
  async #read(): Promise<Shared> {
    const { evaluations, classCount, finishedColumns: runs } = this.#owner;
    const having = runs.filter((run) => hasArray(run, 'class-pairs.npy'));
    const pairs = await Promise.all(having.map((run) => evaluations.array(run, 'class-pairs.npy')));
    const lines = await Promise.all(runs.map((run) => this.silhouettes(run)));
    const mean = meanMatrix(pairs, classCount);
    return {
      order: seriate(
        mean.map((apart) => 1 - apart),
        classCount,
      ),
      minSeparation: minOf(pairs, 1),
      minSilhouette: minOf(lines, 0),
    };
  }

  #select(rows: Uint32Array, why: string, none: string): void {
    if (rows.length === 0) {
      this.#owner.workbench.notify(none);
      return;
    }
    this.#owner.selectBecause(rows, why);
  }

  #nameOf(index: number): string {
    return this.#owner.className(index);
  }
}

/** The smallest number of some lists, and no more than `max`. */
function minOf(lists: readonly (ArrayLike<number> | null)[], max: number): number {
  let min = max;
  for (const list of lists) {
    for (let i = 0; i < (list?.length ?? 0); i++) {
      const value = list?.[i] ?? NaN;
      if (value < min) min = value;
    }
  }
  return min;
}

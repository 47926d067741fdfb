import {
  dataFacts,
  firstMethods,
  methodDefinition,
  methodNames,
  type DataFacts,
  type Dataset,
  type MethodName,
} from '../../../src-main/contract/index.ts';
import { firstSizes, readSizes, sweepParts, type SweepPart } from '../sweep/sweep-parts.ts';

/** The sweep that the user is putting together on a dataset's page. */
export class SweepForm {
  readonly dataset: Dataset;
  readonly facts: DataFacts;
  methods = $state.raw<readonly MethodName[]>(
    firstMethods.filter((name) => methodDefinition(name).choosesDim),
  );
  /** The last good ones, ascending. */
  sizes = $state.raw<readonly number[]>([]);
  /** As typed. */
  sizesText = $state('');
  /** One sentence where what was typed is no list of code sizes. */
  sizesError = $state<string | null>(null);
  seeds = $state(3);
  seedsRefused = $state(false);

  readonly parts: readonly SweepPart[] = $derived.by(() =>
    sweepParts(this.methods, this.sizes, this.seeds, this.facts),
  );
  /** How many runs it makes. */
  readonly total: number = $derived.by(() => this.parts.reduce((sum, { runs }) => sum + runs, 0));

  constructor(dataset: Dataset) {
    this.dataset = dataset;
    this.facts = dataFacts(dataset);
    this.sizes = firstSizes(this.facts);
    this.sizesText = this.sizes.join(', ');
  }

  /** Why a method cannot be used on this data; null: it can. */
  unfit(method: MethodName): string | null {
    return methodDefinition(method).unfit?.(this.facts) ?? null;
  }

  check(method: MethodName, on: boolean): void {
    this.methods = methodNames.filter((name) => (name === method ? on : this.methods.includes(name)));
  }

  takeSizes(text: string): void {
    this.sizesText = text;
    const read = readSizes(text, this.dataset.features);
    this.sizesError = typeof read === 'string' ? read : null;
    if (typeof read !== 'string') this.sizes = read;
  }

  takeSeeds(seeds: number): void {
    this.seeds = seeds;
    this.seedsRefused = false;
  }

  get refused(): boolean {
    return this.sizesError !== null || this.seedsRefused;
  }
}

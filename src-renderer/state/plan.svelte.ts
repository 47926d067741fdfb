import {
  checkDim,
  dataFacts,
  completeParams,
  firstMethods,
  methodDefinition,
  methodNames,
  suggestedDim,
  toIsthmusError,
  type DataFacts,
  type Dataset,
  type MethodName,
  type Run,
} from '../../src-main/contract/index.ts';
import { sameValue } from './params.ts';

/** One method of a planned comparison. */
export interface Planned {
  method: MethodName;
  dim: number;
  params: Record<string, unknown>;
  /** One sentence where it cannot be run like this. */
  error: string | null;
  /** A run of the same method, code size, parameters and seed: it is shown instead of being made again. */
  existing: Run | null;
}

/** The comparison that the user is putting together on a dataset's page. */
export class Plan {
  readonly dataset: Dataset;
  readonly facts: DataFacts;
  readonly suggested: number;
  dim = $state(0);
  seed = $state(0);
  /** Whether a field holds something that is no code size, or no seed; the last good one then stays here. */
  dimRefused = $state(false);
  seedRefused = $state(false);
  checked = $state.raw<readonly MethodName[]>(firstMethods);
  /** By method, only what the user set. */
  given = $state.raw<Partial<Record<MethodName, Record<string, unknown>>>>({});
  /** By method, what was typed that cannot be read. */
  unreadable = $state.raw<Partial<Record<MethodName, Record<string, string>>>>({});

  constructor(dataset: Dataset) {
    this.dataset = dataset;
    this.facts = dataFacts(dataset);
    this.suggested = suggestedDim(dataset.features);
    this.dim = this.suggested;
  }

  takeDim(dim: number): void {
    this.dim = dim;
    this.dimRefused = false;
  }

  takeSeed(seed: number): void {
    this.seed = seed;
    this.seedRefused = false;
  }

  /** Whether anything entered for what is checked has to be mended first. */
  get refused(): boolean {
    const unreadable = this.checked.some((method) => Object.keys(this.unreadable[method] ?? {}).length > 0);
    return this.dimRefused || this.seedRefused || unreadable;
  }

  check(method: MethodName, on: boolean): void {
    this.checked = methodNames.filter((name) => (name === method ? on : this.checked.includes(name)));
  }

  set(method: MethodName, name: string, value: unknown): void {
    const { [name]: _, ...others } = this.given[method] ?? {};
    this.given = {
      ...this.given,
      [method]: value === undefined ? others : { ...others, [name]: value },
    };
    this.refuse(method, name, null);
  }

  /** Remembers that a field holds what cannot be read, until it can. */
  refuse(method: MethodName, name: string, error: string | null): void {
    const { [name]: _, ...others } = this.unreadable[method] ?? {};
    this.unreadable = {
      ...this.unreadable,
      [method]: error === null ? others : { ...others, [name]: error },
    };
  }

  /** The defaults of a method for this data and code size, by parameter. */
  defaults(method: MethodName): Record<string, unknown> {
    return { ...methodDefinition(method).defaults(this.facts, this.dim) };
  }

  planned(runs: readonly Run[]): Planned[] {
    return this.checked.map((method) => this.plan(method, runs));
  }

  /** What would become of one method, checked or not. */
  plan(method: MethodName, runs: readonly Run[]): Planned {
    const params = this.given[method] ?? {};
    try {
      const dim = checkDim(method, this.facts, this.dim);
      const complete = completeParams(method, this.facts, dim, params);
      const existing = runs.find((run) => this.#same(run, method, dim, complete)) ?? null;
      return { method, dim, params, error: null, existing };
    } catch (thrown) {
      return { method, dim: this.dim, params, error: toIsthmusError(thrown).message, existing: null };
    }
  }

  /** A method that learns nothing by chance gives the same for every seed. */
  #same(run: Run, method: MethodName, dim: number, params: Record<string, unknown>): boolean {
    return (
      run.method === method &&
      run.dim === dim &&
      run.dataset_hash === this.dataset.hash &&
      ['finished', 'running', 'queued'].includes(run.status) &&
      (run.seed === this.seed || !methodDefinition(method).seeded) &&
      sameValue(run.params, params)
    );
  }
}

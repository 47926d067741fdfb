/**
 * The page of a dataset: the comparison to be started (here), the sweep to be started, and the first samples.
 */

import {
  checkDim,
  dataFacts,
  completeParams,
  firstMethods,
  methodDefinition,
  methodNames,
  maxDim,
  presets,
  suggestedDim,
  toIsthmusError,
  type DataFacts,
  type Dataset,
  type MethodName,
  type Preset,
  type PresetName,
  type Run,
} from '../../../src-main/contract/index.ts';
import { sameValue } from '../params.ts';

/** One method of a planned comparison. */
export interface Planned {
  method: MethodName;
  dim: number;
  /** What is not left to the defaults: set by the preset, or by the user over it. */
  params: Record<string, unknown>;
  preset: PresetName | null;
  /** One sentence where it cannot be run like this. */
  error: string | null;
  /** A run of the same method, code size, parameters and seed: it is shown instead of being made again. */
  existing: Run | null;
}

/** The comparison that the user is putting together on a dataset's page. */
export class RunForm {
  readonly dataset: Dataset;
  readonly facts: DataFacts;
  readonly suggested: number;
  dim = $state(0);
  seed = $state(0);
  /** Whether a field holds something that is no code size, or no seed; the last good one then stays here. */
  dimRefused = $state(false);
  seedRefused = $state(false);
  checked = $state.raw<readonly MethodName[]>(firstMethods);
  /** By method, the settings that go together which were chosen for it. */
  chosen = $state.raw<Partial<Record<MethodName, PresetName>>>({});
  /** Methods that may have the largest code there can be where the common size is above it: the user agreed. */
  agreed = $state.raw<readonly MethodName[]>([]);
  /** By method, only what the user set. */
  given = $state.raw<Partial<Record<MethodName, Record<string, unknown>>>>({});
  /** By method, what was typed that cannot be read. */
  unreadable = $state.raw<Partial<Record<MethodName, Record<string, string>>>>({});

  /** The code size before a preset brought its own. */
  #before: number | null = null;

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

  /** Sets a parameter, on top of the preset where there is one; undefined: as the defaults have it. */
  set(method: MethodName, name: string, value: unknown): void {
    const { [name]: _, ...others } = this.given[method] ?? {};
    const preset = this.#presetParams(method);
    const entered = value === undefined && name in preset ? this.defaults(method)[name] : value;
    const nothing = entered === undefined || sameValue(entered, preset[name]);
    this.given = { ...this.given, [method]: nothing ? others : { ...others, [name]: entered } };
    this.refuse(method, name, null);
  }

  /**
   * Lets a preset set a method's parameters, in place of what was entered for it, and the code size where it has one that this
   * data can have; null: back to the defaults, and to the size of before.
   */
  choosePreset(method: MethodName, name: PresetName | null): void {
    const old = this.chosen[method];
    if (old !== undefined && presets[old].dim === this.dim && this.#before !== null)
      this.takeDim(this.#before);
    const { [method]: _, ...others } = this.chosen;
    this.chosen = name === null ? others : { ...others, [method]: name };
    this.given = { ...this.given, [method]: {} };
    this.unreadable = { ...this.unreadable, [method]: {} };
    const dim = name === null ? null : presets[name].dim;
    if (dim === null || this.boundOf(method, dim) !== null) return;
    this.#before = this.dim;
    this.takeDim(dim);
  }

  agree(method: MethodName, on: boolean): void {
    this.agreed = [...this.agreed.filter((name) => name !== method), ...(on ? [method] : [])];
  }

  /** Why a method cannot be used on this data; null: it can. */
  unfit(method: MethodName): string | null {
    return methodDefinition(method).unfit?.(this.facts) ?? null;
  }

  /** The largest code size of a method where this one is above it; null: it is not. */
  boundOf(method: MethodName, dim: number): ReturnType<typeof maxDim> | null {
    if (this.unfit(method) !== null || !methodDefinition(method).choosesDim) return null;
    const bound = maxDim(method, this.facts);
    return dim > bound.max ? bound : null;
  }

  /** The largest code size that can be entered for some methods: at least as many as there are features. */
  maxDim(methods: readonly MethodName[]): number {
    const able = methods.filter(
      (method) => this.unfit(method) === null && methodDefinition(method).choosesDim,
    );
    return Math.max(this.facts.features, ...able.map((method) => maxDim(method, this.facts).max));
  }

  /** The code size that a method is to have. */
  dimOf(method: MethodName): number {
    const bound = this.agreed.includes(method) ? this.boundOf(method, this.dim) : null;
    return bound === null ? this.dim : bound.max;
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
    return { ...methodDefinition(method).defaults(this.facts, this.dimOf(method)) };
  }

  /** What differs from the defaults, by the preset or as it was set: what a form shows as changed. */
  changes(method: MethodName): Record<string, unknown> {
    const defaults = this.defaults(method);
    const set = Object.entries({ ...this.#presetParams(method), ...this.given[method] });
    return Object.fromEntries(set.filter(([name, value]) => !sameValue(value, defaults[name])));
  }

  planned(runs: readonly Run[]): Planned[] {
    return this.checked.map((method) => this.plan(method, runs));
  }

  /** What would become of one method, checked or not. */
  plan(method: MethodName, runs: readonly Run[]): Planned {
    const params = { ...this.#presetParams(method), ...this.given[method] };
    const preset = this.chosen[method] ?? null;
    const wanted = this.dimOf(method);
    try {
      const dim = checkDim(method, this.facts, wanted);
      const complete = completeParams(method, this.facts, dim, params);
      const same = runs.filter((run) => this.#same(run, method, dim, complete));
      const existing = same.toSorted((a, b) => rank(a) - rank(b))[0] ?? null;
      return { method, dim, params, preset, error: null, existing };
    } catch (thrown) {
      const error = toIsthmusError(thrown).message;
      return { method, dim: wanted, params, preset, error, existing: null };
    }
  }

  #presetParams(method: MethodName): Record<string, unknown> {
    const name = this.chosen[method];
    if (name === undefined) return {};
    const preset: Preset = presets[name];
    return preset.params(this.facts, this.dimOf(method));
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

/** Of runs that are the same, one with a result is used first, and of those one that goes with no sweep. */
function rank({ status, sweep }: Run): number {
  return (status === 'finished' ? 0 : 2) + (sweep === null ? 0 : 1);
}

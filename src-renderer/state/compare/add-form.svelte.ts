import {
  methodDefinition,
  methodNames,
  offeredDim,
  type Dataset,
  type MethodName,
  type Run,
} from '../../../src-main/contract/index.ts';
import type { Workbench } from '../app/workbench.svelte.ts';
import { RunForm } from '../dataset/run-form.svelte.ts';

/** What the page shows, and by whom runs are made. */
export interface AddFormOwner {
  readonly workbench: Pick<Workbench, 'client' | 'info' | 'keepRun' | 'report'>;
  readonly dataset: Dataset;
  readonly runs: readonly Run[];
  show(run: string, on: boolean): void;
}

/** What is entered to add one representation to those compared. */
export class AddForm {
  readonly plan: RunForm;
  method = $state<MethodName>('autoencoder');
  /** Whether it is being started. */
  busy = $state(false);
  readonly #owner: AddFormOwner;

  readonly definition = $derived.by(() => methodDefinition(this.method));
  /** The size of a code that is offered where none is entered. */
  readonly suggested = $derived.by(() => offeredDim(this.method, this.plan.facts));
  /** Why methods cannot be chosen, a sentence each. */
  readonly unfit: readonly string[] = $derived.by(() =>
    methodNames.flatMap((name) => this.plan.unfit(name) ?? []),
  );
  /** The run that would be started, or the one there is already. */
  readonly planned = $derived.by(() => this.plan.plan(this.method, this.#owner.runs));
  /** What the services lack to make it, as a sentence; null: nothing. */
  readonly missing: string | null = $derived.by(() => this.#owner.workbench.info?.missing ?? null);
  readonly ready: boolean = $derived.by(() => {
    const { plan, method, planned, missing } = this;
    const refused =
      plan.dimRefused || plan.seedRefused || Object.keys(plan.unreadable[method] ?? {}).length > 0;
    return !this.busy && planned.error === null && !refused && missing === null;
  });

  constructor(owner: AddFormOwner) {
    this.#owner = owner;
    this.plan = new RunForm(owner.dataset);
    if (owner.runs.length === 0) this.method = 'raw';
  }

  /** What was entered wrongly in a field that goes away is forgotten with it; a size that was only offered, too. */
  choose(name: MethodName): void {
    const { plan } = this;
    if (plan.dim === this.suggested) plan.takeDim(offeredDim(name, plan.facts));
    this.method = name;
    const { choosesDim, seeded } = methodDefinition(name);
    if (!choosesDim) plan.takeDim(plan.dim);
    if (!seeded) plan.takeSeed(plan.seed);
  }

  /**
   * Starts the run, or shows the one there is already.
   * @returns whether that is done
   */
  async start(): Promise<boolean> {
    const { workbench, dataset } = this.#owner;
    const { planned, method, plan } = this;
    if (planned.existing !== null) {
      this.#owner.show(planned.existing.id, true);
      return true;
    }
    this.busy = true;
    try {
      const run = await workbench.client.call('runs.start', {
        dataset: dataset.id,
        method,
        dim: planned.dim,
        params: planned.params,
        seed: plan.seed,
        preset: planned.preset ?? undefined,
      });
      workbench.keepRun(run);
      this.#owner.show(run.id, true);
      return true;
    } catch (thrown) {
      workbench.report(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

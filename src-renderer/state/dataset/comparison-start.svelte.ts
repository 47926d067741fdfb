import type { Run } from '../../../src-main/contract/index.ts';
import { comparePath } from '../app/route.ts';
import type { Workbench } from '../app/workbench.svelte.ts';
import { count, counted } from '../text/format.ts';
import type { Planned, RunForm } from './run-form.svelte.ts';

type Page = Pick<Workbench, 'client' | 'connected' | 'info' | 'keepRun' | 'go' | 'report'>;

/** Starting what a form plans: what it comes to, whether it can be started, and the way to its page. */
export class ComparisonStart {
  #starting = $state(false);
  readonly #page: Page;
  readonly #form: RunForm;
  readonly #runs: () => readonly Run[];

  readonly planned: readonly Planned[] = $derived.by(() => this.#form.planned(this.#runs()));
  /** Those of them that there is no run of yet. */
  readonly fresh: readonly Planned[] = $derived.by(() =>
    this.planned.filter(({ existing }) => existing === null),
  );
  readonly #refused: boolean = $derived.by(
    () => this.#form.refused || this.planned.some(({ error }) => error !== null),
  );

  /** @param runs all of the dataset */
  constructor(page: Page, form: RunForm, runs: () => readonly Run[]) {
    this.#page = page;
    this.#form = form;
    this.#runs = runs;
  }

  get ready(): boolean {
    const { connected } = this.#page;
    const can = this.fresh.length === 0 || !this.#off;
    return this.planned.length > 0 && !this.#refused && !this.#starting && connected && can;
  }

  /** What the button says. */
  get action(): string {
    return this.fresh.length === 0 && this.planned.length > 0
      ? 'Open the comparison'
      : `Compare ${counted(this.planned.length, 'representation')}`;
  }

  /** What starting comes to, or why it cannot be; empty where the form says so itself. */
  get outlook(): string {
    const [all, fresh] = [this.planned.length, this.fresh.length];
    if (all === 0) return 'Choose at least one method.';
    if (this.#refused) return '';
    if (this.#off && fresh > 0) return 'Training is off on this machine; see above.';
    if (fresh === 0) return 'All of it was run before: nothing is made again.';
    return fresh === all ? '' : `${count(fresh)} to run, ${count(all - fresh)} there already.`;
  }

  /** Starts what is not there yet, and goes to the page that sets all side by side. */
  async start(): Promise<void> {
    this.#starting = true;
    const { client } = this.#page;
    const dataset = this.#form.dataset.id;
    try {
      const shown: string[] = [];
      for (const { method, dim, params, preset, existing } of this.planned) {
        const { seed } = this.#form;
        const asked = { dataset, method, dim, params, seed, preset: preset ?? undefined };
        const run = existing ?? (await client.call('runs.start', asked));
        if (existing === null) this.#page.keepRun(run);
        shown.push(run.id);
      }
      this.#page.go(comparePath(dataset, shown));
    } catch (thrown) {
      this.#page.report(thrown);
    } finally {
      this.#starting = false;
    }
  }

  /** Whether this machine cannot train. */
  get #off(): boolean {
    return (this.#page.info?.missing ?? null) !== null;
  }
}

import { listed, methodDefinition } from '../../../src-main/contract/index.ts';
import { sweepPath } from '../app/route.ts';
import type { Workbench } from '../app/workbench.svelte.ts';
import type { SweepForm } from './sweep-form.svelte.ts';

type Page = Pick<Workbench, 'client' | 'connected' | 'info' | 'go' | 'report'>;

/** Starting the sweep that a form describes: what it comes to, whether it can be started, and the way to its page. */
export class SweepStart {
  #starting = $state(false);
  readonly #page: Page;
  readonly #form: SweepForm;

  constructor(page: Page, form: SweepForm) {
    this.#page = page;
    this.#form = form;
  }

  get ready(): boolean {
    const { total, refused } = this.#form;
    return total > 0 && !refused && !this.#starting && this.#page.connected && !this.#off;
  }

  /** What starting comes to, or why it cannot be; empty where there is nothing to add. */
  get outlook(): string {
    const { methods, refused, seeds, total } = this.#form;
    if (this.#off) return 'Training is off on this machine; see above.';
    if (refused) return '';
    if (methods.length === 0) return 'Choose at least one method.';
    if (total === 0) return 'There is nothing to run: choose other sizes or methods.';
    // Methods that another seed would not change.
    const once = methods.map(methodDefinition).filter(({ seeded }) => !seeded);
    if (once.length === 0 || seeds === 1) return '';
    return `No random numbers are used by ${listed(once.map(({ title }) => title))}: one seed is enough there.`;
  }

  /** Starts it, and goes to its page. */
  async start(): Promise<void> {
    this.#starting = true;
    const { dataset, methods, sizes, seeds } = this.#form;
    try {
      const { sweep } = await this.#page.client.call('sweeps.start', {
        dataset: dataset.id,
        methods: [...methods],
        dims: [...sizes],
        seeds,
      });
      this.#page.go(sweepPath(sweep.dataset, sweep.id));
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

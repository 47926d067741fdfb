import { hasReconstructions } from '../../../src-main/contract/index.ts';
import type { Client, Run, Sample } from '../../../src-main/contract/index.ts';

/** How long the pointer must rest on a sample before it is asked for, in milliseconds. */
const rest = 70;
/** Runs that a sample is asked of at most. */
const maxRuns = 100;

/** What the page shows, and whom it tells. */
export interface PointedSampleOwner {
  readonly workbench: { readonly client: Pick<Client, 'call'>; report(thrown: unknown): void };
  readonly datasetId: string;
  readonly columns: readonly Run[];
}

/** The sample that was pointed at last. It stays while the pointer is nowhere, so that it can be looked at. */
export class PointedSample {
  value = $state.raw<Sample | null>(null);
  readonly #owner: PointedSampleOwner;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #reading: AbortController | null = null;

  constructor(owner: PointedSampleOwner) {
    this.#owner = owner;
  }

  /** @param row -1: none */
  point(row: number): void {
    this.dispose();
    if (row >= 0) this.#resting = setTimeout(() => void this.#read(row), rest);
  }

  dispose(): void {
    clearTimeout(this.#resting);
    this.#reading?.abort();
  }

  async #read(row: number): Promise<void> {
    const { workbench, columns, datasetId: dataset } = this.#owner;
    const { signal } = (this.#reading = new AbortController());
    const runs = columns.filter(hasReconstructions).map(({ id }) => id);
    try {
      const asked = { dataset, row, runs: runs.slice(0, maxRuns) };
      const sample = await workbench.client.call('datasets.sample', asked, { signal });
      if (!signal.aborted) this.value = sample;
    } catch (error) {
      if (!signal.aborted) workbench.report(error);
    }
  }
}

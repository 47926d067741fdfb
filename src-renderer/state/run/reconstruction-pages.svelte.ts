import {
  toIsthmusError,
  type CallInput,
  type CallOutput,
  type Client,
  type Dataset,
  type Run,
} from '../../../src-main/contract/index.ts';
import { worstReconstructedFeatures, type ReconstructedFeature } from './decoded.ts';
import { LatestWins } from '../latest-wins.ts';

export type ReconstructionOrder = CallInput<'models.reconstructions'>['order'];
export type ReconstructionSplit = CallInput<'models.reconstructions'>['split'];

type Reconstruction = CallOutput<'models.reconstructions'>['rows'][number];

/** A sample with how it was reconstructed; of a table also the features with the largest reconstruction error. */
export type ReconstructionRow = Reconstruction & { differences: ReconstructedFeature[] };

/** How many samples are on a page: of a table each takes a list of its own. */
const pageSizes = { images: 12, table: 6 } as const;
const featuresShown = 5;

/** The reconstructions of a run, a page at a time. The page on show stays until the next one is there. */
export class ReconstructionPages {
  order = $state<ReconstructionOrder>('worst');
  split = $state<ReconstructionSplit>('test');
  offset = $state(0);
  /** How many rows there are of the split; null until that is known. */
  total = $state<number | null>(null);
  rows = $state.raw<readonly ReconstructionRow[]>([]);
  /** One sentence on why there is nothing. */
  failure = $state<string | null>(null);
  readonly pageSize: number;
  readonly #client: Client;
  readonly #dataset: Dataset;
  readonly #run: string;
  readonly #latest = new LatestWins();

  constructor(client: Client, dataset: Dataset, { id }: Run) {
    this.#client = client;
    this.#dataset = dataset;
    this.#run = id;
    this.pageSize = pageSizes[dataset.kind];
  }

  sort(order: ReconstructionOrder): Promise<void> {
    this.order = order;
    return this.turnTo(0);
  }

  choose(split: ReconstructionSplit): Promise<void> {
    this.split = split;
    return this.turnTo(0);
  }

  /** Reads the page that begins at this place; of several readings the last begun counts. */
  async turnTo(offset: number): Promise<void> {
    this.offset = offset;
    const { order, split, pageSize } = this;
    await this.#latest.run('page', async () => {
      try {
        const asked = { run: this.#run, order, split, offset, count: pageSize };
        const page = await this.#client.call('models.reconstructions', asked);
        const rows = await Promise.all(page.rows.map((row) => this.#compared(row)));
        return () => {
          this.total = page.total;
          this.rows = rows;
          this.failure = null;
        };
      } catch (thrown) {
        return () => (this.failure = toIsthmusError(thrown).message);
      }
    });
  }

  async #compared(row: Reconstruction): Promise<ReconstructionRow> {
    if (this.#dataset.kind === 'images') return { ...row, differences: [] };
    const asked = { dataset: this.#dataset.id, row: row.row, runs: [this.#run] };
    const sample = await this.#client.call('datasets.sample', asked);
    return {
      ...row,
      differences: worstReconstructedFeatures(sample, this.#run, this.#dataset, featuresShown),
    };
  }
}

import type { Client, Decoded, Run } from '../../../src-main/contract/index.ts';
import { seedLimits } from '../limits.ts';
import { LatestWins } from '../latest-wins.ts';
import { steps } from './code-traversal.svelte.ts';

/** Samples that a run decodes for one setting at a time. Those on show stay until the next ones are there. */
export class DecodedSamples<Setting> {
  setting: Setting = $state.raw() as Setting;
  /** Null until the first are there. */
  decoded = $state.raw<Decoded | null>(null);
  readonly #decode: (setting: Setting) => Promise<{ decoded: Decoded }>;
  readonly #report: (thrown: unknown) => void;
  readonly #latest = new LatestWins();

  constructor(
    first: Setting,
    decode: (setting: Setting) => Promise<{ decoded: Decoded }>,
    report: (thrown: unknown) => void,
  ) {
    this.#decode = decode;
    this.#report = report;
    void this.choose(first);
  }

  /** Decodes the samples of a setting; of several settings the last counts. */
  async choose(setting: Setting): Promise<void> {
    this.setting = setting;
    try {
      await this.#latest.run('samples', async () => {
        const { decoded } = await this.#decode(setting);
        return () => (this.decoded = decoded);
      });
    } catch (thrown) {
      this.#report(thrown);
    }
  }
}

/** Two rows between whose codes samples lie. */
export interface Ends {
  from: number;
  to: number;
}

/** Samples at equal steps from the code of one row to that of another. */
export function interpolation(
  client: Client,
  { id: run }: Run,
  rows: number,
  report: (thrown: unknown) => void,
): DecodedSamples<Ends> {
  // Data often comes sorted by class: the middle is more likely of another than the second.
  const first = { from: 0, to: Math.floor(rows / 2) };
  return new DecodedSamples(
    first,
    (ends) => client.call('models.interpolate', { run, ...ends, steps }),
    report,
  );
}

/** So many samples from a run's prior, by the seed of the draw. */
export function priorSamples(
  client: Client,
  { id: run }: Run,
  count: number,
  report: (thrown: unknown) => void,
): DecodedSamples<number> {
  return new DecodedSamples(0, (seed) => client.call('models.draw', { run, count, seed }), report);
}

/** The seed after another; the first after the last. */
export function nextSeed(seed: number): number {
  return seed < seedLimits.max ? seed + 1 : seedLimits.min;
}

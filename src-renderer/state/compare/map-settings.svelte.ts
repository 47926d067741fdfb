import {
  completeMapParams,
  toIsthmusError,
  type MapFacts,
  type MapName,
} from '../../../src-main/contract/index.ts';
import { EnteredParams } from '../entered.svelte.ts';

/** What a kind of map of so many axes is made with, in all columns alike. */
export class MapSettings extends EnteredParams {
  readonly to: MapName;
  readonly axes: 2 | 3;
  seed = $state(0);
  seedRefused = $state(false);

  constructor(to: MapName, axes: 2 | 3) {
    super();
    this.to = to;
    this.axes = axes;
  }

  /** Whether a field holds what has to be mended first. */
  get refused(): boolean {
    return this.seedRefused || Object.keys(this.unreadable).length > 0;
  }

  takeSeed(seed: number): void {
    this.seed = seed;
    this.seedRefused = false;
  }

  /** Why none of several representations can have such a map; null where one can: what is true of some is said in their place. */
  unfitForAll(facts: readonly MapFacts[]): string | null {
    const reasons = facts.map((each) => this.unfit(each));
    return reasons.every((reason) => reason !== null) ? (reasons[0] ?? null) : null;
  }

  /** Why no such map can be made of this representation, in one sentence; null: it can. */
  unfit(facts: MapFacts): string | null {
    try {
      completeMapParams(this.to, facts, this.given);
      return null;
    } catch (thrown) {
      return toIsthmusError(thrown).message;
    }
  }
}

import {
  completeMapParams,
  toIsthmusError,
  type MapFacts,
  type MapName,
} from '../../src-main/contract/index.ts';

/** What a kind of map of so many axes is made with, in all columns alike. */
export class MapSettings {
  readonly to: MapName;
  readonly axes: 2 | 3;
  /** By parameter, what is not left to the defaults. */
  given = $state.raw<Readonly<Record<string, unknown>>>({});
  /** By parameter, what was typed that cannot be read. */
  unreadable = $state.raw<Readonly<Record<string, string>>>({});
  seed = $state(0);
  seedRefused = $state(false);

  constructor(to: MapName, axes: 2 | 3) {
    this.to = to;
    this.axes = axes;
  }

  /** Whether a field holds what has to be mended first. */
  get refused(): boolean {
    return this.seedRefused || Object.keys(this.unreadable).length > 0;
  }

  set(name: string, value: unknown): void {
    const { [name]: _, ...others } = this.given;
    this.given = value === undefined ? others : { ...others, [name]: value };
    this.refuse(name, null);
  }

  refuse(name: string, error: string | null): void {
    const { [name]: _, ...others } = this.unreadable;
    this.unreadable = error === null ? others : { ...others, [name]: error };
  }

  takeSeed(seed: number): void {
    this.seed = seed;
    this.seedRefused = false;
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

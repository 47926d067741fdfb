import { count } from '../text/format.ts';

/** Milliseconds a map is on show while they are played: as long as its points take to get there. */
const pace = 450;

/** Which map of a trail is on show: after one of its epochs, or (one further) what the run came to. */
export class TrailPlayer {
  at = $state(0);
  playing = $state(false);
  readonly #epochs: ArrayLike<number>;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param epochs after which there is a map, ascending */
  constructor(epochs: ArrayLike<number>) {
    this.#epochs = epochs;
    this.at = epochs.length;
  }

  /** The last place. */
  get last(): number {
    return this.#epochs.length;
  }

  /** The epoch after which the map on show was made; undefined: it is the one that was kept. */
  get epoch(): number | undefined {
    return this.#epochs[this.at];
  }

  /** Which map is on show, in words. */
  get words(): string {
    return this.epoch === undefined ? 'as it was kept' : `after epoch ${count(this.epoch)}`;
  }

  /** Plays on, from the beginning where it is at the end; or pauses. */
  toggle(): void {
    if (this.playing) {
      this.pause();
      return;
    }
    if (this.at >= this.last) this.at = 0;
    this.playing = true;
    this.#timer = setInterval(() => this.#step(), pace);
  }

  pause(): void {
    clearInterval(this.#timer);
    this.playing = false;
  }

  /** Shows the map at a place, and rests there. */
  seek(at: number): void {
    this.pause();
    this.at = at;
  }

  #step(): void {
    if (this.at < this.last) this.at += 1;
    if (this.at >= this.last) this.pause();
  }
}

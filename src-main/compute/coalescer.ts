import type { Epoch, Progress } from '../contract/index.ts';

const intervalMs = 100;

interface News {
  epochs: Epoch[];
  live: number;
}

/** Lets progress through at most ten times a second: the latest of it, but every epoch. */
export class Coalescer {
  readonly #send: (progress: Progress, news: News | null) => void;
  #sentAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;
  #progress: Progress | null = null;
  #epochs: Epoch[] = [];
  #live = 0;
  #sentLive = 0;

  constructor(send: (progress: Progress, news: News | null) => void) {
    this.#send = send;
  }

  report(progress: Progress, news: { epochs?: Epoch[]; live?: number } = {}): void {
    this.#progress = progress;
    this.#epochs.push(...(news.epochs ?? []));
    this.#live = Math.max(this.#live, news.live ?? 0);
    const wait = this.#sentAt + intervalMs - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Sends what waits now. A job's last words go before its result. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#progress) return;
    const changed = this.#epochs.length > 0 || this.#live !== this.#sentLive;
    this.#send(this.#progress, changed ? { epochs: this.#epochs, live: this.#live } : null);
    this.#sentAt = performance.now();
    this.#sentLive = this.#live;
    this.#progress = null;
    this.#epochs = [];
  }
}

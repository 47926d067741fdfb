import type { Epoch, Progress } from '../contract/index.ts';
import type { LiveNews } from './protocol.ts';

const intervalMs = 100;

/** Lets progress through at most ten times a second: the latest of it, but every epoch. */
export class Coalescer {
  readonly #send: (progress: Progress, news: LiveNews | null) => void;
  #sentAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;
  #progress: Progress | null = null;
  #epochs: Epoch[] = [];
  #live = 0;
  #sentLive = 0;
  #checkpoint: number | null = null;

  constructor(send: (progress: Progress, news: LiveNews | null) => void) {
    this.#send = send;
  }

  report(progress: Progress, news: Partial<LiveNews> = {}): void {
    this.#progress = progress;
    this.#epochs.push(...(news.epochs ?? []));
    this.#live = Math.max(this.#live, news.live ?? 0);
    this.#checkpoint = news.checkpoint ?? this.#checkpoint;
    const wait = this.#sentAt + intervalMs - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Sends what waits now. A job's last words go before its result. */
  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#progress) return;
    const [epochs, live, checkpoint] = [this.#epochs, this.#live, this.#checkpoint];
    const changed = epochs.length > 0 || live !== this.#sentLive || checkpoint !== null;
    this.#send(this.#progress, changed ? { epochs, live, checkpoint } : null);
    this.#sentAt = performance.now();
    this.#sentLive = this.#live;
    this.#progress = null;
    this.#epochs = [];
    this.#checkpoint = null;
  }
}

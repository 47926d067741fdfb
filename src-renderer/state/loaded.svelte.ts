import { watch } from './watch.svelte.ts';

export interface LoadedOptions<K, V> {
  /** What to load, as plain data; null: nothing. */
  key: () => K | null;
  /** @param signal aborted when something else is to be loaded */
  load: (key: K, signal: AbortSignal) => Promise<V>;
  /** Hears of what could not be loaded; not of what was given up. */
  fail: (thrown: unknown) => void;
}

/** What a key asks for, loaded whenever the key is another. Of several loadings under way only the last begun counts. */
export class Loaded<K, V> {
  /** What was loaded before stays until the next is there; null: nothing yet, or nothing is asked for. */
  #value = $state.raw<V | null>(null);
  #loading = new AbortController();
  readonly #options: LoadedOptions<K, V>;
  readonly #stop: () => void;

  constructor(options: LoadedOptions<K, V>) {
    this.#options = options;
    this.#stop = watch(options.key, (key) => void this.#load(key));
  }

  get value(): V | null {
    return this.#value;
  }

  dispose(): void {
    this.#stop();
    this.#loading.abort();
  }

  async #load(key: K | null): Promise<void> {
    this.#loading.abort();
    const { signal } = (this.#loading = new AbortController());
    if (key === null) {
      this.#value = null;
      return;
    }
    try {
      const value = await this.#options.load(key, signal);
      if (!signal.aborted) this.#value = value;
    } catch (thrown) {
      if (!signal.aborted) this.#options.fail(thrown);
    }
  }
}

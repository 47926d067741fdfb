import type { EventName, EventPayload, EventSource } from '../contract/index.ts';

type Listener = Parameters<EventSource['subscribe']>[0];

/** Where services say what changed; every connection listens. */
export class Events implements EventSource {
  readonly #listeners = new Set<Listener>();

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish<N extends EventName>(name: N, payload: EventPayload<N>): void {
    for (const listener of this.#listeners) listener(name, payload);
  }
}

import {
  connect,
  serve,
  type Channel,
  type Client,
  type EventSource,
  type Handlers,
} from '../contract/index.ts';

/** A client in the same process, over the same checks as any other way in. */
export function localClient({ handlers, events }: { handlers: Handlers; events: EventSource }): {
  client: Client;
  close(): void;
} {
  const [near, far, close] = channelPair();
  serve(far, handlers, events);
  return { client: connect(near), close };
}

/** Two ends of a pipe in memory; values are copied, as every other channel does. */
function channelPair(): [Channel, Channel, () => void] {
  const ends = [new End(), new End()] as const;
  ends[0].other = ends[1];
  ends[1].other = ends[0];
  return [
    ...ends,
    () => {
      for (const end of ends) end.close();
    },
  ];
}

class End implements Channel {
  other: End | null = null;
  #isOpen = true;
  readonly #listeners: ((message: unknown) => void)[] = [];
  readonly #closers: (() => void)[] = [];

  send(message: unknown): void {
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => {
      for (const listener of this.other?.heard() ?? []) listener(copy);
    });
  }

  heard(): readonly ((message: unknown) => void)[] {
    return this.#isOpen ? this.#listeners : [];
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#listeners.push(listener);
  }

  onClose(listener: () => void): void {
    this.#closers.push(listener);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const listener of this.#closers) listener();
  }
}

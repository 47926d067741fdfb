import {
  connect,
  IsthmusError,
  type CallInput,
  type CallName,
  type CallOutput,
  type Channel,
  type Client,
  type EventName,
  type EventPayload,
} from '../../src-main/contract/index.ts';

type Listener<N extends EventName> = (payload: EventPayload<N>) => void;

const firstWait = 250;
const longestWait = 8_000;

/** How long to wait before attempt number `attempt` (from 0): doubling, up to eight seconds. */
export function backOff(attempt: number): number {
  return Math.min(longestWait, firstWait * 2 ** attempt);
}

/**
 * A client that outlives its connections: when one is lost it opens the next by itself, and subscriptions
 * carry over. Calls made while there is none are rejected with `closed`, as those then pending are.
 */
export class Link implements Client {
  readonly #open: () => Promise<Channel>;
  readonly #subscriptions = new Set<(client: Client) => void>();
  readonly #onState: (connected: boolean) => void;
  #client: Client | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(open: () => Promise<Channel>, onState: (connected: boolean) => void) {
    this.#open = open;
    this.#onState = onState;
  }

  /** Opens the first connection; from then on the link sees to itself. */
  start(): void {
    void this.#dial();
  }

  /** Tries again at once instead of waiting for the next attempt. */
  retryNow(): void {
    if (this.#client !== null || this.#retry === undefined) return;
    clearTimeout(this.#retry);
    this.#attempt = 0;
    void this.#dial();
  }

  async #dial(): Promise<void> {
    this.#retry = undefined;
    try {
      const channel = await this.#open();
      const client = connect(channel);
      channel.onClose(() => this.#lost());
      for (const subscribe of this.#subscriptions) subscribe(client);
      this.#client = client;
      this.#attempt = 0;
      this.#onState(true);
    } catch {
      this.#wait();
    }
  }

  #lost(): void {
    this.#client = null;
    this.#onState(false);
    this.#wait();
  }

  #wait(): void {
    this.#retry = setTimeout(() => void this.#dial(), backOff(this.#attempt));
    this.#attempt += 1;
  }

  call<N extends CallName>(
    name: N,
    input: CallInput<N>,
    options?: { signal?: AbortSignal },
  ): Promise<CallOutput<N>> {
    if (this.#client === null) {
      return Promise.reject(
        new IsthmusError('closed', 'Isthmus cannot be reached just now: try again when it is connected.'),
      );
    }
    return this.#client.call(name, input, options);
  }

  on<N extends EventName>(name: N, listener: Listener<N>): () => void {
    let leave: () => void = () => undefined;
    const subscribe = (client: Client): void => {
      leave = client.on(name, listener);
    };
    this.#subscriptions.add(subscribe);
    if (this.#client !== null) subscribe(this.#client);
    return () => {
      this.#subscriptions.delete(subscribe);
      leave();
    };
  }
}

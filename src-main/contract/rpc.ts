import { z } from 'zod';
import { ErrorShape, IsthmusError, badInput, fromShape, toIsthmusError } from './errors.ts';
import {
  calls,
  events,
  type CallInput,
  type CallName,
  type CallOutput,
  type Client,
  type EventName,
  type EventPayload,
  type Handlers,
} from './services.ts';

/** A pipe for plain JSON values, whatever carries it: Electron IPC, a WebSocket, or a function call in a test. */
export interface Channel {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

const toServer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), call: z.number().int(), name: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), call: z.number().int() }),
]);

const toClient = z.discriminatedUnion('type', [
  z.object({ type: z.literal('result'), call: z.number().int(), output: z.unknown() }),
  /** Null where a message could not be read so far that it named a call. */
  z.object({ type: z.literal('error'), call: z.number().int().nullable(), error: ErrorShape }),
  z.object({ type: z.literal('event'), name: z.string(), payload: z.unknown() }),
]);

/** Where the services publish events; each connection forwards them to its client. */
export interface EventSource {
  subscribe(listener: <N extends EventName>(name: N, payload: EventPayload<N>) => void): () => void;
}

/**
 * Serves the handlers on one channel until it closes; then every call still running is aborted.
 * Input that does not fit the contract is refused before a handler sees it.
 */
export function serve(channel: Channel, handlers: Handlers, source: EventSource): void {
  const running = new Map<number, AbortController>();
  const unsubscribe = source.subscribe((name, payload) => channel.send({ type: 'event', name, payload }));
  channel.onClose(() => {
    unsubscribe();
    for (const controller of running.values()) controller.abort();
  });
  channel.onMessage((raw) => {
    const message = toServer.safeParse(raw);
    if (!message.success) {
      const error = badInput('This message is neither a call nor the cancel of one.');
      channel.send({ type: 'error', call: callOf(raw), error: error.toJSON() });
    } else if (message.data.type === 'cancel') running.get(message.data.call)?.abort();
    else void answer(message.data.call, message.data.name, message.data.input);
  });

  async function answer(call: number, name: string, input: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(call, controller);
    try {
      const output = await dispatch(handlers, name, input, controller.signal);
      channel.send({ type: 'result', call, output });
    } catch (thrown) {
      channel.send({ type: 'error', call, error: toIsthmusError(thrown).toJSON() });
    } finally {
      running.delete(call);
    }
  }
}

/** The call that an unreadable message is about, where it says. */
function callOf(raw: unknown): number | null {
  return z.object({ call: z.number().int() }).safeParse(raw).data?.call ?? null;
}

/** How much is said at most of what somebody sent. */
const maxEchoed = 60;
const maxProblems = 600;

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** Checks a call's name and input, and runs its handler; what comes out is checked by the end that called. */
async function dispatch(
  handlers: Handlers,
  name: string,
  input: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  if (!Object.hasOwn(calls, name)) throw badInput(`There is no call named "${cut(name, maxEchoed)}".`);
  const parsed = calls[name as CallName].input.safeParse(input);
  if (!parsed.success) {
    const problems = cut(z.prettifyError(parsed.error), maxProblems);
    throw badInput(`The request "${name}" cannot be read: ${problems}`);
  }
  const handler = handlers[name as CallName] as (
    input: unknown,
    context: { signal: AbortSignal },
  ) => Promise<unknown>;
  return handler(parsed.data, { signal });
}

/** The calling end of a channel. When it closes, all that is pending is rejected with `closed`. */
export function connect(channel: Channel): Client {
  const pending = new Map<
    number,
    { settle: (output: unknown) => void; fail: (error: IsthmusError) => void }
  >();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  let lastCall = 0;
  let closed = false;

  channel.onClose(() => {
    closed = true;
    for (const { fail } of pending.values()) fail(closedError());
    pending.clear();
  });
  channel.onMessage((raw) => {
    const parsed = toClient.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.type === 'event') return publish(message.name, message.payload);
    if (message.call === null) return;
    const waiting = pending.get(message.call);
    pending.delete(message.call);
    if (message.type === 'result') waiting?.settle(message.output);
    else waiting?.fail(fromShape(message.error));
  });

  function publish(name: string, payload: unknown): void {
    if (!Object.hasOwn(events, name)) return;
    const parsed = events[name as EventName].safeParse(payload);
    if (!parsed.success) return;
    for (const listener of listeners.get(name) ?? []) listener(parsed.data as never);
  }

  return {
    call<N extends CallName>(name: N, input: CallInput<N>, { signal }: { signal?: AbortSignal } = {}) {
      return new Promise<CallOutput<N>>((resolve, reject) => {
        if (closed) return reject(closedError());
        if (signal?.aborted) return reject(cancelledError());
        const call = ++lastCall;
        const abort = (): void => channel.send({ type: 'cancel', call });
        const done = (): void => signal?.removeEventListener('abort', abort);
        pending.set(call, {
          settle: (output) => {
            done();
            const checked = calls[name].output.safeParse(output);
            if (checked.success) resolve(checked.data as CallOutput<N>);
            else
              reject(
                new IsthmusError(
                  'internal',
                  `The answer to "${name}" cannot be read.`,
                  z.prettifyError(checked.error),
                ),
              );
          },
          fail: (error) => {
            done();
            reject(error);
          },
        });
        signal?.addEventListener('abort', abort, { once: true });
        channel.send({ type: 'call', call, name, input });
      });
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener as (payload: never) => void));
      return () => set.delete(listener as (payload: never) => void);
    },
  };
}

function closedError(): IsthmusError {
  return new IsthmusError('closed', 'The connection to Isthmus was lost; it reconnects by itself.');
}

function cancelledError(): IsthmusError {
  return new IsthmusError('cancelled', 'Cancelled.');
}

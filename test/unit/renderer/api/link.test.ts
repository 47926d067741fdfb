import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Channel } from '../../../../src-main/contract/index.ts';
import { backOff, Link } from '../../../../src-renderer/api/link.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A channel whose other end is the test. */
class Pipe implements Channel {
  readonly sent: unknown[] = [];
  #listener: (message: unknown) => void = () => undefined;
  readonly #closed = new Set<() => void>();

  send(message: unknown): void {
    this.sent.push(message);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener;
  }
  onClose(listener: () => void): void {
    this.#closed.add(listener);
  }
  receive(message: unknown): void {
    this.#listener(message);
  }
  close(): void {
    for (const listener of this.#closed) listener();
  }
}

const changed = { type: 'event', name: 'app.changed', payload: {} };

describe('a link', () => {
  it('connects again by itself, and subscriptions carry over', async () => {
    const pipes: Pipe[] = [];
    const states: boolean[] = [];
    const link = new Link(
      () => {
        const pipe = new Pipe();
        pipes.push(pipe);
        return Promise.resolve(pipe);
      },
      (connected) => states.push(connected),
    );
    let heard = 0;
    const leave = link.on('app.changed', () => (heard += 1));
    link.start();
    await vi.advanceTimersByTimeAsync(0);
    pipes[0]?.receive(changed);
    pipes[0]?.close();
    await vi.advanceTimersByTimeAsync(backOff(0));
    pipes[1]?.receive(changed);
    expect(states).toEqual([true, false, true]);
    expect(heard).toBe(2);
    leave();
    pipes[1]?.receive(changed);
    expect(heard).toBe(2);
  });

  it('rejects what was pending when the connection is lost, and what is asked while there is none', async () => {
    const pipe = new Pipe();
    const link = new Link(
      () => Promise.resolve(pipe),
      () => undefined,
    );
    link.start();
    await vi.advanceTimersByTimeAsync(0);
    const pending = link.call('app.info', {});
    const lost = expect(pending).rejects.toMatchObject({ code: 'closed' });
    pipe.close();
    await lost;
    await expect(link.call('app.info', {})).rejects.toMatchObject({ code: 'closed' });
  });

  it('waits longer after each attempt that failed, up to eight seconds', async () => {
    let attempts = 0;
    const link = new Link(
      () => {
        attempts += 1;
        return Promise.reject(new Error('refused'));
      },
      () => undefined,
    );
    link.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(attempts).toBe(1);
    await vi.advanceTimersByTimeAsync(backOff(0) + backOff(1));
    expect(attempts).toBe(3);
    expect([0, 1, 2, 10].map(backOff)).toEqual([250, 500, 1_000, 8_000]);
    link.retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(attempts).toBe(4);
  });
});

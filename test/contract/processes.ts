import type { Fork, ProcessPort } from '../../src-main/compute/supervisor/index.ts';

/** A compute process, and whose job it has in hand; null: it is free. */
interface Process {
  readonly port: ProcessPort;
  readonly ready: Promise<void>;
  holder: Holder | null;
}

/** A port that one supervisor takes for a process of its own. */
interface Holder {
  hears(message: unknown): void;
  prints(text: string): void;
  ends(code: number | null, signal: string | null): void;
}

/**
 * Compute processes that all services of a test file share, for starting one takes longer than most of its jobs. Whoever
 * asks for a process is told at once that it is ready; one is found or started when there is a job for it, and is free for
 * others once the job has ended. Killed with a job in hand, it is killed indeed.
 * @param start starts one
 * @param most so many at once; further jobs wait for their turn
 */
export function sharedProcesses(start: Fork, most = Infinity): { fork: Fork; end(): void } {
  const all = new Set<Process>();
  const waiting: ((given: Process) => void)[] = [];

  function started(): Process {
    const { promise: ready, resolve: isReady } = Promise.withResolvers<void>();
    const port = start('trainer', (text) => made.holder?.prints(text), 'one');
    const made: Process = { port, ready, holder: null };
    port.onMessage((message) => {
      const { type } = message as { type: string };
      const { holder } = made;
      if (type === 'ready') return isReady();
      // Free before its holder hears that the job has ended, who may have the next one at hand.
      if (type === 'done' || type === 'failed') free(made);
      holder?.hears(message);
    });
    port.onExit((code, signal) => {
      all.delete(made);
      made.holder?.ends(code, signal);
    });
    all.add(made);
    return made;
  }

  function free(process: Process): void {
    process.holder = null;
    waiting.shift()?.(process);
  }

  function acquire(take: (given: Process) => void): void {
    const idle = [...all].find(({ holder }) => holder === null);
    if (idle) take(idle);
    else if (all.size < most) take(started());
    else waiting.push(take);
  }

  const fork: Fork = (_role, prints) => {
    let process: Process | null = null;
    /** What was posted before a process was there to hear it. */
    let held: unknown[] = [];
    let ended = false;
    const listeners: Pick<Holder, 'hears' | 'ends'> = { hears: () => undefined, ends: () => undefined };
    const holder: Holder = {
      prints,
      hears: (message) => listeners.hears(message),
      ends(code, signal) {
        if (!ended) listeners.ends(code, signal);
        ended = true;
      },
    };
    const hasJob = (): boolean => process?.holder === holder;

    function take(given: Process): void {
      if (ended) return free(given);
      given.holder = holder;
      process = given;
      void given.ready.then(() => {
        if (!hasJob()) return;
        for (const message of held) given.port.post(message);
        held = [];
      });
    }

    queueMicrotask(() => holder.hears({ type: 'ready' }));
    return {
      pid: undefined,
      post(message) {
        if ((message as { type: string }).type === 'start') {
          held = [message];
          acquire(take);
        } else if (held.length > 0) held.push(message);
        else if (hasJob()) process?.port.post(message);
      },
      onMessage: (listener) => void (listeners.hears = listener),
      onExit: (listener) => void (listeners.ends = listener),
      kill() {
        if (process !== null && hasJob()) {
          if (held.length === 0) return process.port.kill();
          free(process);
        }
        held = [];
        queueMicrotask(() => holder.ends(null, 'SIGKILL'));
      },
    };
  };
  return {
    fork,
    end() {
      for (const { port } of all) port.kill();
    },
  };
}

import { describe, expect, it, vi } from 'vitest';
import type { FromCompute, ToCompute } from '../../../src-main/compute/protocol.ts';
import { Supervisor, type ProcessPort } from '../../../src-main/compute/supervisor/index.ts';

const answer = { device: 'cpu', versions: {} };

/** A process under the test's control. */
class FakeProcess implements ProcessPort {
  readonly pid = 1;
  readonly heard: ToCompute[] = [];
  killed = false;
  #listener: (message: unknown) => void = () => undefined;
  #exited: (code: number | null, signal: string | null) => void = () => undefined;

  post(message: unknown): void {
    this.heard.push(message as ToCompute);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#listener = listener;
  }
  onExit(listener: (code: number | null, signal: string | null) => void): void {
    this.#exited = listener;
  }
  kill(): void {
    this.killed = true;
    this.exit(null, 'SIGKILL');
  }
  say(message: FromCompute): void {
    this.#listener(message);
  }
  exit(code: number | null, signal: string | null): void {
    this.#exited(code, signal);
  }
  /** Answers the job it was sent last. */
  finish(output: unknown = answer): void {
    const last = this.heard.findLast(({ type }) => type === 'start');
    this.say({ type: 'done', job: last?.job ?? '', output });
  }
}

function supervise(options: { idleMs?: number | null; readyMs?: number; cancelMs?: number } = {}) {
  const processes: FakeProcess[] = [];
  const log: string[] = [];
  const started: string[] = [];
  const supervisor = new Supervisor({
    idleMs: null,
    ...options,
    log: (line) => log.push(line),
    start: (threads) => {
      const process = new FakeProcess();
      processes.push(process);
      started.push(threads);
      return process;
    },
  });
  const last = (): FakeProcess => {
    const process = processes.at(-1);
    if (!process) throw new Error('nothing was started');
    return process;
  };
  return { supervisor, processes, last, log, started };
}

describe('a supervisor', () => {
  it('starts a process when there is work and not before, and sends it only when it is ready', async () => {
    const { supervisor, processes, last } = supervise();
    expect(processes).toHaveLength(0);
    const result = supervisor.run('device', {});
    expect(last().heard).toEqual([]);
    last().say({ type: 'ready' });
    expect(last().heard).toEqual([{ type: 'start', job: '1', kind: 'device', input: {} }]);
    last().finish();
    expect(await result).toEqual(answer);
  });

  it('starts a new process for a job that wants other threads than the last one has, and only then', async () => {
    const { supervisor, processes, last, started } = supervise();
    const results = [
      supervisor.run('device', {}),
      supervisor.run('device', {}, { threads: 'one' }),
      supervisor.run('device', {}),
      supervisor.run('device', {}, { threads: 'one' }),
      supervisor.run('device', {}, { threads: 'all' }),
    ];
    for (const count of [1, 2, 2, 2, 3]) {
      expect(processes).toHaveLength(count);
      last().say({ type: 'ready' });
      last().finish();
      await Promise.resolve();
    }
    await Promise.all(results);
    expect(started).toEqual(['all', 'one', 'all']);
  });

  it('gives one job at a time, in the order they came, to one process', async () => {
    const { supervisor, processes, last } = supervise();
    const results = [supervisor.run('device', {}), supervisor.run('device', {})];
    last().say({ type: 'ready' });
    expect(last().heard).toHaveLength(1);
    last().finish();
    expect(last().heard).toHaveLength(2);
    last().finish();
    await Promise.all(results);
    expect(processes).toHaveLength(1);
  });

  it('fails the job whose process the system refuses to start, and tries anew for the next', async () => {
    const process = new FakeProcess();
    const starts: (() => ProcessPort)[] = [
      () => {
        throw new Error('spawn ENOMEM');
      },
      () => process,
    ];
    const supervisor = new Supervisor({
      idleMs: null,
      log: () => undefined,
      start: () => starts.shift()?.() ?? process,
    });
    await expect(supervisor.run('device', {})).rejects.toMatchObject({
      code: 'internal',
      message: 'The compute process could not be started: run `isthmus doctor` to see what is missing.',
    });
    const result = supervisor.run('device', {});
    process.say({ type: 'ready' });
    process.finish();
    expect(await result).toEqual(answer);
  });

  it("passes on progress of the job that runs, and no one else's", () => {
    const { supervisor, last } = supervise();
    const heard: number[] = [];
    void supervisor
      .run('device', {}, { onNews: ({ epochs }) => heard.push(epochs.length) })
      .catch(() => undefined);
    last().say({ type: 'ready' });
    const progress = { fraction: 0.1, phase: 'x', seconds_left: null };
    last().say({ type: 'progress', job: 'other', progress });
    last().say({ type: 'progress', job: '1', progress });
    expect(heard).toEqual([0]);
    supervisor.close();
  });

  it('refuses a result of another shape than promised, and goes on', async () => {
    const { supervisor, last } = supervise();
    const wrong = supervisor.run('device', {});
    const right = supervisor.run('device', {});
    last().say({ type: 'ready' });
    last().finish({ device: 7 });
    await expect(wrong).rejects.toMatchObject({
      code: 'internal',
      message: 'The result of the job "device" cannot be read.',
    });
    last().finish();
    expect(await right).toEqual(answer);
  });

  it('tells a crash, an early end, a lack of memory and a process that cannot start apart', async () => {
    const ends: [ready: boolean, code: number | null, signal: string | null, sentence: RegExp][] = [
      [true, 1, null, /crashed/],
      [true, null, 'SIGSEGV', /crashed/],
      [true, 0, null, /ended before its work was done/],
      [true, null, 'SIGKILL', /lack of memory/],
      [true, 134, null, /lack of memory/],
      [false, 1, null, /could not be started/],
    ];
    for (const [ready, code, signal, sentence] of ends) {
      const { supervisor, processes, last } = supervise();
      const result = supervisor.run('device', {});
      const next = supervisor.run('device', {});
      if (ready) last().say({ type: 'ready' });
      last().exit(code, signal);
      await expect(result).rejects.toThrow(sentence);
      expect(processes).toHaveLength(2);
      last().say({ type: 'ready' });
      last().finish();
      expect(await next).toEqual(answer);
    }
  });

  it('kills a process that never gets ready', async () => {
    vi.useFakeTimers();
    const { supervisor, last } = supervise({ readyMs: 1_000 });
    const result = expect(supervisor.run('device', {})).rejects.toThrow(/did not start in time/);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(last().killed).toBe(true);
    await result;
    vi.useRealTimers();
  });

  it('asks a job to end, and kills its process when that is not heard, in time to answer within two seconds', async () => {
    vi.useFakeTimers();
    const { supervisor, processes, last } = supervise();
    const polite = new AbortController();
    const first = expect(supervisor.run('device', {}, { signal: polite.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    last().say({ type: 'ready' });
    polite.abort();
    expect(last().heard.at(-1)).toEqual({ type: 'cancel', job: '1' });
    last().say({ type: 'failed', job: '1', error: { code: 'cancelled', message: 'Cancelled.' } });
    await first;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(last().killed).toBe(false);

    const deaf = new AbortController();
    const second = expect(supervisor.run('device', {}, { signal: deaf.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    deaf.abort();
    await vi.advanceTimersByTimeAsync(1_400);
    expect(last().killed).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(last().killed).toBe(true);
    await second;
    void supervisor.run('device', {}).catch(() => undefined);
    expect(processes).toHaveLength(2);
    supervisor.close();
    vi.useRealTimers();
  });

  it('drops a cancelled job that waits without touching the one that runs', async () => {
    const { supervisor, last } = supervise();
    const running = supervisor.run('device', {});
    last().say({ type: 'ready' });
    const waits = new AbortController();
    const waiting = supervisor.run('device', {}, { signal: waits.signal });
    waits.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    last().finish();
    expect(await running).toEqual(answer);
    expect(last().heard).toHaveLength(1);
  });

  it('passes on the wish to end early, also one from before the job was sent', () => {
    const { supervisor, last } = supervise();
    const stop = new AbortController();
    void supervisor.run('device', {}, { stop: stop.signal }).catch(() => undefined);
    stop.abort();
    last().say({ type: 'ready' });
    expect(last().heard.map(({ type }) => type)).toEqual(['start', 'stop']);
    supervisor.close();
  });

  it('lets an idle process go, and starts another when there is work again', async () => {
    vi.useFakeTimers();
    const { supervisor, processes, last } = supervise({ idleMs: 30_000 });
    const first = supervisor.run('device', {});
    last().say({ type: 'ready' });
    last().finish();
    await first;
    await vi.advanceTimersByTimeAsync(29_000);
    expect(last().killed).toBe(false);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(last().killed).toBe(true);
    const second = supervisor.run('device', {});
    expect(processes).toHaveLength(2);
    last().say({ type: 'ready' });
    last().finish();
    expect(await second).toEqual(answer);
    vi.useRealTimers();
  });

  it('that is closed rejects all that is not done, and takes nothing more', async () => {
    const { supervisor, last } = supervise();
    const results = [supervisor.run('device', {}), supervisor.run('device', {})];
    last().say({ type: 'ready' });
    const all = Promise.all(results.map((each) => expect(each).rejects.toMatchObject({ code: 'closed' })));
    supervisor.close();
    await all;
    expect(last().killed).toBe(true);
    await expect(supervisor.run('device', {})).rejects.toMatchObject({ code: 'closed' });
  });
});

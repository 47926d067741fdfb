import { describe, expect, it, vi } from 'vitest';
import type { FromCompute, Job } from '../../../src-main/compute/protocol.ts';
import { work, type JobTable } from '../../../src-main/compute/worker.ts';
import { badInput } from '../../../src-main/contract/index.ts';

/** As long as a busy machine may need. */
const patient = { timeout: 200_000, interval: 1 };

/** The compute process's main loop with one job in place of `device`. */
function workWith(device: Job<'device'>) {
  const sent: FromCompute[] = [];
  let tell: (message: unknown) => void = () => undefined;
  const parent = {
    post: (message: unknown) => void sent.push(message as FromCompute),
    onMessage: (listener: (message: unknown) => void) => void (tell = listener),
  };
  work(parent, { device: async () => device } as JobTable);
  const answered = (): Promise<FromCompute> =>
    vi.waitUntil(() => sent.find(({ type }) => type === 'done' || type === 'failed'), patient);
  return { sent, tell: (message: unknown) => tell(message), answered };
}

const start = { type: 'start', job: 'a', kind: 'device', input: {} };

describe('the compute process', () => {
  it('says when it is ready, and answers a job once, after its last progress', async () => {
    const { sent, tell, answered } = workWith(async (_, { report }) => {
      for (const fraction of [0.1, 0.2, 0.3]) report({ fraction, phase: 'x', seconds_left: null });
      return { device: 'cpu', versions: {} };
    });
    tell(start);
    await answered();
    expect(sent.map(({ type }) => type)).toEqual(['ready', 'progress', 'progress', 'done']);
    expect(sent[2]).toMatchObject({ progress: { fraction: 0.3 } });
  });

  it('passes on a sentence made for users as it is, and anything else as a fault of ours', async () => {
    const users = workWith(async () => {
      throw badInput('The file is empty: choose another.');
    });
    users.tell(start);
    expect(await users.answered()).toMatchObject({
      error: { code: 'bad_input', message: 'The file is empty: choose another.' },
    });
    const ours = workWith(async () => {
      throw new TypeError('x is not a function');
    });
    ours.tell(start);
    expect(await ours.answered()).toMatchObject({
      error: { code: 'internal', message: 'Something went wrong inside Isthmus: x is not a function' },
    });
  });

  it('calls every ending of a cancelled job a cancel, even a success', async () => {
    for (const fails of [true, false]) {
      let begun = false;
      const { tell, answered } = workWith(async (_, { signal }) => {
        begun = true;
        await new Promise((aborted) => signal.addEventListener('abort', aborted));
        if (fails) throw new Error('the tensor is disposed');
        return { device: 'cpu', versions: {} };
      });
      tell(start);
      await vi.waitUntil(() => begun, patient);
      tell({ type: 'cancel', job: 'another' });
      tell({ type: 'cancel', job: 'a' });
      expect(await answered()).toMatchObject({ error: { code: 'cancelled' } });
    }
  });

  it('tells a job that it is asked to end early', async () => {
    let begun = false;
    const { tell, answered } = workWith(async (_, { stopRequested }) => {
      begun = true;
      await vi.waitUntil(stopRequested, patient);
      return { device: 'stopped', versions: {} };
    });
    tell(start);
    await vi.waitUntil(() => begun, patient);
    tell({ type: 'stop', job: 'a' });
    expect(await answered()).toMatchObject({ output: { device: 'stopped' } });
  });
});

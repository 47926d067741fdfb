import { z } from 'zod';
import { IsthmusError, badInput, toIsthmusError } from '../contract/index.ts';
import type { ParentPort } from './parent.ts';
import { Coalescer } from './coalescer.ts';
import { jobs as shapes, toCompute, type FromCompute, type Job, type JobKind } from './protocol.ts';

/** How to get at each job; loaded when first asked for, so that only `fit` and its like load TensorFlow. */
export type JobTable = { [K in JobKind]: () => Promise<Job<K>> };

interface Current {
  job: string;
  cancel: AbortController;
  stop: boolean;
  pause: boolean;
}

/** The compute process's main loop: does the jobs it is sent, one at a time, and answers for each exactly once. */
export function work(parent: ParentPort, table: JobTable): void {
  let current: Current | null = null;
  const post = (message: FromCompute): void => parent.post(message);

  parent.onMessage((raw) => {
    const message = toCompute.parse(raw);
    if (message.type === 'start') void start(message.job, message.kind, message.input);
    else if (current?.job !== message.job) return;
    else if (message.type === 'cancel') current.cancel.abort();
    else current[message.type] = true;
  });
  post({ type: 'ready' });

  async function start(job: string, kind: JobKind, input: unknown): Promise<void> {
    const mine: Current = { job, cancel: new AbortController(), stop: false, pause: false };
    current = mine;
    const news = new Coalescer((progress, live) =>
      post({ type: 'progress', job, progress, ...(live && { news: live }) }),
    );
    try {
      const parsed = shapes[kind].input.safeParse(input);
      if (!parsed.success)
        throw badInput(`The job "${kind}" cannot be read: ${z.prettifyError(parsed.error)}`);
      const run = (await table[kind]()) as Job<JobKind>;
      const output = await run(parsed.data as never, {
        signal: mine.cancel.signal,
        stopRequested: () => mine.stop,
        pauseRequested: () => mine.pause,
        report: (progress, live) => news.report(progress, live),
      });
      if (mine.cancel.signal.aborted) throw new IsthmusError('cancelled', 'Cancelled.');
      news.flush();
      post({ type: 'done', job, output });
    } catch (thrown) {
      news.flush();
      // Work that was told to stop may fail in many ways; all of them are the cancel.
      const error = mine.cancel.signal.aborted
        ? new IsthmusError('cancelled', 'Cancelled.')
        : toIsthmusError(thrown);
      post({ type: 'failed', job, error: error.toJSON() });
    } finally {
      if (current === mine) current = null;
    }
  }
}

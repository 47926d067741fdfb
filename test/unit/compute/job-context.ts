import type { JobContext } from '../../../src-main/compute/protocol.ts';

/** What a job is given to do its work with, where nobody asks it for anything. */
export function quietJob(more: Partial<JobContext> = {}): JobContext {
  return {
    signal: new AbortController().signal,
    stopRequested: () => false,
    pauseRequested: () => false,
    report: () => undefined,
    ...more,
  };
}

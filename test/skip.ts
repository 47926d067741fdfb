import type { TestContext } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    skipReason?: string;
  }
}

/** Skips a test that this machine cannot run, with the reason that the summary of `npm test` shows. */
export function skipWhen({ task, skip }: TestContext, condition: boolean, reason: string): void {
  if (!condition) return;
  task.meta.skipReason = reason;
  skip(reason);
}

import type { Epoch, EventPayload, Progress } from '../../../src-main/contract/index.ts';

/** The latest news of a run that is under way. */
export interface RunProgress {
  progress: Progress;
  /** Every epoch heard of so far, in order. */
  epochs: readonly Epoch[];
  /** Grows with each new live map; 0 while there is none. */
  live: number;
}

/** Lays one piece of news onto what was known; epochs that were heard of before are not taken twice. */
export function foldProgress(
  known: RunProgress | undefined,
  news: Pick<EventPayload<'runs.progress'>, 'progress' | 'epochs' | 'live'>,
): RunProgress {
  const before = known?.epochs ?? [];
  const last = before.at(-1)?.epoch ?? -1;
  const fresh = news.epochs.filter(({ epoch }) => epoch > last);
  return {
    progress: news.progress,
    epochs: fresh.length > 0 ? [...before, ...fresh] : before,
    live: Math.max(known?.live ?? 0, news.live),
  };
}

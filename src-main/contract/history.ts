import type { Run } from './records.ts';

/**
 * How many of the epochs that a checkpoint keeps belong to the training that the parameter `epochs` is about: of a run
 * that trains one thing after another, the last; 0 where it is not known whether that has begun.
 */
export function epochsOfLastPhase(
  { history, status }: Pick<Run, 'history' | 'status'>,
  checkpoint: number,
): number {
  const kept = history.slice(0, checkpoint);
  const phase = kept.at(-1)?.phase ?? null;
  if (phase !== null && status !== 'finished') return 0;
  return checkpoint - kept.filter((epoch) => epoch.phase !== phase).length;
}

import { methodDefinition, type Run } from '../../../src-main/contract/index.ts';

/** What can be done with a run as it stands. */
export interface Offers {
  pause: boolean;
  /** End training now, and keep what it has learned. */
  stop: boolean;
  cancel: boolean;
  /** What resuming does, as its button says it; null: there is nothing to resume. */
  resume: string | null;
  /** After how many epochs a new run with other settings goes on; null: there is nothing to go on from. */
  branch: number | null;
  exports: boolean;
  remove: boolean;
}

/** The actions that fit the status of a run, for its page, its menu and its column alike. */
export function offersOf(run: Run): Offers {
  const { status, checkpoint } = run;
  const active = status === 'running' || status === 'queued';
  const training = status === 'running' && methodDefinition(run.method).iterative;
  return {
    pause: status === 'queued' || training,
    stop: training,
    cancel: active,
    resume: active || status === 'finished' ? null : resumeWords(run),
    branch: active ? null : checkpoint,
    exports: status === 'finished',
    remove: !active,
  };
}

/** Where a run goes on when it is resumed, as a button says it. */
function resumeWords({ status, checkpoint }: Pick<Run, 'status' | 'checkpoint'>): string {
  if (checkpoint === null) return status === 'paused' ? 'Resume from the start' : 'Start again';
  return checkpoint === 0 ? 'Resume in its first epoch' : `Resume after epoch ${checkpoint}`;
}

/** Where a run goes on when it is resumed, as a sentence. */
export function resumeSentence({ checkpoint }: Pick<Run, 'checkpoint'>): string {
  if (checkpoint === null) return 'If resumed, it starts over with the same settings: it has no checkpoint.';
  return checkpoint === 0
    ? 'If resumed, it continues in its first epoch, from its checkpoint.'
    : `If resumed, it continues after epoch ${checkpoint}, from its checkpoint.`;
}

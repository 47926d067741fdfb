import { methodDefinition, type Run } from '../../../src-main/contract/index.ts';
import { counted } from '../text/format.ts';
import { sweepOrder } from '../text/sweep-words.ts';

/** How many columns are opened by themselves; the others are a choice away. */
const opened = 6;

/** Runs in the order of their columns: raw features, then those asked for, then as they were made. */
export function arrangeColumns(runs: readonly Run[], asked: readonly string[]): Run[] {
  const rank = (run: Run): number => {
    if (run.method === 'raw') return -1;
    const at = asked.indexOf(run.id);
    return at < 0 ? asked.length : at;
  };
  return runs.toSorted((a, b) => rank(a) - rank(b) || a.created.localeCompare(b.created));
}

/**
 * The runs whose columns are open before the user chooses: those asked for, and as many others as there is
 * room for, first those that have or will have a map. Of a sweep only those asked for: it has many, and a page of its own.
 */
export function firstShown(runs: readonly Run[], asked: readonly string[]): Set<string> {
  const wanted = runs.filter(({ id }) => asked.includes(id));
  const others = runs.filter(({ id, sweep }) => sweep === null && !asked.includes(id));
  const lively = others.filter(isLively);
  const ended = others.filter((run) => !isLively(run));
  const room = Math.max(0, opened - wanted.length);
  return new Set([...wanted, ...[...lively, ...ended].slice(0, room)].map(({ id }) => id));
}

/** The runs of each sweep among some, the newest sweep first. */
export function runsBySweep(runs: readonly Run[]): { sweep: string; runs: Run[] }[] {
  return [...Map.groupBy(runs, ({ sweep }) => sweep)]
    .flatMap(([sweep, own]) => (sweep === null ? [] : [{ sweep, runs: sweepOrder(own) }]))
    .toSorted((a, b) => (b.runs[0]?.created ?? '').localeCompare(a.runs[0]?.created ?? ''));
}

function isLively({ status }: Run): boolean {
  return status === 'finished' || status === 'running' || status === 'queued';
}

/** What a run makes of a sample, in a few words: `PCA, 8 numbers per sample`, `64 features`. */
export function kindOf({ method, dim }: Run): string {
  if (method === 'raw') return counted(dim, 'feature');
  return `${methodDefinition(method).title}, ${counted(dim, 'number')} per sample`;
}

/** One sentence on a run that has no map. */
export function stateSentence({ status, message }: Run): string {
  switch (status) {
    case 'queued':
      return 'Waiting for its turn: runs are trained one after the other.';
    case 'running':
      return 'The map appears as soon as there is something to show.';
    case 'paused':
      return message ?? 'It is paused; resume it to continue.';
    case 'cancelled':
      return 'It was cancelled; nothing of it was kept but this record.';
    case 'failed':
      return message ?? 'It failed, and left no reason.';
    case 'interrupted':
      return message ?? 'Isthmus ended while this was running; start it again for its result.';
    case 'finished':
      return 'It has no map.';
  }
}

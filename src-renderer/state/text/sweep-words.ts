import {
  count,
  counted,
  listed,
  methodDefinition,
  methodNames,
  type Run,
  type Sweep,
} from '../../../src-main/contract/index.ts';

/** Whether a run is waiting for its turn or being trained. */
export function isActive({ status }: Pick<Run, 'status'>): boolean {
  return status === 'running' || status === 'queued';
}

/** Whether a run ended without a result, or rests, and so can be queued again. */
export function canResume({ status }: Pick<Run, 'status'>): boolean {
  return status !== 'finished' && status !== 'running' && status !== 'queued';
}

/** What a sweep is over: `PCA and Autoencoder at 6 code sizes from 2 to 64, 3 seeds`. */
export function sweepTitle({ methods, dims, seeds }: Pick<Sweep, 'methods' | 'dims' | 'seeds'>): string {
  const titles = methods.map((method) => methodDefinition(method).title);
  const who = titles.length > 4 ? counted(titles.length, 'method') : listed(titles);
  const [first = 0] = dims;
  const sizes =
    dims.length === 1
      ? `code size ${count(first)}`
      : `${counted(dims.length, 'code size')} from ${count(first)} to ${count(dims.at(-1) ?? first)}`;
  return `${who} at ${sizes}, ${counted(seeds, 'seed')}`;
}

/** How the runs of a sweep stand: `18 of 24 runs finished, 1 running, 5 waiting`. */
export function statusWords(runs: readonly Pick<Run, 'status'>[]): string {
  const words: [Run['status'], string][] = [
    ['running', 'running'],
    ['queued', 'waiting'],
    ['paused', 'paused'],
    ['failed', 'failed'],
    ['interrupted', 'interrupted'],
    ['cancelled', 'cancelled'],
  ];
  const number = (status: Run['status']): number => runs.filter((run) => run.status === status).length;
  const finished = number('finished');
  const all = finished === runs.length;
  return [
    all
      ? `${counted(runs.length, 'run')} finished`
      : `${count(finished)} of ${counted(runs.length, 'run')} finished`,
    ...words.flatMap(([status, word]) => {
      const some = number(status);
      return some === 0 ? [] : [`${count(some)} ${word}`];
    }),
  ].join(', ');
}

/** What is said when the last run of a sweep has ended elsewhere than on its page. */
export function sweepEnd(dataset: string, runs: readonly Pick<Run, 'status'>[]): string {
  return `A sweep of “${dataset}” has ended: ${statusWords(runs)}.`;
}

/** Runs of a sweep by method, code size and seed. */
export function sweepOrder(runs: readonly Run[]): Run[] {
  const place = ({ method }: Run): number => methodNames.indexOf(method);
  return runs.toSorted((a, b) => place(a) - place(b) || a.dim - b.dim || a.seed - b.seed);
}

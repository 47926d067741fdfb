import { usualNeighbours, type Progress, type Run } from '../../../src-main/contract/index.ts';
import { isEvaluated } from '../results/evaluations.ts';
import { counted } from '../text/format.ts';
import { listed } from '../../../src-main/contract/text.ts';

type Measured = Pick<Run, 'name' | 'metrics' | 'artifacts'>;

/** Neighbours in the metrics of a run, all of them alike; null where none of its metrics has any. */
export function neighboursOf({ metrics }: Pick<Run, 'metrics'>): number | null {
  return Object.values(metrics).find(({ k }) => k !== undefined)?.k ?? null;
}

/** The numbers of neighbours that some runs were measured with, ascending. */
function neighboursAmong(runs: readonly Pick<Run, 'metrics'>[]): number[] {
  const all = runs.flatMap((run) => neighboursOf(run) ?? []);
  return [...new Set(all)].toSorted((a, b) => a - b);
}

/** With how many neighbours some runs were measured, short enough for a button: of more than two it is said that they differ. */
export function measuredWords(runs: readonly Pick<Run, 'metrics'>[]): string {
  const all = neighboursAmong(runs);
  if (all.length === 0) return 'k';
  return all.length > 2 ? 'k differs' : `k = ${all.join(', ')}`;
}

/** What to offer: the neighbours that all of some runs were measured with, or the usual number where they differ. */
export function offeredNeighbours(runs: readonly Pick<Run, 'metrics'>[]): number {
  const [one, ...others] = neighboursAmong(runs);
  return one === undefined || others.length > 0 ? usualNeighbours : one;
}

/** Of some finished runs those that have no figures with so many neighbours, or have them without intervals. */
export function dueOf<R extends Measured>(runs: readonly R[], k: number): R[] {
  return runs.filter((run) => !isEvaluated(run) || neighboursOf(run) !== k);
}

/** What is to be known of how a run was measured beside these others, in one sentence; null: nothing. */
export function measureHint(run: Measured, others: readonly Measured[]): string | null {
  if (!isEvaluated(run)) return 'Measured without intervals by an earlier version.';
  const own = neighboursOf(run);
  const rest = neighboursAmong(others).filter((k) => k !== own);
  if (own === null || rest.length === 0) return null;
  return `Measured with ${kText(own)}, others shown here with ${listed(rest.map(kText))}.`;
}

/** What is to be known of runs whose figures stand in one table or chart, a sentence each. */
export function mixedHints(runs: readonly Measured[]): string[] {
  const old = runs.filter((run) => !isEvaluated(run));
  const by = Map.groupBy(runs, neighboursOf);
  const several = neighboursAmong(runs).map(
    (k) => `${kText(k)} (${namesOf((by.get(k) ?? []).map(({ name }) => name))})`,
  );
  return [
    ...(several.length < 2
      ? []
      : [
          `Measured with different numbers of neighbours, so that metrics of neighbours cannot be compared: ${listed(several)}.`,
        ]),
    ...(old.length === 0
      ? []
      : [`Measured without intervals by an earlier version: ${namesOf(old.map(({ name }) => name))}.`]),
  ];
}

/** `k = 5`, which never ends a line in between. */
function kText(k: number): string {
  return `k\u00a0=\u00a0${k}`;
}

/** Names in a sentence: many of them are counted. */
function namesOf(names: readonly string[]): string {
  return names.length > 3 ? counted(names.length, 'run') : listed(names);
}

/** A run that is being measured, as one of several. */
export interface Turn {
  name: string;
  /** From 0. */
  at: number;
  of: number;
}

/**
 * How far the measuring of several runs is.
 * @param news of the run whose turn it is
 * @param seconds since the first of them began
 */
export function seriesProgress({ name, at, of }: Turn, news: Progress, seconds: number): Progress {
  const fraction = (at + (news.fraction ?? 0)) / of;
  const place = of === 1 ? name : `${name}, ${at + 1} of ${of}`;
  return {
    fraction,
    phase: `${place}: ${news.phase.replace(/^Evaluating: /, '')}`,
    seconds_left: secondsLeft(fraction, seconds),
  };
}

/** What is left of something that goes on as it did; null while too little of it is done to say. */
export function secondsLeft(fraction: number, seconds: number): number | null {
  return seconds < 2 || fraction < 0.05 ? null : (seconds * (1 - fraction)) / fraction;
}

import {
  listed,
  count,
  counted,
  fixed,
  methodDefinition,
  type Difference,
  type Metric,
  type Run,
  type Verdict,
} from '../../contract/index.ts';
import { isTold, neighbourCounts, type PairedDifference } from './evidence.ts';
import { verdictWithoutLabels } from './verdict-unlabelled.ts';
import { kWords, percent, points, samples } from '../words.ts';

/** What the sentence must know of the data. */
export interface VerdictData {
  features: number;
  labelled: boolean;
}

interface Scored {
  run: Run;
  value: number;
  /** Of how many held-out samples. */
  rows: number;
  /** How many of them were right: accuracies are told apart by whole samples. */
  right: number;
}

/** One that is not the best, and what the best has over it. */
interface Rival extends Scored {
  lead: Difference | null;
}

/** By what the classes' separation is judged, the first that can be had, and how it is said. */
const judges = [
  { metric: 'knn_accuracy', said: 'are classified correctly by their nearest neighbours' },
  { metric: 'linear_accuracy', said: 'are classified correctly by a logistic regression' },
] as const;

/**
 * Which won and by how much, as one sentence that the numbers bear out. One is called best only where the paired
 * interval of its lead over every other excludes zero; else they cannot be told apart, and none is named the winner. A
 * method that was told the labels takes no part. Figures of several numbers of neighbours are not judged by: the sentence
 * says so, and is about what can be compared.
 */
export function verdict(all: readonly Run[], data: VerdictData, against: PairedDifference): Verdict {
  const runs = all.filter(({ method }) => !methodDefinition(method).supervised);
  if (runs.length === 0) {
    return { sentence: 'There is nothing to compare yet: run a method first.', winner: null, metric: null };
  }
  if (!data.labelled) {
    const why = 'There are no labels, so separation cannot be judged';
    return verdictWithoutLabels(runs, data.features, why, against);
  }
  let mixed = '';
  for (const { metric, said } of judges) {
    const ks = neighbourCounts(runs, metric);
    if (ks.length > 1) {
      mixed = `Nearest neighbours were found with ${kWords(ks)}, which cannot be compared`;
      continue;
    }
    const [first, ...others] = rank(runs, metric);
    if (first === undefined) continue;
    const rivals = others.map((other) => ({ ...other, lead: against(first.run, other.run, metric) }));
    const judged = judge(first, rivals, said, data.features);
    const sentence = mixed === '' ? judged.sentence : `${mixed}; by another measure, ${judged.sentence}`;
    return { ...judged, sentence, metric };
  }
  if (mixed !== '') return { sentence: `${mixed}: re-evaluate all with one k.`, winner: null, metric: null };
  const why = 'How well the classes are apart could not be measured';
  return verdictWithoutLabels(runs, data.features, why, against);
}

function rank(runs: readonly Run[], metric: string): Scored[] {
  return runs
    .flatMap((run) => {
      const found: Metric | undefined = run.metrics[metric];
      if (found === undefined || found.value === null || found.rows === 0) return [];
      const { value, rows } = found;
      return [{ run, value, rows, right: Math.round(value * rows) }];
    })
    .sort((a, b) => b.value - a.value);
}

function judge(
  first: Scored,
  others: readonly Rival[],
  said: string,
  features: number,
): Omit<Verdict, 'metric'> {
  const { run } = first;
  const share = `${percent(first.value)} of ${samples(first.rows, 'held-out')} ${said}`;
  const [second] = others;
  if (!second) {
    return { sentence: `${run.name}: ${share}; run another method to compare.`, winner: null };
  }
  const alike = others.filter(({ lead }) => !isTold(lead));
  if (alike.length > 0) return { sentence: apart(first, alike, said, features), winner: null };

  const opening = `${run.name} ${isPlural(run) ? 'separate' : 'separates'} the classes best: ${share}`;
  if (run.method === 'raw') {
    const size = numbers(second.run, features);
    const fewer = `${leadOf(first, second)} fewer${size && ` with ${size}`}`;
    return { sentence: `${opening}; ${second.run.name} comes closest, ${fewer}.`, winner: run.id };
  }
  const size = numbers(run, features);
  const more = `${leadOf(first, second)} more than ${second.run.name}${size && `, with ${size}`}`;
  return { sentence: `${opening}, ${more}.`, winner: run.id };
}

/** That the best and those near it cannot be told apart. */
function apart(first: Scored, alike: readonly Rival[], said: string, features: number): string {
  const all = [first, ...alike];
  const names = listed(all.map(({ run }) => run.name));
  const [second] = alike;
  const last = alike.at(-1);
  const equal = all.every(({ right, rows }) => right === first.right && rows === first.rows);
  const of = samples(first.rows, 'held-out');
  const how =
    second === undefined || last === undefined || equal
      ? `with each, ${count(first.right)} of ${of} (${percent(first.value)}) ${said}`
      : alike.length === 1
        ? `with ${first.run.name}, ${percent(first.value)} of ${of} ${said}, ${leadOf(first, second)} more than with ${second.run.name}`
        : `${percent(last.value)} to ${percent(first.value)} of ${of} ${said}, and what ${first.run.name} ${isPlural(first.run) ? 'have' : 'has'} over each of the others may be chance`;
  return `${names} cannot be told apart: ${how}${fewest(all, features)}${anew(alike, equal)}.`;
}

/** Who of some needs the fewest numbers, where they differ in that. */
function fewest(all: readonly Scored[], features: number): string {
  const smallest = [...all].sort((a, b) => a.run.dim - b.run.dim)[0]?.run;
  if (smallest === undefined || all.every(({ run }) => run.dim === smallest.dim)) return '';
  return `; ${smallest.name} ${isPlural(smallest) ? 'need' : 'needs'} the fewest numbers per sample, ${count(smallest.dim)} of ${count(features)}`;
}

/** Whom there is no interval for, because older versions kept none or other neighbours were asked. */
function anew(alike: readonly Rival[], equal: boolean): string {
  const without = alike.filter(({ lead }) => lead === null);
  if (without.length === 0 || equal) return '';
  return `; for an interval, re-evaluate ${listed(without.map(({ run }) => run.name))}`;
}

/** "5 samples (1.4 points, 95 % interval 0.3 to 2.5)", without the interval where there is none. */
function leadOf(first: Scored, { value, rows, lead }: Rival): string {
  const more = first.value - value;
  const span = lead === null ? '' : `, 95 % interval ${end(lead.low)} to ${end(lead.high)}`;
  return `${samples(Math.round(more * rows))} (${points(more)}${span})`;
}

/** In points. */
function end(share: number): string {
  return fixed(100 * share, 1);
}

/** "8 numbers per sample instead of 64", or nothing where nothing is saved. */
function numbers({ dim }: Run, features: number): string {
  if (dim >= features) return '';
  return `${counted(dim, 'number')} per sample instead of ${count(features)}`;
}

function isPlural({ method, name }: Run): boolean {
  return method === 'raw' && name.startsWith('Raw features');
}

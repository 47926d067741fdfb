import { methodDefinition, type Metric, type Run, type Verdict } from '../contract/index.ts';
import { verdictWithoutLabels } from './verdict-unlabelled.ts';
import { join, percent, points, samples } from './words.ts';

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

/** By what the classes' separation is judged, the first that can be had, and how it is said. */
const judges = [
  { metric: 'knn_accuracy', said: 'have the right neighbours' },
  { metric: 'linear_accuracy', said: 'are named rightly by a logistic regression' },
] as const;

/**
 * Who won and by how much, as one sentence that the numbers bear out. A lead within what drawing other held-out
 * samples would change is called uncertain, and then nobody is named the winner. A method that was told the labels takes no part.
 */
export function verdict(all: readonly Run[], data: VerdictData): Verdict {
  const runs = all.filter(({ method }) => !methodDefinition(method).supervised);
  if (runs.length === 0) {
    return { sentence: 'There is nothing to compare yet: run a method first.', winner: null, metric: null };
  }
  if (!data.labelled)
    return verdictWithoutLabels(runs, data.features, 'There are no labels, so separation cannot be judged');
  for (const { metric, said } of judges) {
    const ranked = rank(runs, metric);
    if (ranked.length === 0) continue;
    return { ...judge(ranked, said, data.features), metric };
  }
  return verdictWithoutLabels(runs, data.features, 'How well the classes are apart could not be measured');
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

function judge(ranked: readonly Scored[], said: string, features: number): Omit<Verdict, 'metric'> {
  const [first, second] = ranked;
  if (!first) throw new Error('nothing is ranked');
  const { run, value, rows } = first;
  const share = `${percent(value)} of ${samples(rows, 'held-out')} ${said}`;
  if (!second) {
    return { sentence: `${run.name}: ${share}; run another method to compare.`, winner: null };
  }
  const tied = ranked.filter((other) => first.right === other.right && other.rows === rows);
  if (tied.length > 1) return { sentence: tie(tied, said, features), winner: null };

  const lead = `${samples(Math.round((value - second.value) * rows))} (${points(value - second.value)})`;
  const sure = isCertain(first, second);
  const winner = sure ? run.id : null;
  const verb = (one: string, many: string): string => (isPlural(run) ? many : one);
  const opening = sure
    ? `${run.name} ${verb('separates', 'separate')} the classes best: ${share}`
    : `${run.name} ${verb('comes', 'come')} out ahead, though not for certain: ${share}`;

  if (run.method === 'raw') {
    const size = numbers(second.run, features);
    const sentence = sure
      ? `${opening}; ${second.run.name} comes closest, ${lead} fewer${size && ` with ${size}`}.`
      : `${opening}; ${second.run.name} comes closest${size && ` with ${size}`}, and the ${lead} between them may be chance.`;
    return { sentence, winner };
  }
  const size = numbers(run, features);
  const than = `${lead} more than ${second.run.name}`;
  const sentence = sure
    ? `${opening}, ${than}${size && `, with ${size}`}.`
    : `${opening}, but ${than} may be chance${size && `; it keeps ${size}`}.`;
  return { sentence, winner };
}

function tie(tied: readonly Scored[], said: string, features: number): string {
  const [first] = tied;
  const { right = 0, rows = 0, value = 0 } = first ?? {};
  const names = join(tied.map(({ run }) => run.name));
  const smallest = [...tied].sort((a, b) => a.run.dim - b.run.dim)[0]?.run;
  const sizesDiffer = tied.some(({ run }) => run.dim !== smallest?.dim);
  const least =
    smallest && sizesDiffer
      ? `; ${smallest.name} needs the fewest numbers a sample, ${smallest.dim} of ${features}`
      : '';
  return `${names} cannot be told apart: with each, ${right.toLocaleString('en')} of ${samples(rows, 'held-out')} (${percent(value)}) ${said}${least}.`;
}

/**
 * Whether a lead is more than other held-out samples could have made, at 95 %. The two-proportion standard error;
 * it takes the two for independent, and so asks for a larger lead than a paired test of the same samples would.
 */
function isCertain(first: Scored, second: Scored): boolean {
  const variance = ({ value, rows }: Scored): number => (value * (1 - value)) / rows;
  const error = Math.sqrt(variance(first) + variance(second));
  return first.value - second.value > 1.96 * error;
}

/** "8 numbers a sample instead of 64", or nothing where nothing is saved. */
function numbers({ dim }: Run, features: number): string {
  if (dim >= features) return '';
  return `${dim} ${dim === 1 ? 'number' : 'numbers'} a sample instead of ${features.toLocaleString('en')}`;
}

function isPlural({ method, name }: Run): boolean {
  return method === 'raw' && name.startsWith('Raw features');
}

import { listed, count, fixed, significant } from '../../contract/index.ts';
import type { Run, Verdict } from '../../contract/index.ts';
import { isTold, neighbourCounts, type PairedDifference } from './evidence.ts';
import { kWords } from '../words.ts';

interface Question {
  metric: string;
  better: 'higher' | 'lower';
  one: string;
  many: string;
  title: string;
  /** As it is shown. */
  show: (value: number) => string;
}

const questions: readonly Question[] = [
  {
    metric: 'trustworthiness',
    better: 'higher',
    one: 'keeps neighbourhoods',
    many: 'keep neighbourhoods',
    title: 'trustworthiness',
    show: (value) => fixed(value, 3),
  },
  {
    metric: 'reconstruction_mse',
    better: 'lower',
    one: 'reconstructs held-out samples',
    many: 'reconstruct held-out samples',
    title: 'mean squared error',
    show: (value) => significant(value, 3),
  },
];

/**
 * What can be said without labels: which keeps neighbourhoods and which reconstructs samples best. Raw features are left
 * out, since they are what both are measured against, and so is what makes no fewer numbers per sample than it had:
 * both questions are easy then. One is called best only where the paired interval of the difference from every other
 * excludes zero.
 * @param features of a sample
 * @param why the sentence's opening, which says why it is not about classes
 */
export function verdictWithoutLabels(
  runs: readonly Run[],
  features: number,
  why: string,
  against: PairedDifference,
): Verdict {
  const reduced = runs.filter(({ method, dim }) => method !== 'raw' && dim < features);
  const others = runs.filter(({ method, dim }) => method !== 'raw' && dim >= features);
  if (reduced.length === 0) {
    return { sentence: `${why}; run a method that reduces the data to compare.`, winner: null, metric: null };
  }
  const answers = questions.flatMap((question) => answer(reduced, question, against) ?? []);
  const mixed = notCompared(reduced);
  if (answers.length === 0) {
    return {
      sentence: `${why}${mixed === '' ? ', and nothing else could be measured' : mixed}.`,
      winner: null,
      metric: null,
    };
  }
  // Who does both is named once.
  const clauses = answers.map(({ who, what }, at) =>
    who === answers[at - 1]?.who ? what : `${who} ${what}`,
  );
  return {
    sentence: `${why}; ${listed(clauses)}${mixed}${leftOut(others, features)}.`,
    winner: answers[0]?.winner ?? null,
    metric: answers[0]?.metric ?? null,
  };
}

/** That neighbourhoods cannot be held against each other, where they were measured with several numbers of neighbours. */
function notCompared(runs: readonly Run[]): string {
  const ks = questions.map(({ metric }) => neighbourCounts(runs, metric)).find(({ length }) => length > 1);
  return ks === undefined
    ? ''
    : `; neighbourhoods were measured with ${kWords(ks)}, which cannot be compared: re-evaluate all with one k`;
}

function leftOut(runs: readonly Run[], features: number): string {
  if (runs.length === 0) return '';
  const names = listed(runs.map(({ name }) => name));
  const [are, make] = runs.length === 1 ? ['is', 'it makes'] : ['are', 'they make'];
  return `; ${names} ${are} left out, because ${make} no fewer numbers per sample than its ${count(features)}`;
}

function answer(
  runs: readonly Run[],
  { metric, better, one, many, title, show }: Question,
  against: PairedDifference,
): { who: string; what: string; winner: string | null; metric: string } | null {
  if (neighbourCounts(runs, metric).length > 1) return null;
  const ranked = runs
    .flatMap((run) => {
      const value = run.metrics[metric]?.value ?? null;
      return value === null ? [] : [{ run, value }];
    })
    .sort((a, b) => (better === 'higher' ? b.value - a.value : a.value - b.value));
  const [first] = ranked;
  if (!first) return null;
  const shown = show(first.value);
  const [, next] = ranked;
  const alone = first.run.name;
  if (!next) return { who: alone, what: `${one} with a ${title} of ${shown}`, winner: null, metric };
  const alike = ranked.slice(1).filter(({ run }) => !isTold(against(first.run, run, metric)));
  if (alike.length === 0) {
    const what = `${one} best (${title} ${shown} against ${show(next.value)} of ${next.run.name})`;
    return { who: alone, what, winner: first.run.id, metric };
  }
  const names = listed([first, ...alike].map(({ run }) => run.name));
  const last = show(alike.at(-1)?.value ?? first.value);
  const range = last === shown ? shown : `${shown} to ${last}`;
  return {
    who: names,
    what: `${many} equally well, as far as can be told (${title} ${range})`,
    winner: null,
    metric,
  };
}

import type { Comparison } from '../../../src-main/contract/index.ts';

/**
 * What a verdict's sentence says that its comparison does not bear out, one line each: names, shares, leads, sizes and the
 * winner are read out of the sentence and held against the figures, by rules written anew here.
 */
export function falseClaims(
  { verdict, representations, differences }: Comparison,
  { features, labelled }: { features: number; labelled: boolean },
): string[] {
  const rivals = representations.filter(({ method }) => method !== 'linear_discriminant');
  return labelled
    ? falseOfClasses(verdict, ranked(rivals, 'knn_accuracy', -1), differences, features)
    : falseWithoutLabels(
        verdict,
        rivals.filter(({ method, dim }) => method !== 'raw' && dim < features),
        differences,
      );
}

type Representation = Comparison['representations'][number];

interface Ranked {
  run: string;
  name: string;
  dim: number;
  value: number;
  rows: number;
}

/** Those that have a metric, the best first. */
function ranked(all: readonly Representation[], metric: string, sign: 1 | -1): Ranked[] {
  return all
    .flatMap(({ run, name, dim, metrics }) => {
      const found = metrics[metric];
      return found?.value == null ? [] : [{ run, name, dim, value: found.value, rows: found.rows }];
    })
    .sort((a, b) => sign * (a.value - b.value));
}

/** A number as a sentence has it. */
const read = (text: string | undefined): number => Number(text?.replaceAll(',', ''));

/** Collects what does not hold. */
class Doubts {
  readonly found: string[] = [];
  /** @param holds whether what is claimed is so */
  expect(holds: boolean, otherwise: string): void {
    if (!holds) this.found.push(otherwise);
  }
  /** Whether a figure in a sentence is a value, to the last digit that is shown. */
  near(said: string | undefined, value: number, what: string): void {
    const decimals = said?.split('.')[1]?.length ?? 0;
    const off = Math.abs(read(said) - value);
    this.expect(off <= 0.5 * 10 ** -decimals + 1e-9, `${what} is ${value}, not ${said}`);
  }
}

/** Whether the interval of what the best has over another, on the same resamples, excludes zero. */
function isSure(
  differences: Comparison['differences'],
  metric: string,
  best: string,
  other: string,
): boolean {
  const found = differences.find(
    ({ metric: name, run, other: against }) =>
      name === metric && ((run === other && against === best) || (run === best && against === other)),
  );
  return found !== undefined && found.low * found.high > 0;
}

function falseOfClasses(
  verdict: Comparison['verdict'],
  all: readonly Ranked[],
  differences: Comparison['differences'],
  features: number,
): string[] {
  const doubts = new Doubts();
  const { sentence, winner, metric } = verdict;
  const [first, second] = all;
  if (first === undefined || second === undefined) return ['fewer than two runs have a neighbour accuracy'];
  doubts.expect(metric === 'knn_accuracy', `the metric is ${metric}`);
  const right = ({ value, rows }: Ranked): number => Math.round(value * rows);
  const alike = all.filter(
    (each) => each !== first && !isSure(differences, metric ?? '', first.run, each.run),
  );
  doubts.near(/([\d,]+) held-out samples?/.exec(sentence)?.[1], first.rows, 'the number of held-out samples');
  const size = /([\d,]+) numbers? a sample instead of ([\d,]+)/.exec(sentence);

  const apart = /^(.+) cannot be told apart: /.exec(sentence);
  doubts.expect((apart !== null) === alike.length > 0, `${alike.length} runs cannot be told from the best`);
  if (apart !== null) {
    const names = [first, ...alike].map(({ name }) => name);
    doubts.expect(
      sameNames(apart[1] ?? '', names),
      `those that cannot be told apart are ${names.join(' and ')}`,
    );
    const least = /; (.+) needs? the fewest numbers per sample, ([\d,]+) of ([\d,]+)/.exec(sentence);
    if (least !== null) {
      doubts.near(least[2], Math.min(...[first, ...alike].map(({ dim }) => dim)), 'the smallest size');
      doubts.near(least[3], features, 'the number of features');
    }
    doubts.expect(winner === null, 'a winner is named among those that cannot be told apart');
    return doubts.found;
  }

  doubts.near(/([\d.]+) %/.exec(sentence)?.[1], 100 * first.value, 'the share');
  doubts.expect(sentence.startsWith(`${first.name} `), `the best is ${first.name}`);
  doubts.expect(winner === first.run, `the winner is ${winner}`);
  const next = all.filter((each) => right(each) === right(second)).map(({ name }) => name);
  const named = /more than (.+?)(?:, with |\.$)/.exec(sentence) ?? /; (.+?) comes closest/.exec(sentence);
  doubts.expect(next.includes(named?.[1] ?? ''), `the next best is ${next.join(' or ')}`);
  const lead = /([\d,]+) samples? \(([\d.]+) points?/.exec(sentence);
  doubts.near(lead?.[1], right(first) - right(second), 'the lead in samples');
  doubts.near(lead?.[2], 100 * (first.value - second.value), 'the lead in points');
  const reduced = first.dim < features ? first : second;
  doubts.expect((size !== null) === reduced.dim < features, 'what is saved is left out, or is not saved');
  if (size !== null) {
    doubts.near(size[1], reduced.dim, 'the size');
    doubts.near(size[2], features, 'the number of features');
  }
  return doubts.found;
}

function falseWithoutLabels(
  { sentence, winner, metric }: Comparison['verdict'],
  all: readonly Representation[],
  differences: Comparison['differences'],
): string[] {
  const doubts = new Doubts();
  doubts.expect(metric === 'trustworthiness', `the metric is ${metric}`);
  // "...; A keeps neighbourhoods best (trustworthiness 0.99 against 0.98 of B) and C and D reconstruct ... equally well, ... (...)."
  const said =
    /; (.+) keeps? neighbourhoods (.+?) and (.+) reconstructs? held-out samples (.+?\))(?:; .+ left out, because .+)?\.$/.exec(
      sentence,
    );
  if (said === null) return [...doubts.found, 'the sentence cannot be read'];
  for (const [name, sign, who, how] of [
    ['trustworthiness', -1, said[1] ?? '', said[2] ?? ''],
    ['reconstruction_mse', 1, said[3] ?? '', said[4] ?? ''],
  ] as const) {
    const [first, ...others] = ranked(all, name, sign);
    if (first === undefined) return [...doubts.found, `nobody has a ${name}`];
    const alike = others.filter((each) => !isSure(differences, name, first.run, each.run));
    const [, top = '', next] = /([\d.e-]+)(?: against [\d.e-]+ of (.+)| to [\d.e-]+)?\)$/.exec(how) ?? [];
    const digits = sign === 1 ? Number(first.value.toPrecision(3)) : Number(first.value.toFixed(3));
    doubts.expect(digits === read(top), `the best ${name} is ${first.value}, not ${top}`);
    const names = [first, ...alike].map((each) => each.name);
    doubts.expect(sameNames(who, names), `the best ${name} is that of ${names.join(' and ')}`);
    doubts.expect(how.startsWith('best') === (alike.length === 0 && others.length > 0), `${name}: ${how}`);
    if (next !== undefined)
      doubts.expect(others[0]?.name === next, `the next best ${name} is ${others[0]?.name}`);
    if (sign === -1) {
      const only = alike.length === 0 && others.length > 0 ? first.run : null;
      doubts.expect(winner === only, `the winner is ${winner}`);
    }
  }
  return doubts.found;
}

/** Whether "a, b and c" are these, in any order. */
function sameNames(text: string, names: readonly string[]): boolean {
  return (
    text
      .split(/, | and /)
      .sort()
      .join() === [...names].sort().join()
  );
}

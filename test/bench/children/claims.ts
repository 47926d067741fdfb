import type { Comparison } from '../../../src-main/contract/index.ts';

/**
 * What a verdict's sentence says that its comparison does not bear out, one line each: names, shares, leads, sizes and the
 * winner are read out of the sentence and held against the figures, by rules written anew here.
 */
export function falseClaims(
  { verdict, representations }: Comparison,
  { features, labelled }: { features: number; labelled: boolean },
): string[] {
  const rivals = representations.filter(({ method }) => method !== 'linear_discriminant');
  return labelled
    ? falseOfClasses(verdict, ranked(rivals, 'knn_accuracy', -1), features)
    : falseWithoutLabels(
        verdict,
        rivals.filter(({ method, dim }) => method !== 'raw' && dim < features),
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

function falseOfClasses(verdict: Comparison['verdict'], all: readonly Ranked[], features: number): string[] {
  const doubts = new Doubts();
  const { sentence, winner, metric } = verdict;
  const [first, second] = all;
  if (first === undefined || second === undefined) return ['fewer than two runs have a neighbour accuracy'];
  doubts.expect(metric === 'knn_accuracy', `the metric is ${metric}`);
  const right = ({ value, rows }: Ranked): number => Math.round(value * rows);
  const best = all.filter((each) => right(each) === right(first));
  const share = /([\d.]+) %/.exec(sentence)?.[1];
  doubts.near(share, 100 * first.value, 'the share');
  doubts.near(/([\d,]+) held-out samples?/.exec(sentence)?.[1], first.rows, 'the number of held-out samples');

  const tied = /^(.+) cannot be told apart: with each, ([\d,]+) of/.exec(sentence);
  doubts.expect((tied !== null) === best.length > 1, `${best.length} runs are best`);
  if (tied !== null) {
    doubts.near(tied[2], right(first), 'the number of right samples');
    const names = best.map(({ name }) => name);
    doubts.expect(sameNames(tied[1] ?? '', names), `the best are ${names.join(' and ')}`);
    const least = /; (.+) needs the fewest numbers a sample, ([\d,]+) of ([\d,]+)\.$/.exec(sentence);
    if (least !== null) {
      doubts.near(least[2], Math.min(...best.map(({ dim }) => dim)), 'the smallest size');
      doubts.near(least[3], features, 'the number of features');
      doubts.expect(best.find(({ name }) => name === least[1])?.dim === read(least[2]), `not ${least[1]}`);
    }
    doubts.expect(winner === null, 'a winner is named among equals');
    return doubts.found;
  }

  // Two proportions p and q differ at 95 % where |p - q| > 1.96 √(p(1 - p)/n + q(1 - q)/m).
  const variance = ({ value, rows }: Ranked): number => (value * (1 - value)) / rows;
  const isSure = first.value - second.value > 1.96 * Math.sqrt(variance(first) + variance(second));
  const claimsSure = /^.+ separates? the classes best: /.test(sentence);
  doubts.expect(sentence.startsWith(`${first.name} `), `the best is ${first.name}`);
  doubts.expect(claimsSure === isSure, `the lead is ${isSure ? '' : 'not '}beyond chance`);
  doubts.expect(/may be chance/.test(sentence) !== isSure, 'it says of chance what is not so');
  doubts.expect(winner === (isSure ? first.run : null), `the winner is ${winner}`);
  const next = all.filter((each) => right(each) === right(second)).map(({ name }) => name);
  const named =
    /more than (.+?)(?:, with | may be chance|\.$)/.exec(sentence) ?? /; (.+?) comes closest/.exec(sentence);
  doubts.expect(next.includes(named?.[1] ?? ''), `the next best is ${next.join(' or ')}`);
  const lead = /([\d,]+) samples? \(([\d.]+) points?\)/.exec(sentence);
  doubts.near(lead?.[1], right(first) - right(second), 'the lead in samples');
  doubts.near(lead?.[2], 100 * (first.value - second.value), 'the lead in points');
  const size = /([\d,]+) numbers? a sample instead of ([\d,]+)/.exec(sentence);
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
): string[] {
  const doubts = new Doubts();
  doubts.expect(metric === 'trustworthiness', `the metric is ${metric}`);
  // "...; A keeps neighbourhoods best (trustworthiness 0.99 against 0.98 of B) and C and D rebuild ... equally well (...)."
  const said =
    /; (.+) keeps? neighbourhoods (.+?) and (.+) rebuilds? held-out samples (.+?\))(?:; .+ left out, because .+)?\.$/.exec(
      sentence,
    );
  if (said === null) return [...doubts.found, 'the sentence cannot be read'];
  for (const [name, sign, who, how] of [
    ['trustworthiness', -1, said[1] ?? '', said[2] ?? ''],
    ['reconstruction_mse', 1, said[3] ?? '', said[4] ?? ''],
  ] as const) {
    const order = ranked(all, name, sign);
    const [, top = '', other, next] = /([\d.e-]+)(?: against ([\d.e-]+) of (.+))?\)$/.exec(how) ?? [];
    const alike = (value: number | undefined, text: string): boolean =>
      value !== undefined &&
      (sign === 1 ? Number(value.toPrecision(3)) : Number(value.toFixed(3))) === read(text);
    const best = order.filter(({ value }) => alike(value, top)).map((each) => each.name);
    const second = order[best.length];
    doubts.expect(alike(order[0]?.value, top), `the best ${name} is ${order[0]?.value}, not ${top}`);
    doubts.expect(sameNames(who, best), `the best ${name} is that of ${best.join(' and ')}`);
    doubts.expect((other === undefined) === best.length > 1, `${best.length} share the best ${name}`);
    if (other !== undefined) {
      doubts.expect(second?.name === next, `the next best ${name} is that of ${second?.name}`);
      doubts.expect(alike(second?.value, other), `the next best ${name} is ${second?.value}, not ${other}`);
    }
    if (sign === -1) {
      const only = best.length === 1 ? (order[0]?.run ?? null) : null;
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

import { describe, expect, it } from 'vitest';
import {
  resamples,
  type Difference,
  type Metric,
  type Run,
  type Verdict,
} from '../../../../src-main/contract/index.ts';
import { compare } from '../../../../src-main/services/comparison/compare.ts';
import type { Evidence } from '../../../../src-main/services/comparison/evidence.ts';
import { verdict as judged, type VerdictData } from '../../../../src-main/services/comparison/verdict.ts';
import { aRun } from '../../records.ts';

type Given = [name: string, method: Run['method'], dim: number, metrics: Record<string, number>];

/** Finished runs measured on so many held-out rows; ids are the names without spaces, in lower case. */
function runs(rows: number, ...given: Given[]): Run[] {
  return given.map(([name, method, dim, values]) => {
    const metrics: Record<string, Metric> = {};
    for (const [metric, value] of Object.entries(values)) metrics[metric] = { value, rows };
    return aRun(name.toLowerCase().replaceAll(' ', ''), 'data1', {
      name,
      method,
      dim,
      metrics,
      status: 'finished',
    });
  });
}

/** So many held-out samples that are classified correctly by their nearest neighbours. */
const right = (count: number, rows: number): Record<string, number> => ({ knn_accuracy: count / rows });

/** Differences whose intervals reach so far to both sides. */
const within =
  (reach: number) =>
  (first: Run, second: Run, metric: string): Difference => {
    const value = (first.metrics[metric]?.value ?? NaN) - (second.metrics[metric]?.value ?? NaN);
    return { run: first.id, other: second.id, metric, value, low: value - reach, high: value + reach };
  };

/** The verdict where intervals reach so far; by default less than a sample of these tests. */
function verdict(all: Run[], data: VerdictData, reach = 0.0005): Verdict {
  return judged(all, data, within(reach));
}

const labelled = { features: 64, labelled: true };
const unlabelled = { features: 64, labelled: false };

describe('the verdict on labelled data', () => {
  it('names the winner with its lead in samples and points, and what it saves', () => {
    const all = runs(
      1_000,
      ['PCA 8', 'pca', 8, right(900, 1_000)],
      ['Autoencoder 8', 'autoencoder', 8, right(972, 1_000)],
    );
    expect(verdict(all, labelled, 0.02)).toEqual({
      sentence:
        'Autoencoder 8 separates the classes best: 97.2 % of 1,000 held-out samples are classified correctly by their nearest neighbours, 72 samples (7.2 points, 95 % interval 5.2 to 9.2) more than PCA 8, with 8 numbers per sample instead of 64.',
      winner: 'autoencoder8',
      metric: 'knn_accuracy',
    });
  });

  it('says so plainly when PCA wins', () => {
    const all = runs(
      1_000,
      ['Autoencoder 8', 'autoencoder', 8, right(850, 1_000)],
      ['PCA 8', 'pca', 8, right(960, 1_000)],
    );
    const { sentence, winner } = verdict(all, labelled);
    expect(sentence).toMatch(
      /^PCA 8 separates the classes best: 96\.0 %.* 110 samples \(11\.0 points, 95 % interval 10\.\d to 11\.\d\) more than Autoencoder 8/,
    );
    expect(winner).toBe('pca8');
  });

  it('says so plainly when nothing is gained by reducing, and who comes closest', () => {
    const all = runs(
      359,
      ['PCA 8', 'pca', 8, right(300, 359)],
      ['Raw features', 'raw', 64, right(354, 359)],
      ['Autoencoder 4', 'autoencoder', 4, right(330, 359)],
    );
    expect(verdict(all, labelled, 0.02)).toMatchObject({
      sentence:
        'Raw features separate the classes best: 98.6 % of 359 held-out samples are classified correctly by their nearest neighbours; Autoencoder 4 comes closest, 24 samples (6.7 points, 95 % interval 4.7 to 8.7) fewer with 4 numbers per sample instead of 64.',
      winner: 'rawfeatures',
    });
  });

  it('says of a lead whose interval holds zero that the two cannot be told apart, and names no winner', () => {
    const all = runs(
      359,
      ['PCA 8', 'pca', 8, right(344, 359)],
      ['Autoencoder 8', 'autoencoder', 8, right(349, 359)],
    );
    expect(verdict(all, labelled, 0.02)).toMatchObject({
      sentence:
        'Autoencoder 8 and PCA 8 cannot be told apart: with Autoencoder 8, 97.2 % of 359 held-out samples are classified correctly by their nearest neighbours, 5 samples (1.4 points, 95 % interval −0.6 to 3.4) more than with PCA 8.',
      winner: null,
      metric: 'knn_accuracy',
    });
  });

  it('draws the line where the interval touches zero', () => {
    const all = runs(1_000, ['PCA 8', 'pca', 8, right(870, 1_000)], ['PCA 9', 'pca', 9, right(900, 1_000)]);
    const lead = 0.9 - 0.87;
    expect([verdict(all, labelled, lead).winner, verdict(all, labelled, lead - 1e-9).winner]).toEqual([
      null,
      'pca9',
    ]);
  });

  it('names nobody the winner who is told from all but one', () => {
    const all = runs(
      359,
      ['Raw features', 'raw', 64, right(349, 359)],
      ['PCA 8', 'pca', 8, right(344, 359)],
      ['PCA 2', 'pca', 2, right(200, 359)],
    );
    expect(verdict(all, labelled, 0.02)).toMatchObject({
      sentence:
        'Raw features and PCA 8 cannot be told apart: with Raw features, 97.2 % of 359 held-out samples are classified correctly by their nearest neighbours, 5 samples (1.4 points, 95 % interval −0.6 to 3.4) more than with PCA 8; PCA 8 needs the fewest numbers per sample, 8 of 64.',
      winner: null,
    });
  });

  it('names all that the best cannot be told from, with the range of their shares', () => {
    const all = runs(
      359,
      ['PCA 4', 'pca', 4, right(346, 359)],
      ['PCA 8', 'pca', 8, right(349, 359)],
      ['PCA 16', 'pca', 16, right(344, 359)],
    );
    expect(verdict(all, labelled, 0.02).sentence).toBe(
      'PCA 8, PCA 4 and PCA 16 cannot be told apart: 95.8 % to 97.2 % of 359 held-out samples are classified correctly by their nearest neighbours, and what PCA 8 has over each of the others may be chance; PCA 4 needs the fewest numbers per sample, 4 of 64.',
    );
  });

  it('says of whom there is no interval, and what to do', () => {
    const all = runs(359, ['PCA 8', 'pca', 8, right(349, 359)], ['PCA 9', 'pca', 9, right(300, 359)]);
    expect(judged(all, labelled, () => null)).toMatchObject({
      sentence:
        'PCA 8 and PCA 9 cannot be told apart: with PCA 8, 97.2 % of 359 held-out samples are classified correctly by their nearest neighbours, 49 samples (13.6 points) more than with PCA 9; PCA 8 needs the fewest numbers per sample, 8 of 64; for an interval, re-evaluate PCA 9.',
      winner: null,
    });
  });

  it('calls the same number of right samples a tie, and says who needs the fewest numbers', () => {
    const all = runs(
      359,
      ['Raw features', 'raw', 64, right(349, 359)],
      ['PCA 16', 'pca', 16, right(349, 359)],
      ['Autoencoder 8', 'autoencoder', 8, right(349, 359)],
      ['PCA 2', 'pca', 2, right(200, 359)],
    );
    expect(verdict(all, labelled)).toMatchObject({
      sentence:
        'Raw features, PCA 16 and Autoencoder 8 cannot be told apart: with each, 349 of 359 held-out samples (97.2 %) are classified correctly by their nearest neighbours; Autoencoder 8 needs the fewest numbers per sample, 8 of 64.',
      winner: null,
    });
  });

  it('calls a difference smaller than one sample a tie', () => {
    const all = runs(
      100,
      ['PCA 8', 'pca', 8, { knn_accuracy: 0.9 }],
      ['Autoencoder 8', 'autoencoder', 8, { knn_accuracy: 0.9001 }],
    );
    expect(verdict(all, labelled, 0.01)).toMatchObject({
      sentence:
        'Autoencoder 8 and PCA 8 cannot be told apart: with each, 90 of 100 held-out samples (90.0 %) are classified correctly by their nearest neighbours.',
      winner: null,
    });
  });

  it('speaks of one sample and one number in the singular', () => {
    const all = runs(5, ['PCA 2', 'pca', 2, right(3, 5)], ['PCA 1', 'pca', 1, right(4, 5)]);
    expect(verdict(all, { features: 4, labelled: true }, 0.1).sentence).toBe(
      'PCA 1 separates the classes best: 80.0 % of 5 held-out samples are classified correctly by their nearest neighbours, 1 sample (20.0 points, 95 % interval 10.0 to 30.0) more than PCA 2, with 1 number per sample instead of 4.',
    );
  });

  it('does not boast of numbers saved where none are', () => {
    const all = runs(1_000, ['PCA 64', 'pca', 64, right(990, 1_000)], ['PCA 2', 'pca', 2, right(500, 1_000)]);
    expect(verdict(all, labelled).sentence).toMatch(/490 samples \(49\.0 points, .+\) more than PCA 2\.$/);
  });

  it('of one run says how it does and names no winner', () => {
    expect(verdict(runs(359, ['PCA 8', 'pca', 8, right(349, 359)]), labelled)).toMatchObject({
      sentence:
        'PCA 8: 97.2 % of 359 held-out samples are classified correctly by their nearest neighbours; run another method to compare.',
      winner: null,
    });
  });

  it('of no runs says what to do', () => {
    expect(verdict([], labelled)).toEqual({
      sentence: 'There is nothing to compare yet: run a method first.',
      winner: null,
      metric: null,
    });
  });

  it('falls back on the linear classifier where neighbours could not be asked', () => {
    const all = runs(
      1_000,
      ['PCA 8', 'pca', 8, { linear_accuracy: 0.8 }],
      ['Autoencoder 8', 'autoencoder', 8, { linear_accuracy: 0.95 }],
    );
    expect(verdict(all, labelled, 0.02)).toMatchObject({
      sentence:
        'Autoencoder 8 separates the classes best: 95.0 % of 1,000 held-out samples are classified correctly by a logistic regression, 150 samples (15.0 points, 95 % interval 13.0 to 17.0) more than PCA 8, with 8 numbers per sample instead of 64.',
      metric: 'linear_accuracy',
    });
  });

  it('does not hold neighbours of several numbers against each other, and is about what can be compared', () => {
    const mixed = (metrics: Record<string, Metric>[]): Run[] =>
      metrics.map((each, i) =>
        aRun(`pca${i}`, 'd', { name: `PCA ${i}`, dim: 8, status: 'finished', metrics: each }),
      );
    const k5 = { value: 0.8, rows: 1_000, k: 5 };
    const k7 = { value: 0.98, rows: 1_000, k: 7 };
    const linear = (value: number): Metric => ({ value, rows: 1_000 });
    const all = mixed([
      { knn_accuracy: k5, linear_accuracy: linear(0.9) },
      { knn_accuracy: k7, linear_accuracy: linear(0.8) },
    ]);
    const opening = 'Nearest neighbours were found with k = 5 and k = 7, which cannot be compared';
    const judged = verdict(all, labelled);
    expect(judged).toMatchObject({ winner: 'pca0', metric: 'linear_accuracy' });
    expect(judged.sentence).toContain(
      `${opening}; by another measure, PCA 0 separates the classes best: 90.0 %`,
    );
    const few = mixed([
      { knn_accuracy: k5, trustworthiness: k5 },
      { knn_accuracy: k7, trustworthiness: k7 },
    ]);
    expect(verdict(few, labelled)).toEqual({
      sentence: `${opening}: re-evaluate all with one k.`,
      winner: null,
      metric: null,
    });
    const { sentence } = verdict(few, unlabelled);
    expect(sentence).toMatch(
      /cannot be judged; neighbourhoods were measured with k = 5 and k = 7, which cannot be compared: re-evaluate all with one k\.$/,
    );
  });

  it('leaves out a run whose accuracy could not be had', () => {
    const all = runs(1_000, ['PCA 8', 'pca', 8, right(900, 1_000)], ['PCA 9', 'pca', 9, {}]);
    expect(verdict(all, labelled).sentence).toMatch(/^PCA 8: 90\.0 %/);
  });

  it('treats raw features that were renamed as the one thing they are called', () => {
    const all = runs(
      1_000,
      ['Baseline', 'raw', 64, right(990, 1_000)],
      ['PCA 8', 'pca', 8, right(900, 1_000)],
    );
    expect(verdict(all, labelled).sentence).toMatch(/^Baseline separates the classes best/);
  });
});

describe('the verdict on a method that was told the labels', () => {
  const told: Given = ['LDA 9', 'linear_discriminant', 9, { ...right(999, 1_000), linear_accuracy: 0.999 }];
  const others: Given[] = [
    ['PCA 8', 'pca', 8, { ...right(900, 1_000), linear_accuracy: 0.9 }],
    ['Autoencoder 8', 'autoencoder', 8, { ...right(972, 1_000), linear_accuracy: 0.972 }],
  ];
  const without = (metric: string, given: Given[]): Given[] =>
    given.map(([name, method, dim, metrics]) => [
      name,
      method,
      dim,
      Object.fromEntries(Object.entries(metrics).filter(([key]) => key !== metric)),
    ]);

  it('is what it is without it, by neighbours and by the linear classifier', () => {
    for (const given of [
      [told, ...others],
      [...others, told],
    ]) {
      const found = verdict(runs(1_000, ...given), labelled);
      expect(found).toMatchObject({ winner: 'autoencoder8', metric: 'knn_accuracy' });
      expect(found).toEqual(verdict(runs(1_000, ...others), labelled));
      const linear = verdict(runs(1_000, ...without('knn_accuracy', given)), labelled);
      expect(linear).toMatchObject({ winner: 'autoencoder8', metric: 'linear_accuracy' });
      expect(linear.sentence).not.toContain('LDA');
    }
  });

  it('does not tie with it, nor is held up by its other number of neighbours', () => {
    const tie: Given = ['LDA 9', 'linear_discriminant', 9, right(972, 1_000)];
    expect(verdict(runs(1_000, ...others, tie), labelled).winner).toBe('autoencoder8');
    const odd = aRun('lda9', 'data1', {
      name: 'LDA 9',
      method: 'linear_discriminant',
      dim: 9,
      status: 'finished',
      metrics: { knn_accuracy: { value: 0.999, rows: 1_000, k: 7 } },
    });
    const of5 = runs(1_000, ...others).map((run) => ({
      ...run,
      metrics: { knn_accuracy: { value: 0.9, rows: 1_000, ...run.metrics['knn_accuracy'], k: 5 } },
    }));
    expect(verdict([odd, ...of5], labelled)).toMatchObject({
      winner: 'autoencoder8',
      metric: 'knn_accuracy',
    });
  });

  it('names it no more where classes could not be measured, or there are no labels', () => {
    const kept: Given[] = [
      ['LDA 9', 'linear_discriminant', 9, { trustworthiness: 0.999, reconstruction_mse: 0.001 }],
      ['PCA 8', 'pca', 8, { trustworthiness: 0.991, reconstruction_mse: 0.024 }],
      ['Autoencoder 8', 'autoencoder', 8, { trustworthiness: 0.987, reconstruction_mse: 0.011 }],
    ];
    for (const data of [labelled, unlabelled]) {
      const { winner, sentence } = verdict(runs(100, ...kept), data);
      expect(winner).toBe('pca8');
      expect(sentence).toContain('PCA 8 keeps neighbourhoods best (trustworthiness 0.991 against 0.987');
      expect(sentence).not.toContain('LDA');
    }
  });

  it('asks for another run where there is only that one', () => {
    for (const data of [labelled, unlabelled]) {
      expect(verdict(runs(1_000, told), data)).toEqual({
        sentence: 'There is nothing to compare yet: run a method first.',
        winner: null,
        metric: null,
      });
    }
    expect(verdict(runs(1_000, told, ...others.slice(0, 1)), labelled)).toMatchObject({
      sentence: expect.stringMatching(/^PCA 8: 90\.0 % .* run another method to compare\.$/),
      winner: null,
    });
  });

  it('is that of a comparison too, in which it is measured', () => {
    const compared = compare(runs(1_000, told, ...others), labelled, new Map());
    expect(compared.representations.map(({ run }) => run)).toContain('lda9');
    expect(compared.verdict.winner).toBeNull();
    expect(compared.verdict.sentence).toMatch(/^Autoencoder 8 and PCA 8 cannot be told apart/);
  });
});

describe('the verdict on unlabelled data', () => {
  const why = 'There are no labels, so separation cannot be judged';

  it('says so, and who keeps neighbourhoods and who reconstructs best', () => {
    const all = runs(
      100,
      ['Raw features', 'raw', 64, { trustworthiness: 1 }],
      ['PCA 8', 'pca', 8, { trustworthiness: 0.991, reconstruction_mse: 0.02431 }],
      ['Autoencoder 8', 'autoencoder', 8, { trustworthiness: 0.987, reconstruction_mse: 0.01142 }],
    );
    expect(verdict(all, unlabelled)).toEqual({
      sentence: `${why}; PCA 8 keeps neighbourhoods best (trustworthiness 0.991 against 0.987 of Autoencoder 8) and Autoencoder 8 reconstructs held-out samples best (mean squared error 0.0114 against 0.0243 of PCA 8).`,
      winner: 'pca8',
      metric: 'trustworthiness',
    });
  });

  it('leaves out who makes no fewer numbers per sample than it had, and says so', () => {
    const all = runs(
      100,
      ['PCA 8', 'pca', 8, { trustworthiness: 0.991 }],
      ['Autoencoder 8', 'autoencoder', 8, { trustworthiness: 0.987 }],
      ['Boltzmann machine 64', 'rbm', 64, { trustworthiness: 0.999 }],
      ['Boltzmann machine 80', 'rbm', 80, { trustworthiness: 1 }],
    );
    const best = 'PCA 8 keeps neighbourhoods best (trustworthiness 0.991 against 0.987 of Autoencoder 8)';
    const { sentence, winner } = verdict(all, unlabelled);
    expect(winner).toBe('pca8');
    expect(sentence).toBe(
      `${why}; ${best}; Boltzmann machine 64 and Boltzmann machine 80 are left out, because they make no fewer numbers per sample than its 64.`,
    );
    expect(verdict(all.slice(0, 3), unlabelled).sentence).toBe(
      `${why}; ${best}; Boltzmann machine 64 is left out, because it makes no fewer numbers per sample than its 64.`,
    );
    expect(verdict(all.slice(2), unlabelled)).toEqual({
      sentence: `${why}; run a method that reduces the data to compare.`,
      winner: null,
      metric: null,
    });
  });

  it('calls equal whom the interval does not tell apart', () => {
    const all = runs(
      100,
      ['PCA 8', 'pca', 8, { trustworthiness: 0.9911 }],
      ['Autoencoder 8', 'autoencoder', 8, { trustworthiness: 0.9913 }],
    );
    expect(verdict(all, unlabelled, 0.001)).toMatchObject({
      sentence: `${why}; Autoencoder 8 and PCA 8 keep neighbourhoods equally well, as far as can be told (trustworthiness 0.991).`,
      winner: null,
    });
  });

  it('names all whom the best cannot be told from, and none that it can', () => {
    const all = runs(
      100,
      ['PCA 8', 'pca', 8, { trustworthiness: 0.99 }],
      ['Autoencoder 8', 'autoencoder', 8, { trustworthiness: 0.98 }],
      ['PCA 4', 'pca', 4, { trustworthiness: 0.97 }],
      ['PCA 2', 'pca', 2, { trustworthiness: 0.9 }],
    );
    expect(verdict(all, unlabelled, 0.025)).toMatchObject({
      sentence: `${why}; PCA 8, Autoencoder 8 and PCA 4 keep neighbourhoods equally well, as far as can be told (trustworthiness 0.990 to 0.970).`,
      winner: null,
    });
    // Told from the next, and not from the one after: its interval is wider.
    const wide = (first: Run, second: Run, metric: string): Difference =>
      within(second.name === 'PCA 4' ? 0.05 : 0.001)(first, second, metric);
    expect(judged(all, unlabelled, wide)).toMatchObject({
      sentence: `${why}; PCA 8 and PCA 4 keep neighbourhoods equally well, as far as can be told (trustworthiness 0.990 to 0.970).`,
      winner: null,
    });
  });

  it('draws the line where the interval touches zero, of errors from above', () => {
    const all = runs(
      100,
      ['PCA 8', 'pca', 8, { reconstruction_mse: 0.25 }],
      ['PCA 9', 'pca', 9, { reconstruction_mse: 0.125 }],
    );
    expect(verdict(all, unlabelled, 0.125).winner).toBeNull();
    expect(verdict(all, unlabelled, 0.1249).winner).toBe('pca9');
  });

  it('of raw features alone asks for something to compare', () => {
    const all = runs(100, ['Raw features', 'raw', 64, { trustworthiness: 1 }]);
    expect(verdict(all, unlabelled).sentence).toBe(`${why}; run a method that reduces the data to compare.`);
  });

  it('of one reduced run tells its figures and names no winner', () => {
    const all = runs(100, ['PCA 8', 'pca', 8, { trustworthiness: 0.9, reconstruction_mse: 0 }]);
    expect(verdict(all, unlabelled)).toMatchObject({
      sentence: `${why}; PCA 8 keeps neighbourhoods with a trustworthiness of 0.900 and reconstructs held-out samples with a mean squared error of 0.`,
      winner: null,
    });
  });

  it('says so where nothing could be measured', () => {
    expect(verdict(runs(100, ['PCA 8', 'pca', 8, {}]), unlabelled).sentence).toBe(
      `${why}, and nothing else could be measured.`,
    );
  });
});

describe('a comparison', () => {
  const all = runs(
    100,
    ['PCA 8', 'pca', 8, { silhouette: 0.2, davies_bouldin: 1.5, fit_seconds: 1 }],
    ['Raw features', 'raw', 64, { silhouette: 0.2, davies_bouldin: 1.2 }],
    ['PCA 4', 'pca', 4, { silhouette: 0.1, davies_bouldin: 1.9 }],
  );

  it('puts raw features first and the others as they were made', () => {
    expect(compare(all, labelled, new Map()).representations.map(({ name }) => name)).toEqual([
      'Raw features',
      'PCA 8',
      'PCA 4',
    ]);
  });

  it('marks the best of each metric by its own direction; equals share it, and nobody is best alone', () => {
    expect(compare(all, labelled, new Map()).best).toEqual({
      silhouette: ['rawfeatures', 'pca8'],
      davies_bouldin: ['rawfeatures'],
    });
  });

  /** Resamples of a metric about its value, each run's moved alike but for what is its own. */
  function evidence(own: Record<string, (draw: number) => number>): Evidence {
    return new Map(
      Object.entries(own).map(([id, at]) => [
        id,
        new Map([['silhouette', Float64Array.from({ length: resamples }, (_, draw) => at(draw))]]),
      ]),
    );
  }
  const wave = (draw: number): number => Math.sin(draw);

  it('tells in pairs what intervals of each alone would not', () => {
    const { differences } = compare(
      all,
      labelled,
      evidence({
        pca8: (draw) => 0.2 + wave(draw),
        pca4: (draw) => 0.1 + wave(draw) + 0.01 * Math.cos(7 * draw),
      }),
    );
    expect(differences.map(({ run, other, metric }) => [run, other, metric])).toEqual([
      ['pca8', 'pca4', 'silhouette'],
      ['pca4', 'pca8', 'silhouette'],
    ]);
    expect(differences[0]?.value).toBeCloseTo(0.1, 10);
    expect(differences[0]?.low).toBeGreaterThan(0.08);
    expect(differences[1]?.high).toBeLessThan(-0.08);
  });

  it('has no difference of runs that were measured on other rows or with other neighbours', () => {
    const [first, , second] = all;
    if (first === undefined || second === undefined) throw new Error('There are three runs.');
    const kept = evidence({ pca8: wave, pca4: wave });
    for (const about of [{ rows: 100, k: 7 }, { rows: 99 }]) {
      const other = { ...second, metrics: { silhouette: { value: 0.1, ...about } } };
      expect(compare([first, other], labelled, kept).differences).toEqual([]);
    }
    expect(compare([first, second], labelled, kept).differences).toHaveLength(2);
  });

  it('calls nobody best among figures of other numbers of neighbours, and has no spread of them', () => {
    const measured = [5, 7].map((k, seed) =>
      aRun(`seed${seed}`, 'data1', {
        method: 'autoencoder',
        dim: 8,
        seed,
        status: 'finished',
        metrics: { knn_accuracy: { value: k / 10, rows: 100, k }, silhouette: { value: k / 10, rows: 100 } },
      }),
    );
    const { best, seeds } = compare(measured, labelled, new Map());
    expect(best).toEqual({ silhouette: ['seed1'] });
    expect(Object.keys(seeds[0]?.metrics ?? {})).toEqual(['silhouette']);
  });

  it('says what runs vary by that differ in their seed alone', () => {
    const seeded = [0.8, 0.9].map((value, seed) =>
      aRun(`seed${seed}`, 'data1', {
        method: 'autoencoder',
        dim: 8,
        seed,
        status: 'finished',
        metrics: { knn_accuracy: { value, rows: 100 } },
      }),
    );
    const { seeds } = compare([...all, ...seeded], labelled, new Map());
    expect(seeds).toHaveLength(1);
    expect(seeds[0]).toMatchObject({
      runs: ['seed0', 'seed1'],
      metrics: { knn_accuracy: { low: 0.8, high: 0.9, count: 2 } },
    });
  });
});

import { describe, expect, it } from 'vitest';
import type { MethodName, SweepChoice, SweepPoint } from '../../../src-main/contract/index.ts';
import { chooseSize } from '../../../src-main/services/choice.ts';

interface Figure {
  knn?: number;
  linear?: number;
  mse?: number;
  /** Standard deviation over three seeds; absent: there was one seed. */
  deviation?: number;
}

function point(method: MethodName, dim: number, { deviation = 0, ...figures }: Figure): SweepPoint {
  const names = { knn: 'knn_accuracy', linear: 'linear_accuracy', mse: 'reconstruction_mse' } as const;
  const metrics: SweepPoint['metrics'] = {};
  for (const [short, mean] of Object.entries(figures)) {
    const count = deviation > 0 ? 3 : 1;
    const spread = { mean, low: mean - deviation, high: mean + deviation, deviation, count };
    metrics[names[short as keyof typeof names]] = spread;
  }
  return { method, dim, metrics };
}

/** A curve of one method, by code size. */
const curve = (method: MethodName, by: Record<number, Figure>): SweepPoint[] =>
  Object.entries(by).map(([dim, figure]) => point(method, Number(dim), figure));

const sentence = (choice: SweepChoice | null): string => choice?.sentence ?? '';

describe('the code size of labelled data', () => {
  it('is the smallest within the best, as other held-out samples would change it', () => {
    // The standard error of 95 % of 400 is 1.11 points.
    const points = curve('pca', {
      2: { knn: 0.6 },
      8: { knn: 0.942 },
      16: { knn: 0.95 },
      32: { knn: 0.945 },
    });
    expect(chooseSize(points, 784, 400)).toEqual({
      method: 'pca',
      dim: 8,
      metric: 'knn_accuracy',
      sentence:
        'PCA with 8 numbers per sample instead of 784: 94.2 % neighbour accuracy, within 1.2 points (what other 400 held-out samples would change) of the best, 95.0 % with 16.',
    });
  });

  it('is the smallest within the best, as seeds differ, where they differ by more', () => {
    const best = { knn: 0.95, deviation: 0.03 };
    const points = curve('autoencoder', { 4: { knn: 0.925 }, 8: { knn: 0.94 }, 16: best });
    expect(sentence(chooseSize(points, 784, 400))).toBe(
      'Autoencoder with 4 numbers per sample instead of 784: 92.5 % neighbour accuracy, within 3.0 points (what 3 seeds differ by) of the best, 95.0 % with 16.',
    );
  });

  it('is said to lie within one point in the singular', () => {
    const points = curve('pca', { 4: { knn: 0.945 }, 8: { knn: 0.95, deviation: 0.01 } });
    expect(sentence(chooseSize(points, 784, 10_000))).toContain(
      ', within 1.0 point (what 3 seeds differ by)',
    );
  });

  it('is the best itself where no smaller code comes near', () => {
    const points = curve('pca', { 2: { knn: 0.5 }, 8: { knn: 0.93 }, 16: { knn: 0.95 } });
    expect(sentence(chooseSize(points, 64, 400))).toBe(
      'PCA with 16 numbers per sample instead of 64: 95.0 % neighbour accuracy, and no smaller code that was tried comes within 1.1 points (what other 400 held-out samples would change) of it.',
    );
  });

  it('is the smallest that was tried where it is the best', () => {
    const points = curve('pca', { 1: { knn: 0.95 }, 8: { knn: 0.9 } });
    expect(sentence(chooseSize(points, 64, 400))).toBe(
      'PCA with 1 number per sample instead of 64: 95.0 % neighbour accuracy, and no larger code that was tried does better.',
    );
  });

  it('holds a perfect figure for no more certain than others', () => {
    // (400 + 1) / (400 + 2) right of 400: 0.249 points.
    const points = curve('pca', { 2: { knn: 0.99 }, 8: { knn: 0.9976 }, 16: { knn: 1 } });
    expect(sentence(chooseSize(points, 64, 400))).toBe(
      'PCA with 8 numbers per sample instead of 64: 99.8 % neighbour accuracy, within 0.3 points (what other 400 held-out samples would change) of the best, 100.0 % with 16.',
    );
    const strict = curve('pca', { 2: { knn: 0.9999 }, 16: { knn: 1 } });
    expect(sentence(chooseSize(strict, 64, 70_000))).toMatch(
      /^PCA with 16 .* no smaller code that was tried comes within 0\.001 points /,
    );
  });

  it('is that of the method with the best figure, with what PCA comes to at the same size', () => {
    const points = [
      ...curve('pca', { 2: { knn: 0.5 }, 8: { knn: 0.9 } }),
      ...curve('autoencoder', { 2: { knn: 0.8 }, 8: { knn: 0.97 } }),
      ...curve('linear_discriminant', { 2: { knn: 0.99 }, 8: { knn: 0.99 } }),
      point('raw', 64, { knn: 0.99 }),
    ];
    const choice = chooseSize(points, 64, 400);
    expect(choice).toMatchObject({ method: 'autoencoder', dim: 8 });
    expect(sentence(choice)).toMatch(/ of it\. PCA comes to 90\.0 % there\.$/);
    const alone = points.filter(({ method, dim }) => method !== 'pca' || dim !== 8);
    expect(sentence(chooseSize(alone, 64, 400))).not.toContain('PCA');
  });

  it('is never that of a method that was told the labels, whatever it is judged by', () => {
    const told = (figure: Figure): SweepPoint[] =>
      curve('linear_discriminant', { 2: figure, 4: figure, 8: figure });
    for (const [better, worse] of [
      [{ knn: 0.99 }, { knn: 0.5 }],
      [{ linear: 0.99 }, { linear: 0.5 }],
      [{ mse: 0.01 }, { mse: 0.5 }],
    ] as const) {
      const own = curve('pca', { 2: worse, 4: worse, 8: worse });
      expect(chooseSize([...told(better), ...own], 64, 400)).toMatchObject({ method: 'pca' });
      expect(chooseSize([...told(better), ...own], 64, 400)).toEqual(chooseSize(own, 64, 400));
      expect(chooseSize(told(better), 64, 400)).toBeNull();
    }
    // It does not say either by what others are to be judged.
    const linear = curve('pca', { 2: { linear: 0.5 }, 8: { linear: 0.9 } });
    expect(chooseSize([...told({ knn: 0.99 }), ...linear], 64, 400)).toEqual(chooseSize(linear, 64, 400));
  });

  it('is within the best where it is exactly as far from it as seeds differ', () => {
    const points = curve('pca', { 2: { knn: 0.5 }, 8: { knn: 0.75, deviation: 0.25 } });
    expect(chooseSize(points, 64, 400)?.dim).toBe(2);
  });

  it('goes by linear accuracy where there is no other', () => {
    const points = curve('pca', { 2: { linear: 0.5 }, 8: { linear: 0.9 } });
    const choice = chooseSize(points, 64, 100);
    expect(choice).toMatchObject({ dim: 8, metric: 'linear_accuracy' });
    expect(sentence(choice)).toContain('90.0 % linear accuracy');
  });

  it('is none while the best method has one size, or none at all', () => {
    expect(chooseSize([], 64, 100)).toBeNull();
    expect(chooseSize([point('raw', 64, { knn: 0.9 })], 64, 100)).toBeNull();
    const points = [
      ...curve('pca', { 2: { knn: 0.5 }, 8: { knn: 0.6 } }),
      point('autoencoder', 2, { knn: 0.9 }),
    ];
    expect(chooseSize(points, 64, 100)).toBeNull();
  });

  it('does not depend on the order in which runs finished', () => {
    const points = curve('pca', { 2: { knn: 0.6 }, 4: { knn: 0.95 }, 8: { knn: 0.95 }, 16: { knn: 0.95 } });
    expect(chooseSize(points.toReversed(), 64, 400)).toEqual(chooseSize(points, 64, 400));
    expect(sentence(chooseSize(points, 64, 400))).toMatch(/^PCA with 4 .* comes within /);
  });
});

describe('the code size without labels', () => {
  it("is where the error's curve bends most", () => {
    const points = curve('pca', { 2: { mse: 0.1 }, 4: { mse: 0.04 }, 8: { mse: 0.03 }, 16: { mse: 0.025 } });
    expect(chooseSize(points, 64, 100)).toEqual({
      method: 'pca',
      dim: 4,
      metric: 'reconstruction_mse',
      sentence:
        "PCA with 4 numbers per sample instead of 64: there its error's curve bends most, at a mean squared error of 0.04; it is 0.1 with 2 and 0.025 with 16.",
    });
  });

  it('is where it bends most on the logarithm of the size, on which 4 is as far from 2 as 8 from 4', () => {
    const points = curve('pca', { 2: { mse: 0.1 }, 4: { mse: 0.055 }, 8: { mse: 0.03 }, 16: { mse: 0.02 } });
    expect(chooseSize(points, 64, 100)?.dim).toBe(4);
  });

  it('is the largest that was tried where the curve has not levelled off', () => {
    const by = { 2: { mse: 0.1 }, 4: { mse: 0.08 }, 8: { mse: 0.01 } };
    expect(sentence(chooseSize(curve('pca', by), 64, 100))).toBe(
      'PCA with 8 numbers per sample instead of 64: its mean squared error is lowest there, at 0.01, and has not levelled off before, so that a larger code may be better still.',
    );
    expect(sentence(chooseSize(curve('pca', by), 8, 100))).toBe(
      'PCA with 8 numbers per sample instead of 8: its mean squared error is lowest there, at 0.01, and has not levelled off before.',
    );
  });

  it('is the one with the lowest error where larger codes do not lower it', () => {
    const points = curve('autoencoder', { 2: { mse: 0.05 }, 4: { mse: 0.04 }, 8: { mse: 0.06 } });
    expect(sentence(chooseSize([...points, point('pca', 4, { mse: 0.07 })], 64, 100))).toBe(
      'Autoencoder with 4 numbers per sample instead of 64: its mean squared error is lowest there, at 0.04. PCA comes to 0.07 there.',
    );
  });

  it('is that of the method with the least error at the largest size, and none with fewer than three sizes', () => {
    const points = [
      ...curve('pca', { 2: { mse: 0.07 }, 4: { mse: 0.05 }, 8: { mse: 0.04 } }),
      ...curve('autoencoder', { 2: { mse: 0.08 }, 4: { mse: 0.03 }, 8: { mse: 0.02 } }),
    ];
    expect(chooseSize(points, 64, 100)).toMatchObject({ method: 'autoencoder', dim: 4 });
    const early = [...points, ...curve('rbm', { 2: { mse: 0.2 }, 4: { mse: 0.001 }, 8: { mse: 0.03 } })];
    expect(chooseSize(early, 64, 100)).toMatchObject({ method: 'autoencoder', dim: 4 });
    expect(
      chooseSize(
        points.filter(({ dim }) => dim > 2),
        64,
        100,
      ),
    ).toBeNull();
  });
});

describe('the sentence', () => {
  /** A generator of numbers from 0 to 1, always the same. */
  function draws(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state * 16_807) % 2_147_483_647;
      return state / 2_147_483_647;
    };
  }

  it('is true of the figures, whatever they are', () => {
    const draw = draws(7);
    for (let round = 0; round < 2_000; round++) {
      const dims = [2, 4, 8, 16, 32].slice(0, 2 + Math.floor(4 * draw()));
      const few = draw() < 0.3;
      const points = dims.map((dim) => {
        const knn = few ? Math.round(4 * draw()) / 4 : 0.9 + 0.1 * draw();
        return point('pca', dim, { knn, deviation: draw() < 0.5 ? 0.02 * draw() : 0 });
      });
      const choice = chooseSize(points, 64, 10 + Math.floor(5_000 * draw()));
      const figures = new Map(points.map(({ dim, metrics }) => [dim, metrics['knn_accuracy']?.mean ?? 0]));
      const best = Math.max(...figures.values());
      const chosen = figures.get(choice?.dim ?? 0) ?? NaN;
      const said = sentence(choice);
      expect(said).toContain(`${(100 * chosen).toFixed(1)} % neighbour accuracy`);
      const within = Number(/within ([\d.]+) point/.exec(said)?.[1] ?? NaN) / 100;
      const smaller = [...figures].filter(([dim]) => dim < (choice?.dim ?? 0)).map(([, mean]) => mean);
      if (said.includes('of the best')) expect(best - chosen).toBeLessThanOrEqual(within + 1e-12);
      else expect(chosen).toBe(best);
      if (said.includes('no smaller')) {
        expect(smaller.length).toBeGreaterThan(0);
        for (const mean of smaller) expect(best - mean).toBeGreaterThan(within - 1e-12);
      }
      if (said.includes('no larger')) expect(smaller).toEqual([]);
    }
  });
});

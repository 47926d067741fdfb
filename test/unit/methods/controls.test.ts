import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkDim, type MethodName } from '../../../src-main/contract/index.ts';
import { methods, type FittedMethod } from '../../../src-main/methods/index.ts';
import { minDim } from '../../../src-main/methods/random_projection.ts';
import { DenseRows, liveHandles, loadTensorFlow, Random, SomeRows } from '../../../src-main/tensor/index.ts';
import { caseNames, oracle, part } from '../oracle.ts';
import { factsOf, fitContext } from './fit-context.ts';

beforeAll(loadTensorFlow);

/** Saved, loaded and used again, with nothing left in TensorFlow. */
async function keptAndLoaded(method: MethodName, fitted: FittedMethod): Promise<FittedMethod> {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-'));
  try {
    fitted.save(folder);
    return await methods[method].load(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.each(caseNames)('a linear discriminant of %s', (name) => {
  const { all, labels, train, test: heldOut, expected } = oracle(name);
  const known = part(all, labels, train);
  const rows = all.gather(heldOut);
  const dim = expected.discriminant_ratio.length;

  test("has scikit-learn 1.9.1's codes, but for the sign of a column, also when loaded", async () => {
    const before = liveHandles();
    const context = fitContext('linear_discriminant', factsOf(all), dim, {}, { labels: known.labels });
    const fitted = await methods.linear_discriminant.fit(known.source, context);
    const codes = fitted.encode(rows);
    const theirs = expected.discriminant_codes_of_test;
    for (let column = 0; column < dim; column++) {
      const product = theirs.reduce(
        (total, row, i) => total + (row[column] ?? 0) * (codes[i * dim + column] ?? 0),
        0,
      );
      const sign = Math.sign(product);
      theirs.forEach((row, i) => expect(codes[i * dim + column]).toBeCloseTo(sign * (row[column] ?? NaN), 4));
    }
    expected.discriminant_ratio.forEach((ratio, i) =>
      expect((fitted.facts['explained_variance_ratio'] as number[])[i]).toBeCloseTo(ratio, 8),
    );
    expect((await keptAndLoaded('linear_discriminant', fitted)).encode(rows)).toEqual(codes);
    expect(liveHandles()).toBe(before);
  });
});

describe('a linear discriminant', () => {
  const { all, labels, train } = oracle('blobs');
  const known = part(all, labels, train);

  test('leaves out rows without a label, and says how many', async () => {
    const some = known.labels.map((label, i) => (i < 10 ? -1 : label));
    const context = fitContext('linear_discriminant', factsOf(all), 2, {}, { labels: some });
    const fitted = await methods.linear_discriminant.fit(known.source, context);
    expect(fitted.message).toBe(`10 of ${train.length} training rows have no label and were left out.`);
    const rest = Int32Array.from({ length: train.length - 10 }, (_, i) => i + 10);
    const without = await methods.linear_discriminant.fit(
      new SomeRows(known.source, rest),
      fitContext('linear_discriminant', factsOf(all), 2, {}, { labels: known.labels.slice(10) }),
    );
    expect(fitted.encode(all.gather(train))).toEqual(without.encode(all.gather(train)));
  });

  test.each([
    [0, 1, 'needs labels of at least two classes, and this dataset has none'],
    [1, 1, 'needs labels of at least two classes, and this dataset has one'],
    [2, 2, 'A code size of 2 is above the one column that 2 classes allow: choose at most 1.'],
    [4, 4, 'above the 3 columns that 4 classes allow'],
  ])('of %i classes and code size %i is refused', (classes, dim, sentence) => {
    expect(() => checkDim('linear_discriminant', { ...factsOf(all), classes }, dim)).toThrow(sentence);
  });

  test('of one class among the training rows is refused', async () => {
    const one = new Int32Array(train.length);
    const context = fitContext('linear_discriminant', factsOf(all), 1, {}, { labels: one });
    await expect(methods.linear_discriminant.fit(known.source, context)).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining(
        'needs at least two classes among the training rows, and there is one',
      ),
    });
  });
});

describe('a random projection', () => {
  test.each(caseNames)(
    "tells scikit-learn 1.9.1's Johnson-Lindenstrauss bounds for the rows of %s",
    (name) => {
      const { train, expected } = oracle(name);
      for (const [eps, least] of Object.entries(expected.johnson_lindenstrauss))
        expect(minDim(train.length, Number(eps))).toBe(least);
    },
  );

  test('keeps distances within the share its bound promises, reconstructs what it keeps, and is the same loaded', async () => {
    const random = new Random(5);
    const features = 4_000;
    const rows = 12;
    const source = new DenseRows(
      Float32Array.from({ length: rows * features }, () => random.normal()),
      features,
    );
    const eps = 0.5;
    const dim = minDim(rows, eps);
    const context = fitContext('random_projection', factsOf(source), dim);
    const fitted = await methods.random_projection.fit(source, context);
    expect(fitted.facts['johnson_lindenstrauss_50']).toBe(dim);
    const codes = fitted.encode(source.values);
    const distance = (values: Float32Array, width: number, a: number, b: number): number =>
      values
        .subarray(a * width, (a + 1) * width)
        .reduce((total, value, i) => total + (value - (values[b * width + i] ?? 0)) ** 2, 0);
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < a; b++) {
        const share = distance(codes, dim, a, b) / distance(source.values, features, a, b);
        expect(Math.abs(share - 1)).toBeLessThan(eps);
      }
    }
    // The pseudo-inverse: what is reconstructed has the same code again.
    const again = fitted.encode(fitted.decode?.(codes) ?? new Float32Array(0));
    again.forEach((value, i) => expect(value).toBeCloseTo(codes[i] ?? NaN, 3));
    expect((await keptAndLoaded('random_projection', fitted)).encode(source.values)).toEqual(codes);
  });

  test('of another seed has other codes', async () => {
    const { all } = oracle('blobs');
    const codes = async (seed: number): Promise<Float32Array> =>
      (
        await methods.random_projection.fit(
          all,
          fitContext('random_projection', factsOf(all), 3, {}, { seed }),
        )
      ).encode(all.gather(Int32Array.of(0)));
    expect(await codes(1)).toEqual(await codes(1));
    expect(await codes(2)).not.toEqual(await codes(1));
  });
});

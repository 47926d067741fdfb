import { beforeAll, describe, expect, test } from 'vitest';
import {
  DenseRows,
  everyRow,
  liveHandles,
  loadTensorFlow,
  Pace,
  principalComponents,
  projectOnto,
  Random,
  reconstructFrom,
  solverFor,
  SomeRows,
  type Rows,
} from '../../../../src-main/tensor/index.ts';
import { caseNames, oracle } from '../../oracle.ts';

const pace = new Pace();
beforeAll(loadTensorFlow);

describe.each(caseNames)('principal components of %s agree with scikit-learn 1.9.1 in', (name) => {
  const { all, train, test: heldOut, expected } = oracle(name);
  const fit = (): ReturnType<typeof principalComponents> =>
    principalComponents(new SomeRows(all, train), expected.dim, pace);

  test('explained variance and its ratio', async () => {
    const { variance, totalVariance } = await fit();
    expect(totalVariance / expected.total_variance).toBeCloseTo(1, 9);
    expected.explained_variance.forEach((value, i) => expect((variance[i] ?? 0) / value).toBeCloseTo(1, 7));
    expected.explained_variance_ratio.forEach((value, i) =>
      expect((variance[i] ?? 0) / totalVariance).toBeCloseTo(value, 8),
    );
  });

  test('directions, signs included', async () => {
    const { directions, features } = await fit();
    expected.components_start.forEach((row, i) =>
      row.forEach((value, f) => expect(directions[i * features + f]).toBeCloseTo(value, 6)),
    );
  });

  test('codes of rows that were not seen', async () => {
    const codes = projectOnto(await fit(), all.gather(heldOut));
    const scale = Math.sqrt(expected.explained_variance[0] ?? 1);
    expected.codes_of_test
      .flat()
      .forEach((value, i) => expect((codes[i] ?? 0) / scale).toBeCloseTo(value / scale, 5));
  });
});

function gramSchmidtError(directions: Float64Array, features: number): number {
  const count = directions.length / features;
  let worst = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let dot = 0;
      for (let f = 0; f < features; f++)
        dot += (directions[i * features + f] ?? 0) * (directions[j * features + f] ?? 0);
      worst = Math.max(worst, Math.abs(dot - (i === j ? 1 : 0)));
    }
  }
  return worst;
}

describe('directions stay of length 1 and at right angles', () => {
  const random = new Random(3);
  const normals = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.normal());

  test.each([
    ['with more features than rows, asked for all that rows allow', 12, 40, 12],
    ['with as many components as features', 40, 12, 12],
  ])('%s', async (_, rows, features, count) => {
    const { directions, variance } = await principalComponents(
      new DenseRows(normals(rows * features), features),
      count,
      pace,
    );
    expect(gramSchmidtError(directions, features)).toBeLessThan(1e-10);
    expect(variance.every((value) => value >= 0)).toBe(true);
  });

  test.each([
    ['fewer features than rows', 50, 8],
    ['more features than rows', 20, 60],
  ])('on data of rank 2 with %s; what has no variance says 0', async (_, rows, features) => {
    const basis = normals(2 * features);
    const values = new Float32Array(rows * features);
    for (let row = 0; row < rows; row++) {
      // Whole numbers: so that the data is of rank 2 exactly, rounding aside.
      const [a, b] = [random.int(7) - 3, random.int(7) - 3];
      for (let f = 0; f < features; f++)
        values[row * features + f] =
          a * Math.round(4 * (basis[f] ?? 0)) + b * Math.round(4 * (basis[features + f] ?? 0));
    }
    const components = await principalComponents(new DenseRows(values, features), 5, pace);
    expect(gramSchmidtError(components.directions, features)).toBeLessThan(1e-10);
    expect([...components.variance].slice(2)).toEqual([0, 0, 0]);
    const reconstructed = reconstructFrom(components, projectOnto(components, values));
    reconstructed.forEach((value, i) => expect(value).toBeCloseTo(values[i] ?? 0, 4));
  });

  test('on constant data, with no variance and no NaN', async () => {
    const components = await principalComponents(new DenseRows(new Float32Array(60).fill(2.5), 6), 3, pace);
    expect([...components.variance]).toEqual([0, 0, 0]);
    expect(gramSchmidtError(components.directions, 6)).toBeLessThan(1e-12);
    expect([...projectOnto(components, new Float32Array(6).fill(2.5))]).toEqual([0, 0, 0]);
  });

  test('and nothing is left in TensorFlow', () => {
    expect(liveHandles()).toBe(0);
  });
});

describe.each([
  ['a randomized decomposition', { solver: 'randomized', precision: 'float32' }, ['digits', 'wide']],
  [
    'a covariance of float32 products',
    { solver: 'covariance_eigh', precision: 'float32' },
    ['digits', 'blobs'],
  ],
] as const)('%s, for large data,', (_, how, names) => {
  test.each(names)('agrees with scikit-learn 1.9.1 on %s to 1e-4', async (name) => {
    const { all, train, test: heldOut, expected } = oracle(name);
    const count = Math.min(5, expected.dim);
    const found = await principalComponents(new SomeRows(all, train), count, pace, how);
    expect(found.totalVariance / expected.total_variance).toBeCloseTo(1, 5);
    for (let i = 0; i < count; i++) {
      expect(Math.abs((found.variance[i] ?? 0) / (expected.explained_variance[i] ?? 1) - 1)).toBeLessThan(
        1e-4,
      );
      expected.components_start[i]?.forEach((value, f) =>
        expect(Math.abs((found.directions[i * found.features + f] ?? 0) - value)).toBeLessThan(1e-3),
      );
    }
    expect(gramSchmidtError(found.directions, found.features)).toBeLessThan(1e-10);
    const codes = projectOnto(found, all.gather(heldOut));
    const scale = Math.sqrt(expected.explained_variance[0] ?? 1);
    expected.codes_of_test.forEach((row, i) =>
      expect(Math.abs((codes[i * count] ?? 0) - (row[0] ?? 0)) / scale).toBeLessThan(1e-3),
    );
    expect(liveHandles()).toBe(0);
  });

  test('gives the same twice, and is broken off by a cancel, leaving nothing', async () => {
    const { all } = oracle('digits');
    const once = await principalComponents(all, 5, pace, how);
    expect((await principalComponents(all, 5, pace, how)).directions).toEqual(once.directions);
    const run = principalComponents(all, 5, new Pace(AbortSignal.abort()), how);
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(liveHandles()).toBe(0);
  });

  test('completes the set on data of lower rank', async () => {
    const random = new Random(9);
    const values = new Float32Array(80 * 20);
    for (let row = 0; row < 80; row++) {
      const [a, b] = [random.normal(), random.normal()];
      for (let f = 0; f < 20; f++) values[row * 20 + f] = 1_000 + a * Math.sin(f) + b * Math.cos(2 * f);
    }
    const found = await principalComponents(new DenseRows(values, 20), 4, pace, how);
    expect(gramSchmidtError(found.directions, 20)).toBeLessThan(1e-8);
    expect((found.variance[2] ?? 1) / (found.variance[0] ?? 1)).toBeLessThan(1e-5);
    expect([...found.variance].every((value) => value >= 0)).toBe(true);
  });
});

describe.each([
  ['near 0', 0.5],
  ['far from 0', 200],
])('a covariance of float32 products, of several panels, with a mean %s,', (_, mean) => {
  const [rows, features] = [2_000, 300];
  const random = new Random(4);
  const directions = Float32Array.from({ length: 6 * features }, () => random.normal());
  const values = Float32Array.from({ length: rows * features }, () => mean + random.float());
  for (let row = 0; row < rows; row++) {
    for (let h = 0; h < 6; h++) {
      const strength = random.normal() / (1 + h / 2);
      for (let f = 0; f < features; f++) {
        const at = row * features + f;
        values[at] = (values[at] ?? 0) + strength * (directions[h * features + f] ?? 0);
      }
    }
  }
  const data = new DenseRows(values, features);

  test.each([
    ['a few', 6],
    ['many', 60],
  ])('gives %s components as float64 does', async (_, count) => {
    const solver = 'covariance_eigh';
    const rough = await principalComponents(data, count, pace, { solver, precision: 'float32' });
    const exact = await principalComponents(data, count, pace, { solver, precision: 'float64' });
    expect(rough.totalVariance / exact.totalVariance).toBeCloseTo(1, 6);
    rough.mean.forEach((value, f) => expect(value).toBeCloseTo(exact.mean[f] ?? 0, 4));
    for (let i = 0; i < 6; i++) {
      expect((rough.variance[i] ?? 0) / (exact.variance[i] ?? 1)).toBeCloseTo(1, 5);
    }
    const some = data.gather(everyRow(50));
    const [a, b] = [projectOnto(rough, some), projectOnto(exact, some)];
    for (let row = 0; row < 50; row++) {
      for (let i = 0; i < 6; i++) {
        expect(Math.abs((a[row * count + i] ?? 0) - (b[row * count + i] ?? 0))).toBeLessThan(2e-3);
      }
    }
    expect(liveHandles()).toBe(0);
  });
});

describe('how components are found', () => {
  test.each([
    [1_437, 64, 8, 'covariance_eigh', 'float64'],
    [60_000, 784, 30, 'covariance_eigh', 'float32'],
    [320, 10_304, 32, 'gram_eigh', 'float64'],
    [2_000, 20_000, 30, 'randomized', 'float32'],
    [2_000, 20_000, 1_500, 'gram_eigh', 'float64'],
    [60_000, 12_288, 32, 'randomized', 'float32'],
  ] as const)(
    '%i rows of %i features, %i components: %s in %s',
    (rows, features, count, solver, precision) => {
      expect(solverFor(rows, features, count)).toEqual({ solver, precision });
    },
  );

  test('of rows on a disk is how it is of the same rows in memory', async () => {
    const { all, train } = oracle('digits');
    const near = new SomeRows(all, train);
    const far: Rows = {
      rows: near.rows,
      features: 64,
      far: true,
      gather: (...which) => near.gather(...which),
    };
    const [a, b] = [await principalComponents(near, 4, pace), await principalComponents(far, 4, pace)];
    expect(b.directions).toEqual(a.directions);
  });

  test('a few strongest directions of a large covariance are those of all of them', async () => {
    const random = new Random(4);
    const [rows, features] = [1_000, 300];
    const values = new Float32Array(rows * features);
    for (let at = 0; at < values.length; at++) {
      values[at] = random.normal() / (1 + Math.sqrt(at % features));
    }
    const source = new DenseRows(values, features);
    const few = await principalComponents(source, 10, pace, {
      solver: 'covariance_eigh',
      precision: 'float32',
    });
    const all = await principalComponents(source, 10, pace, {
      solver: 'covariance_eigh',
      precision: 'float64',
    });
    all.variance.forEach((value, i) => expect((few.variance[i] ?? 0) / value).toBeCloseTo(1, 5));
    few.directions.forEach((value, i) =>
      expect(Math.abs(value - (all.directions[i] ?? 0))).toBeLessThan(1e-3),
    );
  });
});

test('codes of the first few components reconstruct with those alone', async () => {
  const { all, train, expected } = oracle('blobs');
  const source = new SomeRows(all, train);
  const three = await principalComponents(source, 3, pace);
  const two = await principalComponents(source, 2, pace);
  const values = all.gather(train);
  expect(expected.dim).toBe(3);
  expect([...reconstructFrom(three, projectOnto(two, values), 2)]).toEqual([
    ...reconstructFrom(two, projectOnto(two, values)),
  ]);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Artifact } from '../../../src-main/contract/index.ts';
import { methods, type FittedMethod } from '../../../src-main/methods/index.ts';
import { liveHandles, loadTensorFlow, SomeRows } from '../../../src-main/tensor/index.ts';
import { caseNames, oracle, type CaseName } from '../oracle.ts';
import { factsOf, fitContext } from './fit-context.ts';

beforeAll(loadTensorFlow);

function fit(name: CaseName, whiten: boolean): Promise<FittedMethod> {
  const { all, train, expected } = oracle(name);
  const rows = new SomeRows(all, train);
  return methods.pca.fit(rows, fitContext('pca', factsOf(rows), expected.dim, { whiten }));
}

describe.each(caseNames)('PCA of %s', (name) => {
  const { all, test: heldOut, expected } = oracle(name);
  const rows = all.gather(heldOut);

  test("tells scikit-learn 1.9.1's explained variance", async () => {
    const { facts } = await fit(name, false);
    expected.explained_variance_ratio.forEach((ratio, i) =>
      expect((facts['explained_variance_ratio'] as number[])[i]).toBeCloseTo(ratio, 8),
    );
  });

  test('whitens as scikit-learn does, and reconstructs from whitened codes the same samples', async () => {
    const [plain, white] = [await fit(name, false), await fit(name, true)];
    const codes = white.encode(rows);
    expected.white_codes_of_test.flat().forEach((value, i) => expect(codes[i]).toBeCloseTo(value, 4));
    const reconstructed = plain.decode?.(plain.encode(rows)) ?? [];
    expect(reconstructed).toHaveLength(rows.length);
    white.decode?.(codes).forEach((value, i) => expect(value).toBeCloseTo(reconstructed[i] ?? NaN, 4));
    // Decoding must not scale the caller's codes.
    expect(codes).toEqual(white.encode(rows));
  });

  test.each([false, true])(
    'reconstructs from any number of its first columns, whitened: %s',
    async (whiten) => {
      const fitted = await fit(name, whiten);
      const { dim } = fitted;
      const codes = fitted.encode(rows);
      for (let width = 1; width <= dim; width++) {
        const cut = Float32Array.from(
          { length: (codes.length / dim) * width },
          (_, at) => codes[Math.floor(at / width) * dim + (at % width)] ?? 0,
        );
        // What is left off counts for nothing.
        const blanked = codes.map((value, at) => (at % dim < width ? value : 0));
        const wanted = fitted.decode?.(blanked) ?? new Float32Array(0);
        fitted
          .decodeFirst?.(cut, width)
          .forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? NaN, 4));
        expect(wanted).toHaveLength(rows.length);
      }
    },
  );

  test('is the same saved and loaded', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'isthmus-'));
    try {
      const fitted = await fit(name, true);
      for (const artifact of fitted.save(folder)) Artifact.parse(artifact);
      const loaded = await methods.pca.load(folder);
      expect(loaded.encode(rows)).toEqual(fitted.encode(rows));
      expect(loaded.decode?.(fitted.encode(rows))).toEqual(fitted.decode?.(fitted.encode(rows)));
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(liveHandles()).toBe(0);
  });
});

test('raw features are their own codes, saved and loaded too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-'));
  try {
    const { all } = oracle('blobs');
    const fitted = await methods.raw.fit(all, fitContext('raw', factsOf(all), 6));
    const values = all.gather(Int32Array.of(3));
    fitted.save(folder);
    expect((await methods.raw.load(folder)).encode(values)).toEqual(values);
    expect(fitted.decode).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import { beforeAll, describe, expect, test } from 'vitest';
import {
  free,
  keep,
  liveHandles,
  loadTensorFlow,
  matMul,
  readFloats,
  readFloat64,
  scope,
  setDiagonal,
  softmaxCrossEntropy,
  sum,
  symmetricEigen,
  upload,
  uploadFloat64,
} from '../../../src-main/tensor/index.ts';

type Loaded = Awaited<ReturnType<typeof loadTensorFlow>>;
let binding: Loaded['binding'];
beforeAll(async () => {
  ({ binding } = await loadTensorFlow());
});

function ones(): ReturnType<typeof upload> {
  return upload(Float32Array.of(1, 1), [2]);
}

describe('a scope', () => {
  test('frees what was made in it but for what it returns, in TensorFlow too', () => {
    const native = binding.getNumOfTensors();
    const kept = scope(() => {
      ones();
      return [ones(), ones()];
    });
    expect(liveHandles()).toBe(2);
    expect(binding.getNumOfTensors()).toBe(native + 2);
    free(...kept);
    expect(liveHandles()).toBe(0);
    expect(binding.getNumOfTensors()).toBe(native);
  });

  test('passes what it returns to the scope around it', () => {
    scope(() => {
      scope(() => ({ a: ones(), b: ones() }));
      expect(liveHandles()).toBe(2);
    });
    expect(liveHandles()).toBe(0);
  });

  test('frees everything where the work throws', () => {
    const work = (): void =>
      scope(() => {
        ones();
        throw new Error('broken');
      });
    expect(work).toThrow('broken');
    expect(liveHandles()).toBe(0);
  });

  test('leaves what was kept, until it is freed; freeing twice does no harm', () => {
    const handle = scope(() => {
      const made = keep(ones());
      return { made };
    }).made;
    expect(liveHandles()).toBe(1);
    free(handle);
    free(handle, undefined);
    expect(liveHandles()).toBe(0);
  });
});

describe('float64', () => {
  const fine = Float64Array.of(1 / 3, Math.PI, 1e-300, -1e300, 1 + Number.EPSILON, 0);

  test('goes in and comes out bit for bit', () => {
    const handle = uploadFloat64(fine, [2, 3]);
    expect(handle).toMatchObject({ dtype: 'float64', shape: [2, 3] });
    expect(readFloat64(handle)).toEqual(fine);
    free(handle);
  });

  test('multiplies with the precision of float64', () => {
    const product = scope(() =>
      matMul(uploadFloat64(Float64Array.of(1, 1e-12), [1, 2]), uploadFloat64(Float64Array.of(1, 1), [2, 1])),
    );
    expect(readFloat64(product)[0]).toBe(1 + 1e-12);
    free(product);
  });

  test('has eigenvectors that give the matrix back', () => {
    const matrix = Float64Array.of(4, 1, -2, 1, 3, 0.5, -2, 0.5, 5);
    const { values, vectors } = scope(() => symmetricEigen(uploadFloat64(matrix, [3, 3])));
    const [l, v] = [readFloat64(values), readFloat64(vectors)];
    free(values, vectors);
    expect([...l]).toEqual([...l].sort((a, b) => a - b));
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let entry = 0;
        for (let k = 0; k < 3; k++) entry += (v[i * 3 + k] ?? 0) * (l[k] ?? 0) * (v[j * 3 + k] ?? 0);
        expect(entry).toBeCloseTo(matrix[i * 3 + j] ?? 0, 13);
      }
    }
  });

  test('takes values on any diagonal', () => {
    const made = scope(() =>
      setDiagonal(uploadFloat64(new Float64Array(6), [2, 3]), uploadFloat64(Float64Array.of(7, 8), [2]), 1),
    );
    expect([...readFloat64(made)]).toEqual([0, 7, 0, 0, 0, 8]);
    free(made);
  });
});

test('softmax cross-entropy and its gradient are those of the formula, in float64', () => {
  const logits = [1, 2, 3];
  const total = logits.reduce((sumOf, value) => sumOf + Math.exp(value), 0);
  const { loss, gradient } = scope(() =>
    softmaxCrossEntropy(uploadFloat64(Float64Array.from(logits), [1, 3]), upload(Int32Array.of(1), [1])),
  );
  expect(readFloat64(loss)[0]).toBeCloseTo(Math.log(total) - 2, 14);
  [...readFloat64(gradient)].forEach((entry, i) =>
    expect(entry).toBeCloseTo(Math.exp(logits[i] ?? 0) / total - (i === 1 ? 1 : 0), 14),
  );
  free(loss, gradient);
});

test('sums run over the axes asked for', () => {
  const made = scope(() => {
    const x = upload(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
    return [sum(x), sum(x, [0]), sum(x, [1], true)];
  });
  expect(made.map(readFloats).map((values) => [...values])).toEqual([[21], [5, 7, 9], [6, 15]]);
  expect(made[2]?.shape).toEqual([2, 1]);
  free(...made);
});

test('shapes that do not fit are an error, and leave nothing behind', () => {
  const wrong = (): unknown => scope(() => matMul(ones(), upload(Float32Array.of(1, 2, 3), [3, 1])));
  expect(wrong).toThrow();
  expect(liveHandles()).toBe(0);
});

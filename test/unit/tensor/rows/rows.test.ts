import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Matrix } from '../../../../src-main/datasets/matrix.ts';
import {
  blocks,
  DenseRows,
  everyRow,
  gpuName,
  Pace,
  SomeRows,
  stretch,
} from '../../../../src-main/tensor/index.ts';

const dense = new DenseRows(
  Float32Array.from({ length: 12 }, (_, i) => i),
  3,
);

describe('rows', () => {
  test('are gathered in the order asked for, or a part of it', () => {
    expect([...dense.gather(Int32Array.of(2, 0))]).toEqual([6, 7, 8, 0, 1, 2]);
    expect([...dense.gather(Int32Array.of(3, 2, 1, 0), 1, 3)]).toEqual([6, 7, 8, 3, 4, 5]);
  });

  test('chosen from others keep their numbers apart, twice over', () => {
    const odd = new SomeRows(dense, Int32Array.of(1, 3));
    expect([odd.rows, odd.features]).toEqual([2, 3]);
    expect([...odd.gather(Int32Array.of(1))]).toEqual([9, 10, 11]);
    expect([...new SomeRows(odd, Int32Array.of(1, 0)).gather(everyRow(2), 1, 2)]).toEqual([3, 4, 5]);
  });

  test('come in blocks that hold every row once', () => {
    const seen = Array.from(blocks(dense, 3), ({ start, rows, values }) => [start, rows, ...values]);
    expect(seen).toEqual([
      [0, 3, 0, 1, 2, 3, 4, 5, 6, 7, 8],
      [3, 1, 9, 10, 11],
    ]);
    expect([...blocks(new DenseRows(new Float32Array(0), 3))]).toEqual([]);
  });

  test('come in blocks that may be written to: they are copies', () => {
    for (const { values } of blocks(dense, 3)) values.fill(-1);
    expect(dense.gather(everyRow(1))).toEqual(Float32Array.of(0, 1, 2));
  });

  test('are shown where they lie if that is as numbers in memory, and else copied as they are kept', () => {
    const every = everyRow(4);
    const seen = stretch(dense, every, 1, 3);
    expect([seen.buffer === dense.values.buffer, [...seen]]).toEqual([true, [3, 4, 5, 6, 7, 8]]);
    const bytes = new Matrix(Uint8Array.of(1, 2, 3, 4), 4, 1);
    expect(stretch(bytes, every, 1, 3)).toEqual(Uint8Array.of(2, 3));
    expect(stretch(new SomeRows(dense, Int32Array.of(3, 0)), every, 0, 1)).toEqual(
      Float32Array.of(9, 10, 11),
    );
  });
});

describe('work at a pace', () => {
  test('lets messages in though it never waits for anything', async () => {
    let heard = false;
    setImmediate(() => (heard = true));
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    try {
      const pace = new Pace();
      await pace.yieldToEventLoop();
      expect(heard).toBe(false);
      // Well under a second is what a message may have to wait.
      clock.mockReturnValue(100);
      await pace.yieldToEventLoop();
      expect(heard).toBe(true);
    } finally {
      clock.mockRestore();
    }
  });

  test('throws once it is cancelled', async () => {
    await expect(new Pace(AbortSignal.abort()).yieldToEventLoop()).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

test('the name of an NVIDIA GPU is read from its driver, and null where there is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-'));
  try {
    expect(gpuName(folder)).toBeNull();
    mkdirSync(join(folder, '0000:01:00.0'));
    writeFileSync(
      join(folder, '0000:01:00.0', 'information'),
      'Model: \t\t NVIDIA GeForce RTX 4090\nIRQ:   \t\t 135\n',
    );
    expect(gpuName(folder)).toBe('NVIDIA GeForce RTX 4090');
    expect(gpuName(join(folder, 'missing'))).toBeNull();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EdgeList } from '../../../../src-main/projections/edge-list.ts';
import { descend } from '../../../../src-main/projections/tsne/descent.ts';
import { Pace } from '../../../../src-main/tensor/index.ts';

/** A descent by NumPy, over all pairs; see make_descent.py. */
interface Case {
  columns: number;
  iterations: number;
  /** How many of them were made. */
  made: number;
  exaggeration: number;
  rate: number;
  start: number[][];
  likelihoods: number[][];
  steps: Record<string, number[][]>;
  divergence: number;
}
const { cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/maps/descent.json'), 'utf8'),
) as { cases: Case[] };

/** EdgeList between all rows. */
function tiesOf(likelihoods: number[][]): EdgeList {
  const rows = likelihoods.length;
  const others = likelihoods.flatMap((_, row) =>
    likelihoods.map((__, other) => other).filter((o) => o !== row),
  );
  const weights = likelihoods.flatMap((own, row) => own.filter((_, other) => other !== row));
  const starts = Int32Array.from({ length: rows + 1 }, (_, row) => row * (rows - 1));
  return { rows, starts, others: Int32Array.from(others), weights: Float32Array.from(weights) };
}

test.each(cases)(
  'with an exaggeration of $exaggeration at a rate of $rate, of $iterations iterations in $columns columns rows move as NumPy moves them',
  async ({ columns, iterations, made, exaggeration, rate, start, likelihoods, steps, divergence }) => {
    const seen = new Map<string, Float64Array>();
    const descended = await descend(
      tiesOf(likelihoods),
      Float64Array.from(start.flat()),
      columns,
      { iterations, exaggeration, learningRate: rate },
      new Pace(),
      {
        show: (positions, iteration) => seen.set(String(iteration), Float64Array.from(positions)),
        stopRequested: () => seen.size === made,
      },
    );
    expect(descended.iterations).toBe(made);
    for (const [iteration, wanted] of Object.entries(steps)) {
      const found = seen.get(iteration);
      wanted.flat().forEach((value, at) => expect(found?.[at]).toBeCloseTo(value, 9));
    }
    expect(descended.positions).toEqual(seen.get(String(made - 1)));
    expect(descended.divergence).toBeCloseTo(divergence, 9);
  },
);

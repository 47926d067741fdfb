import { badInput, type IdentityMapParams } from '../contract/index.ts';
import { blocks, type Pace, type Rows } from '../tensor/index.ts';
import type { Projection } from './projection.ts';

/**
 * The codes themselves as a map, where they have no more columns than it; columns that lack are 0.
 * @param codes `rows × dim`, dim at most `columns`
 * @returns `rows × columns`
 * @throws IsthmusError `cancelled`
 */
export async function identityMap(codes: Rows, columns: number, pace: Pace): Promise<Float32Array> {
  const map = new Float32Array(codes.rows * columns);
  for (const { start, rows, values } of blocks(codes)) {
    for (let row = 0; row < rows; row++) {
      const code = values.subarray(row * codes.features, (row + 1) * codes.features);
      map.set(code, (start + row) * columns);
    }
    await pace.yieldToEventLoop();
  }
  return map;
}

/** Chosen columns of the codes, one an axis, as they are. */
export const identityProjection: Projection = {
  async make({ codes, columns, params, pace, progress }) {
    progress(null, 'Taking the columns', null);
    const { columns: chosen } = params as IdentityMapParams;
    if (chosen.length !== columns) {
      throw badInput(
        `A map of ${columns} axes shows ${columns} columns, not ${chosen.length}: name one per axis.`,
      );
    }
    const beyond = chosen.find((column) => column >= codes.features);
    if (beyond !== undefined) {
      throw badInput(
        `There is no column ${beyond}: a sample has ${codes.features} numbers here, counted from 0.`,
      );
    }
    const map = await columnsOf(codes, chosen, pace);
    return { map, fittedOn: 'all', repeatable: true, facts: {}, message: null };
  },

  place: ({ codes, params, pace }) => columnsOf(codes, (params as IdentityMapParams).columns, pace),
};

async function columnsOf(codes: Rows, chosen: readonly number[], pace: Pace): Promise<Float32Array> {
  const columns = chosen.length;
  const map = new Float32Array(codes.rows * columns);
  for (const { start, rows, values } of blocks(codes)) {
    for (let row = 0; row < rows; row++) {
      for (let axis = 0; axis < columns; axis++) {
        map[(start + row) * columns + axis] = values[row * codes.features + chosen[axis]];
      }
    }
    await pace.yieldToEventLoop();
  }
  return map;
}

import { alignedFloats } from '../rows/aligned.ts';
import { free, readFloats, scope, upload, type Handle } from '../tf/handle.ts';
import { least, matMul, reshape } from '../tf/ops.ts';
import { groupRows, tilePlaceOf, type SearchPart } from './parts.ts';
import { valuesOf, type SearchIndex } from './search-index.ts';

/** Stands in for the squared length of rows that are not there. */
const nobody = 1e30;

/**
 * Squared distances in float32, by one product a tile: the lengths are two more columns of it,
 * `[-2x, |x|², 1] · [y, 1, |y|²]`. All is centred and scaled first.
 */
export class Tiles {
  readonly #searched: SearchIndex;
  readonly #kept = new Map<SearchPart, Handle>();

  constructor(searched: SearchIndex) {
    this.#searched = searched;
  }

  /**
   * Rows that ask.
   * @param values of the part, `rows × features`
   */
  asked(values: Float32Array, part: SearchPart): Handle {
    return this.#formed(values, part, -2);
  }

  /** Rows that are searched. They stay here where their values are held in memory, and are else to be given {@link back}. */
  sought(part: SearchPart): Handle {
    const kept = this.#kept.get(part);
    if (kept !== undefined) return kept;
    const made = this.#formed(valuesOf(this.#searched, part.start, part.rows), part, 1);
    if (this.#searched.all !== null) this.#kept.set(part, made);
    return made;
  }

  /** Ends what {@link sought} gave, unless it stays. */
  back(handle: Handle): void {
    if (this.#searched.all === null) free(handle);
  }

  dispose(): void {
    free(...this.#kept.values());
  }

  /** @param factor of the values: -2 for rows that ask, 1 for those searched */
  #formed(values: Float32Array, part: SearchPart, factor: -2 | 1): Handle {
    const { mean, scale } = this.#searched;
    const features = mean.length;
    const wide = features + 2;
    const filled = part.groups * groupRows;
    const made = alignedFloats(filled * wide);
    const [own, other] = factor === 1 ? [features + 1, features] : [features, features + 1];
    for (let place = 0; place < filled; place++) {
      made[place * wide + own] = nobody;
      made[place * wide + other] = 1;
    }
    for (let row = 0, at = 0; row < part.rows; row++) {
      const to = tilePlaceOf(row, part) * wide;
      let square = 0;
      for (let f = 0; f < features; f++, at++) {
        const value = Math.fround((values[at] - mean[f]) * scale);
        made[to + f] = factor * value;
        square += value * value;
      }
      made[to + own] = square;
    }
    return upload(made, [filled, wide]);
  }
}

/** Least scores of groups, as {@link smallestOf} gives them. */
export interface Smallest {
  /** Of every row that asks, the groups of those searched: `rows that ask × groups`. */
  along: Float32Array;
  /** Of every row that is searched, the groups of those that ask: `groups × rows searched`; null where not wanted. */
  across: Float32Array | null;
}

/** How far a pair is apart at least, for every row and every group of the other side. */
export function smallestOf(asked: Handle, sought: Handle, both: boolean): Smallest {
  const [rows, columns] = [asked.shape[0], sought.shape[0]];
  const made = scope(() => {
    const scores = matMul(asked, sought, { transposeB: true });
    const [up, side] = [rows / groupRows, columns / groupRows];
    const grouped = reshape(scores, [groupRows, up, groupRows, side]);
    const along = least(grouped, [2]);
    return both ? { along, across: least(grouped, [0]) } : { along };
  });
  const { along, across } = { across: undefined, ...made };
  try {
    return { along: readFloats(along), across: across === undefined ? null : readFloats(across) };
  } finally {
    free(along, across);
  }
}

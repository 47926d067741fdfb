/** How a map is rotated about its centre, and where that fits better mirrored. */
export interface Alignment {
  /** Of the map, one a column. */
  centre: number[];
  /** Orthogonal, `columns × columns`, row-major: `aligned = centre + matrix · (point - centre)`. */
  matrix: number[];
}

/**
 * The rotation, perhaps with a reflection, that brings a map as close as it can to an earlier map of the same rows.
 * Distances within the map stay as they are, and so does its centre.
 * @param earlier `rows × columns`
 * @param map `rows × columns`
 * @param columns 2 or 3
 * @returns null where either map is of fewer directions than columns, so that none is best
 * Source: orthogonal Procrustes (Schönemann 1966), by the polar decomposition of the products (Higham 1986)
 */
export function align(earlier: Float32Array, map: Float32Array, columns: number): Alignment | null {
  const centre = centreOf(map, columns);
  const other = centreOf(earlier, columns);
  const products = new Array<number>(columns * columns).fill(0);
  for (let at = 0; at < map.length; at += columns) {
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        const product = (earlier[at + i] - other[i]) * (map[at + j] - centre[j]);
        products[i * columns + j] += product;
      }
    }
  }
  const matrix = nearestOrthogonal(products, columns);
  return matrix === null ? null : { centre, matrix };
}

/** The alignment that leaves everything where it is. */
export function identityAlignment(columns: number): Alignment {
  const matrix = Array.from({ length: columns * columns }, (_, at) => (at % (columns + 1) === 0 ? 1 : 0));
  return { centre: new Array<number>(columns).fill(0), matrix };
}

/** The alignment that undoes another. */
export function inverse({ centre, matrix }: Alignment): Alignment {
  const columns = centre.length;
  return {
    centre,
    matrix: matrix.map((_, at) => matrix[(at % columns) * columns + Math.floor(at / columns)]),
  };
}

/** A map as an alignment places it, `rows × columns`. */
export function applyAlignment(map: Float32Array, { centre, matrix }: Alignment): Float32Array {
  const columns = centre.length;
  const after = new Float32Array(map.length);
  for (let at = 0; at < map.length; at += columns) {
    for (let i = 0; i < columns; i++) {
      let value = centre[i];
      for (let j = 0; j < columns; j++) {
        value += matrix[i * columns + j] * (map[at + j] - centre[j]);
      }
      after[at + i] = value;
    }
  }
  return after;
}

/** A map aligned with an earlier one, `rows × columns`; as it is where no alignment is best, see {@link align}. */
export function alignTo(earlier: Float32Array, map: Float32Array, columns = 2): Float32Array {
  const alignment = align(earlier, map, columns);
  return alignment === null ? map : applyAlignment(map, alignment);
}

function centreOf(map: Float32Array, columns: number): number[] {
  const rows = Math.max(1, map.length / columns);
  const sums = new Array<number>(columns).fill(0);
  for (let at = 0; at < map.length; at++) {
    sums[at % columns] += map[at] / rows;
  }
  return sums;
}

/** Newton's iteration, which halves the way to the orthogonal factor and then squares the error. */
const iterations = 60;
/** Of the products' size; below that a direction is rounding. */
const least = 1e-9;

/** The orthogonal matrix nearest to another; null where that is singular. */
function nearestOrthogonal(matrix: readonly number[], columns: number): number[] | null {
  const size = Math.hypot(...matrix);
  let now = matrix.map((value) => value / (size || 1));
  for (let i = 0; i < iterations; i++) {
    const { cofactors, determinant } = columns === 2 ? inverse2(now) : inverse3(now);
    if (!(Math.abs(determinant) > least ** columns)) return null;
    const next = now.map((value, at) => (value + cofactors[at] / determinant) / 2);
    const change = Math.hypot(...next.map((value, at) => value - now[at]));
    now = next;
    if (change < 1e-14) break;
  }
  return now;
}

/** Cofactors over the determinant are the transposed inverse. */
function inverse2([a = 0, b = 0, c = 0, d = 0]: readonly number[]): {
  cofactors: number[];
  determinant: number;
} {
  return { cofactors: [d, -c, -b, a], determinant: a * d - b * c };
}

function inverse3(m: readonly number[]): { cofactors: number[]; determinant: number } {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0] = m;
  const cofactors = [
    e * i - f * h,
    f * g - d * i,
    d * h - e * g,
    c * h - b * i,
    a * i - c * g,
    b * g - a * h,
    b * f - c * e,
    c * d - a * f,
    a * e - b * d,
  ];
  return {
    cofactors,
    determinant: a * cofactors[0] + b * cofactors[1] + c * cofactors[2],
  };
}

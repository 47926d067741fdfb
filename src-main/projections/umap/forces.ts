/** Exponents of the squared distances that are tabled: from 2^-40, a millionth of a unit apart, to 2^24. */
const [least, most] = [-40, 24];
/** Stretches that one doubling of the squared distance is cut into: those of a float's first seven bits. */
const stretches = 128;

/** Pull and push by the squared distance, tabled. */
export interface Forces {
  pull: Float32Array;
  push: Float32Array;
  /** The first sixteen bits of the first squared distance, as a float32. */
  base: number;
}

/**
 * How hard edges pull and negative samples push, by the squared distance `s`, over the difference of the positions:
 * `-2ab · s^(b-1) / (1 + a · s^b)` and `2b / ((0.001 + s) (1 + a · s^b))`. Tabled, because powers take most of the time
 * else: a float's upper half says which stretch, its lower half how far along; between the ends values are drawn straight,
 * which is right to 1 in 10,000 for every curve of {@link fitCurve} whose least distance is at most its spread.
 * Source: McInnes, Healy and Melville 2018, equations of section 3.2
 */
export function tabulateForces(a: number, b: number): Forces {
  const count = (most - least) * stretches + 1;
  const squared = (at: number): number =>
    2 ** (least + Math.floor(at / stretches)) * (1 + (at % stretches) / stretches);
  const pull = Float32Array.from({ length: count }, (_, at) => attractionAt(squared(at), a, b));
  const push = Float32Array.from({ length: count }, (_, at) => repulsionAt(squared(at), a, b));
  const bits = new Int32Array(Float32Array.of(squared(0)).buffer);
  return { pull, push, base: bits[0] >>> 16 };
}

/** Exactly, of a squared distance above 0. */
export function attractionAt(squared: number, a: number, b: number): number {
  return (-2 * a * b * squared ** (b - 1)) / (1 + a * squared ** b);
}

/** Exactly, of a squared distance above 0. */
export function repulsionAt(squared: number, a: number, b: number): number {
  return (2 * b) / ((0.001 + squared) * (1 + a * squared ** b));
}

/** Places on the curve that are fitted, and how far it reaches in spreads, as umap-learn has them. */
const places = 300;
const reach = 3;

/**
 * The `a` and `b` by which `1 / (1 + a · d^(2b))` comes nearest, in squares, to a curve that is 1 up to `minDist` and falls
 * off as `exp(-(d - minDist) / spread)` beyond.
 * @param minDist 0 and up
 * @param spread above 0
 * Source: McInnes, Healy and Melville 2018, section 3.2 (definition 11); least squares by Levenberg and Marquardt
 */
export function fitCurve(minDist: number, spread: number): { a: number; b: number } {
  const x = Float64Array.from({ length: places }, (_, i) => (reach * spread * i) / (places - 1));
  const y = x.map((d) => (d < minDist ? 1 : Math.exp(-(d - minDist) / spread)));
  let [a, b] = [1, 1];
  let error = squares(x, y, a, b);
  for (let damping = 1e-3, step = 0; step < 500 && damping < 1e12; step++) {
    const [aa, ab, bb, ga, gb] = normalEquations(x, y, a, b);
    const [p, q] = [aa * (1 + damping), bb * (1 + damping)];
    const determinant = p * q - ab * ab;
    const nextA = a + (q * ga - ab * gb) / determinant;
    const nextB = b + (p * gb - ab * ga) / determinant;
    const next = nextA > 0 && nextB > 0 ? squares(x, y, nextA, nextB) : Infinity;
    if (next < error) {
      const gain = error - next;
      [a, b, error] = [nextA, nextB, next];
      if (gain < 1e-15 * error) break;
      damping /= 10;
    } else damping *= 10;
  }
  return { a, b };
}

function squares(x: Float64Array, y: Float64Array, a: number, b: number): number {
  return x.reduce((total, d, i) => total + (y[i] - 1 / (1 + a * d ** (2 * b))) ** 2, 0);
}

/** Products of the slopes by `a` and `b` with each other and with what is left to explain. */
function normalEquations(
  x: Float64Array,
  y: Float64Array,
  a: number,
  b: number,
): [aa: number, ab: number, bb: number, ga: number, gb: number] {
  let [aa, ab, bb, ga, gb] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const d = x[i];
    if (d === 0) continue;
    const power = d ** (2 * b);
    const value = 1 / (1 + a * power);
    const byA = -power * value * value;
    const byB = -2 * a * power * Math.log(d) * value * value;
    const left = y[i] - value;
    aa += byA * byA;
    ab += byA * byB;
    bb += byB * byB;
    ga += byA * left;
    gb += byB * left;
  }
  return [aa, ab, bb, ga, gb];
}

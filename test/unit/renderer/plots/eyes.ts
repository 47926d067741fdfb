type Triple = readonly [number, number, number];

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB (https://doi.org/10.1109/TVCG.2009.113). */
export const eyes: Record<string, readonly Triple[]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'full colour vision': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};

const dot = (row: Triple, [a, b, c]: Triple): number => row[0] * a + row[1] * b + row[2] * c;
const apply = ([x, y, z]: readonly Triple[], v: Triple): Triple => [
  dot(x ?? [0, 0, 0], v),
  dot(y ?? [0, 0, 0], v),
  dot(z ?? [0, 0, 0], v),
];

function linear(hex: string): Triple {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** Ottosson 2020 (https://bottosson.github.io/posts/oklab/). */
function oklab(rgb: Triple): Triple {
  const clamped = rgb.map((value) => Math.max(0, Math.min(1, value))) as unknown as Triple;
  const cones = apply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    clamped,
  ).map(Math.cbrt) as unknown as Triple;
  return apply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

/** The difference in OKLab of the two colours that this eye tells apart least. */
export function leastDifference(colours: readonly string[], eye: readonly Triple[]): number {
  const seen = colours.map((colour) => oklab(apply(eye, linear(colour))));
  let min = Infinity;
  seen.forEach((a, i) => {
    for (const b of seen.slice(i + 1)) min = Math.min(min, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
  });
  return min;
}

/** The contrast of two colours as WCAG 2 defines it. */
export function contrast(a: string, b: string): number {
  const luminance = (hex: string): number => dot([0.2126, 0.7152, 0.0722], linear(hex));
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

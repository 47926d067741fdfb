/** Six of the sample's digits, 8 × 8 pixels row by row, one character a pixel: `0` is paper, `g` full ink. */
export const digits: readonly string[] = [
  '01afb1000388bc000005ef10000bf2000004f2000000ca000034ag1000dgfa00',
  '006ea20000ffdf3002ga0d9001g50c5000g30d6001f56d1000gbea00007gb100',
  '009ggg5001ea8g8000007g30038bfgb008ggfb30002g7000008g100000da0000',
  '0003fa10000bag40000c1f6000034f400006f60004fg900000dgf93000049e70',
  '00bac40000cd9g10007dbg00001ge40000agd00000e7c70004e4cd0001bec400',
  '06d5881008gggg6006g9640006ggf5000045fc000003g900018df30004gf3000',
];

/** How much ink a pixel has, 0 to 1. */
export function ink(pixel: string): number {
  return Number.parseInt(pixel, 17) / 16;
}

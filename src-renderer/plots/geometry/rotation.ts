import { nowhere, type NormalMap } from './view.ts';

/**
 * A rotation, row by row: what points to the right, upwards, and towards who looks, as directions of the map.
 * What is seen of a map is its first two rows' part; the third is how near a point is.
 */
export type Rotation = readonly [
  ...right: [number, number, number],
  ...up: [number, number, number],
  ...near: [number, number, number],
];

type Direction = readonly [number, number, number];

/** The first two axes as they lie on a flat map, the third towards who looks. */
export const facing: Rotation = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** From a little to the right and above: a map is seen to be deep before it is turned. */
export const restingRotation: Rotation = rotatedBy(facing, -0.45, -0.3);

/**
 * Turned on, as seen: what is in front goes to the right and upwards. It stays a rotation however often it is done.
 * @param right radians about the upright of the screen
 * @param up radians about the level of the screen
 */
export function rotatedBy(rotation: Rotation, right: number, up: number): Rotation {
  const [across, above, near] = rowsOf(rotation);
  const sideways = mixed(across, Math.cos(right), near, Math.sin(right));
  const inward = mixed(near, Math.cos(right), across, -Math.sin(right));
  const upwards = mixed(above, Math.cos(up), inward, Math.sin(up));
  return orthonormal(sideways, upwards);
}

/** Whether two rotations show the same. */
export function sameRotation(a: Rotation, b: Rotation): boolean {
  return a === b || a.every((value, i) => value === b[i]);
}

/** What is seen of one row, normalised; null where it has no place. */
export function seenAt(
  { positions, columns }: Pick<NormalMap, 'positions' | 'columns'>,
  rotation: Rotation,
  row: number,
): [number, number] | null {
  const at = columns * row;
  const x = positions[at] ?? nowhere;
  const y = positions[at + 1] ?? nowhere;
  if (row < 0 || x === nowhere) return null;
  if (columns === 2) return [x, y];
  const z = positions[at + 2];
  return [
    rotation[0] * x + rotation[1] * y + rotation[2] * z,
    rotation[3] * x + rotation[4] * y + rotation[5] * z,
  ];
}

/**
 * What is seen of a map: rows × 2, normalised. A flat one is not turned: its own positions are what is seen.
 * Takes time linear in the rows.
 */
export function seen(
  { positions, columns }: Pick<NormalMap, 'positions' | 'columns'>,
  rotation: Rotation,
): Float32Array {
  if (columns === 2) return positions;
  const rows = positions.length / 3;
  const places = new Float32Array(2 * rows);
  const [rx, ry, rz, ux, uy, uz] = rotation;
  for (let row = 0; row < rows; row++) {
    const x = positions[3 * row] ?? nowhere;
    const y = positions[3 * row + 1] ?? nowhere;
    const z = positions[3 * row + 2] ?? nowhere;
    const placed = x !== nowhere;
    places[2 * row] = placed ? rx * x + ry * y + rz * z : nowhere;
    places[2 * row + 1] = placed ? ux * x + uy * y + uz * z : nowhere;
  }
  return places;
}

function rowsOf(rotation: Rotation): [Direction, Direction, Direction] {
  return [
    [rotation[0], rotation[1], rotation[2]],
    [rotation[3], rotation[4], rotation[5]],
    [rotation[6], rotation[7], rotation[8]],
  ];
}

/** The rotation whose right is this, and whose up is as near to that as it can be (Gram-Schmidt). */
function orthonormal(right: Direction, up: Direction): Rotation {
  const across = scaled(right);
  const above = scaled(mixed(up, 1, across, -dot(across, up)));
  const near: Direction = [
    across[1] * above[2] - across[2] * above[1],
    across[2] * above[0] - across[0] * above[2],
    across[0] * above[1] - across[1] * above[0],
  ];
  return [...across, ...above, ...near];
}

function mixed(a: Direction, inA: number, b: Direction, inB: number): Direction {
  return [inA * a[0] + inB * b[0], inA * a[1] + inB * b[1], inA * a[2] + inB * b[2]];
}

function dot(a: Direction, b: Direction): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function scaled(a: Direction): Direction {
  return mixed(a, 1 / Math.hypot(...a), a, 0);
}

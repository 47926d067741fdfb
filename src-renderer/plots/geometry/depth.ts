import type { DrawingOrder } from './drawing-order.ts';
import type { Rotation } from './rotation.ts';

/** Steps of depth that are told apart. */
const steps = 4_096;

/**
 * The order in which a turned map is drawn: in each layer the nearer points after, and so above, the farther ones. Points
 * less than a 2,048th of the map's radius apart in depth stay in the order they had. Takes time linear in the rows.
 * @param positions rows × 3, normalised
 * @param order which rows, in which layers
 */
export function byDepth(order: DrawingOrder, positions: Float32Array, rotation: Rotation): DrawingOrder {
  const count = order.rows.length;
  const rows = new Uint32Array(count);
  const depths = new Uint16Array(count);
  const [nx, ny, nz] = [rotation[6], rotation[7], rotation[8]];
  for (let i = 0; i < count; i++) {
    const at = 3 * order.rows[i];
    const near = nx * positions[at] + ny * positions[at + 1] + nz * positions[at + 2];
    depths[i] = Math.max(0, Math.min(steps - 1, Math.floor(((near + 1) / 2) * steps)));
  }
  for (const { from, to } of order.layers) {
    const starts = new Uint32Array(steps + 1);
    for (let i = from; i < to; i++) {
      const next = depths[i] + 1;
      starts[next]++;
    }
    for (let step = 0; step < steps; step++) starts[step + 1] += starts[step];
    for (let i = from; i < to; i++) {
      const depth = depths[i];
      const place = starts[depth];
      starts[depth] = place + 1;
      rows[from + place] = order.rows[i];
    }
  }
  return { rows, layers: order.layers };
}

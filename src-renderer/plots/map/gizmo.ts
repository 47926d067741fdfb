import type { Selection } from 'd3';
import type { Rotation } from '../geometry/rotation.ts';
import type { Size } from '../geometry/view.ts';

/** An axis of a map as it lies on the screen. */
export interface SeenAxis {
  /** Counted from 1. */
  name: string;
  /** Its end for an axis of length 1, to the right and upwards. */
  x: number;
  y: number;
  /** Whether it points away from who looks. */
  away: boolean;
}

const arm = 22;
const corner = 38;

/** Where a turned map's axes point, the farthest first, so that nearer ones are drawn above. */
export function seenAxes(rotation: Rotation): SeenAxis[] {
  return [0, 1, 2]
    .map((axis) => ({
      name: `${axis + 1}`,
      x: rotation[axis],
      y: rotation[3 + axis],
      near: rotation[6 + axis],
    }))
    .toSorted((a, b) => a.near - b.near)
    .map(({ near, ...axis }) => ({ ...axis, away: near < -1e-9 }));
}

/** Draws a turned map's three axes in the lower left corner of its pane; away: those behind, dashed. */
export function drawGizmo(
  group: Selection<SVGGElement, unknown, null, undefined>,
  rotation: Rotation,
  { height }: Size,
): void {
  group.attr('transform', `translate(${corner},${height - corner})`);
  const axes = group
    .selectAll<SVGGElement, SeenAxis>('g')
    .data(seenAxes(rotation))
    .join((enter) => {
      const axis = enter.append('g');
      axis.append('line');
      axis.append('text');
      return axis;
    })
    .classed('away', ({ away }) => away);
  axes
    .select('line')
    .attr('x2', ({ x }) => arm * x)
    .attr('y2', ({ y }) => -arm * y);
  axes
    .select('text')
    .attr('x', ({ x }) => (arm + 8) * x)
    .attr('y', ({ y }) => 3.5 - (arm + 8) * y)
    .text(({ name }) => name);
}

import type { Selection } from 'd3';

/** A row that a ring goes round. */
export interface Ring {
  row: number;
  /** Whether its line is broken. */
  broken: boolean;
}

/** A row with a ring round it, and lines to others with rings round them. */
export interface Rings {
  row: number;
  around: readonly Ring[];
}

const radius = 6;
const centreRadius = 8;

/** A line from ring to ring, in pixels. */
interface RingLine {
  from: [number, number];
  to: [number, number];
}

/** A circle round a row, in pixels. */
interface RingCircle {
  place: [number, number];
  radius: number;
  /** `halo`: wider and faint, below the circle itself. */
  look: 'halo' | 'broken' | 'whole' | 'centre';
}

/**
 * Draws rings and their lines over a map, and takes away those drawn before.
 * @param placeOf where a row is, in pixels; null: it has no place, and gets no ring
 */
export function drawRings(
  layer: Selection<SVGGElement, unknown, null, undefined>,
  rings: Rings | null,
  placeOf: (row: number) => [number, number] | null,
): void {
  const { lines, circles } = ringShapes(rings, placeOf);
  layer
    .selectAll<SVGLineElement, unknown>('line')
    .data(lines)
    .join('line')
    .attr('x1', ({ from }) => from[0])
    .attr('y1', ({ from }) => from[1])
    .attr('x2', ({ to }) => to[0])
    .attr('y2', ({ to }) => to[1]);
  layer
    .selectAll<SVGCircleElement, unknown>('circle')
    .data(circles)
    .join('circle')
    .attr('class', ({ look }) => look)
    .attr('r', (circle) => circle.radius)
    .attr('cx', ({ place }) => place[0])
    .attr('cy', ({ place }) => place[1]);
}

/** What {@link drawRings} draws: the lines below the circles, and the circle in the middle above the others. */
export function ringShapes(
  rings: Rings | null,
  placeOf: (row: number) => [number, number] | null,
): { lines: RingLine[]; circles: RingCircle[] } {
  const centre = rings === null ? null : placeOf(rings.row);
  const placed = (rings?.around ?? []).flatMap(({ row, broken }) => {
    const place = placeOf(row);
    return place === null ? [] : [{ place, broken }];
  });
  const circles: RingCircle[] = [
    ...placed.map(({ place, broken }) => ({ place, radius, look: broken ? 'broken' : 'whole' }) as const),
    ...(centre === null ? [] : [{ place: centre, radius: centreRadius, look: 'centre' } as const]),
  ];
  return {
    lines: centre === null ? [] : placed.map(({ place }) => lineBetween(centre, place)),
    circles: circles.flatMap((circle) => [{ ...circle, look: 'halo' } as const, circle]),
  };
}

/** From the edge of one ring to that of the other; of no length where they touch. */
function lineBetween(from: readonly [number, number], to: readonly [number, number]): RingLine {
  const [across, down] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(across, down);
  const room = length - radius - centreRadius;
  if (room <= 0) return { from: [...from], to: [...from] };
  const [x, y] = [across / length, down / length];
  return {
    from: [from[0] + centreRadius * x, from[1] + centreRadius * y],
    to: [to[0] - radius * x, to[1] - radius * y],
  };
}

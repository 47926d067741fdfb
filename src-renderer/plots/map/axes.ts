import { axisBottom, axisLeft, scaleLinear, type ScaleLinear, type Selection } from 'd3';
import { unproject, type NormalMap, type PaneProjection, type Size } from '../geometry/view.ts';

/** What a pane's ticks are made of. */
interface AxisScales {
  /** From the map's own values to pixels from the left, and from the top. */
  across: ScaleLinear<number, number>;
  up: ScaleLinear<number, number>;
  /** How ticks are written; undefined: as d3 does. */
  format: string | undefined;
}

/** The map's own values along the lower and the left edge of a pane. */
export function axisScales(
  { centre: [centreX = 0, centreY = 0], half }: Pick<NormalMap, 'centre' | 'half'>,
  projection: PaneProjection,
  { width, height }: Size,
): AxisScales {
  const value = (px: number, py: number): [number, number] => {
    const [x, y] = unproject(px, py, projection);
    return [centreX + x * half, centreY + y * half];
  };
  const [x0, y0] = value(0, height);
  const [x1, y1] = value(width, 0);
  return {
    across: scaleLinear([x0, x1], [0, width]),
    up: scaleLinear([y0, y1], [height, 0]),
    // Codes that grew without bound would write their ticks right across the map.
    format: [x0, x1, y0, y1].some((end) => Math.abs(end) >= 1e5) ? '~e' : undefined,
  };
}

/** Whether a label at a pixel of the lower edge is whole: cut in half by the corner or the edge it says nothing. */
export function isWholeBelow(x: number, width: number): boolean {
  return x >= 34 && x <= width - 14;
}

/** The same of the left edge. */
export function isWholeLeft(y: number, height: number): boolean {
  return y >= 8 && y <= height - 22;
}

/** Draws light ticks along the lower and left edges of a pane, in the map's own values. */
export function drawAxes(
  below: Selection<SVGGElement, unknown, null, undefined>,
  left: Selection<SVGGElement, unknown, null, undefined>,
  units: Pick<NormalMap, 'centre' | 'half'>,
  projection: PaneProjection,
  size: Size,
): void {
  const { width, height } = size;
  const { across, up, format } = axisScales(units, projection, size);
  below.attr('transform', `translate(0,${height})`).call(
    axisBottom(across)
      .ticks(Math.max(2, width / 90), format)
      .tickSize(-4)
      .tickPadding(-14)
      .tickSizeOuter(0),
  );
  left.call(
    axisLeft(up)
      .ticks(Math.max(2, height / 90), format)
      .tickSize(-4)
      .tickPadding(-8)
      .tickSizeOuter(0),
  );
  below
    .selectAll<SVGGElement, number>('.tick')
    .attr('visibility', (tick) => (isWholeBelow(across(tick), width) ? null : 'hidden'));
  left
    .selectAll<SVGGElement, number>('.tick')
    .attr('visibility', (tick) => (isWholeLeft(up(tick), height) ? null : 'hidden'));
}

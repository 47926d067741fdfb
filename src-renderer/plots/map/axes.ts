import { axisBottom, axisLeft, scaleLinear, type Selection } from 'd3';
import { unproject, type NormalMap, type Projection, type Size } from '../geometry/view.ts';

/** Draws light ticks along the lower and left edges of a pane, in the map's own values. */
export function drawAxes(
  below: Selection<SVGGElement, unknown, null, undefined>,
  left: Selection<SVGGElement, unknown, null, undefined>,
  { centre: [centreX = 0, centreY = 0], half }: Pick<NormalMap, 'centre' | 'half'>,
  projection: Projection,
  { width, height }: Size,
): void {
  const value = (px: number, py: number): [number, number] => {
    const [x, y] = unproject(px, py, projection);
    return [centreX + x * half, centreY + y * half];
  };
  const [x0, y0] = value(0, height);
  const [x1, y1] = value(width, 0);
  const across = scaleLinear([x0, x1], [0, width]);
  const up = scaleLinear([y0, y1], [height, 0]);
  // Codes that grew without bound would write their ticks right across the map.
  const format = [x0, x1, y0, y1].some((end) => Math.abs(end) >= 1e5) ? '~e' : undefined;
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
  // A label cut in half by the corner or the edge says nothing.
  below.selectAll<SVGGElement, number>('.tick').attr('visibility', (tick) => {
    const x = across(tick);
    return x < 34 || x > width - 14 ? 'hidden' : null;
  });
  left.selectAll<SVGGElement, number>('.tick').attr('visibility', (tick) => {
    const y = up(tick);
    return y < 8 || y > height - 22 ? 'hidden' : null;
  });
}

import type { DrawingOrder } from '../geometry/drawing-order.ts';
import { looks, type Frame } from '../painters/painter.ts';

/** Points up to which a map is written as shapes: more make a file that drawing programs choke on. */
export const maxShapes = 20_000;

/**
 * The points of a map as SVG circles, one path for each colour of each layer; null where they are too many.
 * @param positions rows × 2, normalised
 * @param colours red, green, blue and an unused byte a row
 */
export function mapMarkup(
  positions: Float32Array,
  order: DrawingOrder,
  colours: Uint8Array,
  { projection: { ax, ay, sx }, size, pointSize }: Pick<Frame, 'projection' | 'size' | 'pointSize'>,
): string | null {
  if (order.rows.length > maxShapes) return null;
  return order.layers
    .map(({ from, to, role }) => {
      const { alpha, scale } = looks[role];
      const radius = Number(((pointSize * scale) / 2).toFixed(2));
      const circle = `a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 -${2 * radius} 0z`;
      const paths = new Map<string, string[]>();
      for (const row of order.rows.subarray(from, to)) {
        const x = ax + sx * positions[2 * row];
        const y = ay - sx * positions[2 * row + 1];
        if (!(x >= 0 && x <= size.width && y >= 0 && y <= size.height)) continue;
        const colour = hex(colours, row);
        const path = paths.get(colour) ?? [];
        if (path.length === 0) paths.set(colour, path);
        path.push(`M${(x - radius).toFixed(1)} ${y.toFixed(1)}${circle}`);
      }
      const inside = [...paths].map(([colour, path]) => `<path fill="${colour}" d="${path.join('')}"/>`);
      return `<g fill-opacity="${alpha}">${inside.join('')}</g>`;
    })
    .join('');
}

function hex(colours: Uint8Array, row: number): string {
  const value = (colours[4 * row] << 16) | (colours[4 * row + 1] << 8) | colours[4 * row + 2];
  return `#${value.toString(16).padStart(6, '0')}`;
}

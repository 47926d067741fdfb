import type { DrawOrder } from './order.ts';
import { looks, type Cloud, type Frame, type Painter, type Places } from './painter.ts';
import { seen } from './turn.ts';

const empty: Places = { positions: new Float32Array(), columns: 2 };

/** A cloud that is nothing but its positions and colours. */
export class PlainCloud implements Cloud {
  from = empty;
  to = empty;
  colours: Uint8Array | null = null;

  move(from: Places, to: Places): void {
    this.from = from;
    this.to = to;
  }

  setColours(colours: Uint8Array | null): void {
    this.colours = colours;
  }

  dispose(): void {
    this.move(empty, empty);
  }
}

/** Draws squares on the 2-D canvas: slower, and needs nothing. */
export class CanvasPainter implements Painter {
  readonly accelerated = false;
  #colours: Uint8Array = new Uint8Array();
  #order: DrawOrder = { rows: new Uint32Array(), layers: [] };

  setColours(colours: Uint8Array): void {
    this.#colours = colours;
  }

  setOrder(order: DrawOrder): void {
    this.#order = order;
  }

  addCloud(): PlainCloud {
    return new PlainCloud();
  }

  paint(cloud: Cloud, target: CanvasRenderingContext2D, frame: Frame): void {
    if (cloud instanceof PlainCloud) paintPlainly(cloud, this.#colours, this.#order, target, frame);
  }

  dispose(): void {
    this.setColours(new Uint8Array());
  }
}

/** Draws one cloud without WebGL; also what is left while a lost context has not come back. */
export function paintPlainly(
  cloud: PlainCloud,
  shared: Uint8Array,
  orderOfAll: DrawOrder,
  target: CanvasRenderingContext2D,
  frame: Frame,
): void {
  const { size, ratio, pointSize, t, turn } = frame;
  const { ax, ay, sx } = frame.projection;
  const colours = cloud.colours ?? shared;
  const order = frame.order ?? orderOfAll;
  const to = seen(cloud.to, turn);
  const from = t === 1 ? to : seen(cloud.from, turn);
  target.setTransform(ratio, 0, 0, ratio, 0, 0);
  target.clearRect(0, 0, size.width, size.height);
  const styles = new Map<number, string>();
  for (const layer of order.layers) {
    const { alpha, scale } = looks[layer.role];
    const side = pointSize * scale * 0.9;
    target.globalAlpha = alpha;
    let current = -1;
    for (let i = layer.from; i < layer.to; i++) {
      const row = order.rows[i] ?? 0;
      const x0 = from[2 * row] ?? NaN;
      const y0 = from[2 * row + 1] ?? NaN;
      const x = ax + sx * (x0 + ((to[2 * row] ?? NaN) - x0) * t);
      const y = ay - sx * (y0 + ((to[2 * row + 1] ?? NaN) - y0) * t);
      if (!(x > -side && x < size.width + side && y > -side && y < size.height + side)) continue;
      const colour =
        ((colours[4 * row] ?? 0) << 16) | ((colours[4 * row + 1] ?? 0) << 8) | (colours[4 * row + 2] ?? 0);
      if (colour !== current) {
        current = colour;
        let style = styles.get(colour);
        if (style === undefined) styles.set(colour, (style = `#${colour.toString(16).padStart(6, '0')}`));
        target.fillStyle = style;
      }
      target.fillRect(x - side / 2, y - side / 2, side, side);
    }
  }
  target.globalAlpha = 1;
}

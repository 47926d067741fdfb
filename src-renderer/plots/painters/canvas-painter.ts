import type { DrawingOrder } from '../geometry/drawing-order.ts';
import type { Cloud, Frame, Painter, Places } from './painter.ts';
import { Raster } from './raster.ts';
import { seen } from '../geometry/rotation.ts';

const empty: Places = { positions: new Float32Array(), columns: 2 };

/** A cloud that is nothing but its positions and colours. */
export class PlainCloud implements Cloud {
  from = empty;
  to = empty;
  colours: Uint8Array | null = null;
  #picture: ImageData | null = null;

  /** Memory to draw into: the same each time, while the size is. */
  picture(width: number, height: number): ImageData {
    if (this.#picture?.width !== width || this.#picture.height !== height) {
      this.#picture = new ImageData(width, height);
    }
    return this.#picture;
  }

  move(from: Places, to: Places): void {
    this.from = from;
    this.to = to;
  }

  setColours(colours: Uint8Array | null): void {
    this.colours = colours;
  }

  dispose(): void {
    this.move(empty, empty);
    this.#picture = null;
  }
}

/** Draws on the processor, which needs nothing, and puts the picture on the 2-D canvas. */
export class CanvasPainter implements Painter {
  readonly device = 'processor';
  #colours: Uint8Array = new Uint8Array();
  #order: DrawingOrder = { rows: new Uint32Array(), layers: [] };

  setColours(colours: Uint8Array): void {
    this.#colours = colours;
  }

  setOrder(order: DrawingOrder): void {
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
  orderOfAll: DrawingOrder,
  target: CanvasRenderingContext2D,
  frame: Frame,
): void {
  const { size, ratio, t, rotation } = frame;
  const width = Math.max(1, Math.round(size.width * ratio));
  const height = Math.max(1, Math.round(size.height * ratio));
  const to = seen(cloud.to, rotation);
  const from = t === 1 ? to : seen(cloud.from, rotation);
  const picture = cloud.picture(width, height);
  const raster = new Raster(new Uint32Array(picture.data.buffer), width, height);
  raster.draw(from, to, cloud.colours ?? shared, frame.order ?? orderOfAll, frame);
  raster.finish();
  target.putImageData(picture, 0, 0);
}

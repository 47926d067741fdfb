import type { DrawingOrder } from '../geometry/drawing-order.ts';
import { looks, type Frame } from './painter.ts';

/** Places within a pixel, each way, that discs are drawn for: a quarter of a pixel is not seen. */
const steps = 4;
/** Sizes are told apart by this part of a pixel. */
const sizes = 8;
/** What a pixel is covered by less of is left as it is. */
const minCover = 2;

/** A disc at one place within its pixel: which pixels it covers, from its own, and how much of each, up to 256. */
interface Stamp {
  across: Int8Array;
  down: Int8Array;
  covers: Uint16Array;
  /** The same pixels by their place in memory. */
  offsets: Int32Array;
}

/** A picture in memory on which discs are drawn one over another. */
export class Raster {
  readonly width: number;
  readonly height: number;
  /** Alpha, blue, green, red from the highest byte to the lowest; colours are multiplied by alpha while discs are drawn. */
  readonly pixels: Uint32Array;

  /** @param pixels `width × height`, in memory where the machine's lowest byte comes first; drawn over */
  constructor(pixels: Uint32Array, width: number, height: number) {
    this.pixels = pixels.fill(0);
    this.width = width;
    this.height = height;
  }

  /**
   * Draws the points of a map as discs with a soft rim.
   * @param from rows × 2, normalised
   * @param to where they are at `t` 1
   * @param colours red, green, blue and an unused byte a row
   * Cost: some twenty operations for each pixel of each disc; 70,000 small ones take a few milliseconds.
   */
  draw(
    from: Float32Array,
    to: Float32Array,
    colours: Uint8Array,
    order: DrawingOrder,
    { projection, ratio, pointSize, t }: Pick<Frame, 'projection' | 'ratio' | 'pointSize' | 't'>,
  ): void {
    const { width, height } = this;
    const [ax, ay, sx] = [projection.ax * ratio, projection.ay * ratio, projection.sx * ratio];
    for (const layer of order.layers) {
      const { alpha, scale } = looks[layer.role];
      const size = Math.max(1, pointSize * scale * ratio);
      const reach = Math.ceil(size / 2 + 0.5);
      const stamps = makeStamps(size, alpha, width);
      for (let i = layer.from; i < layer.to; i++) {
        const row = order.rows[i];
        const x0 = from[2 * row];
        const y0 = from[2 * row + 1];
        const x = ax + sx * (x0 + (to[2 * row] - x0) * t);
        const y = ay - sx * (y0 + (to[2 * row + 1] - y0) * t);
        if (!(x > -reach && x < width + reach && y > -reach && y < height + reach)) continue;
        const [across, down] = [Math.round(steps * x), Math.round(steps * y)];
        const [column, line] = [Math.floor(across / steps), Math.floor(down / steps)];
        const stamp = stamps[steps * (down - steps * line) + across - steps * column];
        if (stamp === undefined) continue;
        const redBlue = colours[4 * row] | (colours[4 * row + 2] << 16);
        const greenAlpha = colours[4 * row + 1] | 0xff0000;
        if (column >= reach && column < width - reach && line >= reach && line < height - reach) {
          this.#press(stamp, line * width + column, redBlue, greenAlpha);
        } else {
          this.#press(
            clipped(stamp, column, line, width, height),
            line * width + column,
            redBlue,
            greenAlpha,
          );
        }
      }
    }
  }

  /** Divides colours by their alpha, as pictures that are put on a canvas have them. */
  finish(): void {
    const { pixels } = this;
    for (let at = 0; at < pixels.length; at++) {
      const pixel = pixels[at];
      const alpha = pixel >>> 24;
      if (alpha === 0 || alpha === 255) continue;
      const whole = 255 / alpha;
      const red = Math.min(255, Math.round((pixel & 0xff) * whole));
      const green = Math.min(255, Math.round(((pixel >>> 8) & 0xff) * whole));
      const blue = Math.min(255, Math.round(((pixel >>> 16) & 0xff) * whole));
      pixels[at] = (alpha << 24) | (blue << 16) | (green << 8) | red;
    }
  }

  /** Lays one disc over what is there: two of the four bytes of a pixel at a time. */
  #press({ offsets, covers }: Stamp, place: number, redBlue: number, greenAlpha: number): void {
    const { pixels } = this;
    for (let i = 0; i < offsets.length; i++) {
      const at = place + offsets[i];
      const cover = covers[i];
      const under = 256 - cover;
      const pixel = pixels[at];
      const below = (Math.imul(pixel & 0xff00ff, under) >>> 8) & 0xff00ff;
      const belowToo = Math.imul((pixel >>> 8) & 0xff00ff, under) & 0xff00ff00;
      const above = (Math.imul(redBlue, cover) >>> 8) & 0xff00ff;
      const aboveToo = Math.imul(greenAlpha, cover) & 0xff00ff00;
      pixels[at] = (below | belowToo) + (above | aboveToo);
    }
  }
}

/** Discs of one size at every place within a pixel, row by row. */
function makeStamps(size: number, alpha: number, width: number): Stamp[] {
  const radius = Math.round(size * sizes) / sizes / 2;
  const reach = Math.ceil(radius + 0.5);
  return Array.from({ length: steps * steps }, (_, place) => {
    const x = (place % steps) / steps;
    const y = Math.floor(place / steps) / steps;
    const covered: [across: number, down: number, cover: number][] = [];
    for (let down = -reach; down <= reach; down++) {
      for (let across = -reach; across <= reach; across++) {
        const inside = radius + 0.5 - Math.hypot(across + 0.5 - x, down + 0.5 - y);
        const cover = Math.round(256 * alpha * Math.min(1, inside));
        if (cover > minCover) covered.push([across, down, cover]);
      }
    }
    return {
      across: Int8Array.from(covered, ([across]) => across),
      down: Int8Array.from(covered, ([, down]) => down),
      covers: Uint16Array.from(covered, ([, , cover]) => cover),
      offsets: Int32Array.from(covered, ([across, down]) => down * width + across),
    };
  });
}

/** What of a disc lies within the picture. */
function clipped(stamp: Stamp, column: number, line: number, width: number, height: number): Stamp {
  const within = (_: unknown, i: number): boolean => {
    const [x, y] = [column + stamp.across[i], line + stamp.down[i]];
    return x >= 0 && x < width && y >= 0 && y < height;
  };
  return {
    across: stamp.across.filter(within),
    down: stamp.down.filter(within),
    covers: stamp.covers.filter(within),
    offsets: stamp.offsets.filter(within),
  };
}

import { badInput, type TypedArray } from '../contract/index.ts';
import { levels } from './pictures.ts';

/** Small pictures are drawn so large that their longer side comes near this many pixels. */
const wanted = 56;
/** Pixels between the pictures of a group, and between groups. */
const gaps = { within: 2, between: 8 } as const;
const background = 128;
/** Pixels of a sheet at most: 64 million. */
const maxPixels = 2 ** 26;

export interface SheetLayout {
  /** How many groups there will be. */
  groups: number;
  /** How many pictures lie side by side in a group. */
  perGroup: number;
  /** Groups in a line. */
  columns: number;
}

/** Pictures on one sheet: groups of pictures that lie side by side, line by line. */
export class Sheet {
  readonly #layout: SheetLayout;
  readonly #picture: { width: number; height: number; channels: 1 | 3; factor: number };
  readonly #size: { width: number; height: number };
  readonly #pixels: Uint8Array;
  #drawn = 0;

  /**
   * @param shape height, width and channels (3: colour) of a picture
   * @throws IsthmusError `bad_input` where the sheet would be larger than 64 million pixels
   */
  constructor(shape: readonly number[], layout: SheetLayout) {
    const [height = 0, width = 0, channels = 1] = shape;
    const factor = Math.max(1, Math.round(wanted / Math.max(height, width)));
    this.#layout = layout;
    this.#picture = { width, height, channels: channels === 3 ? 3 : 1, factor };
    const { groups, columns } = layout;
    this.#size = {
      width: Math.min(groups, columns) * this.#step.x + gaps.between,
      height: Math.ceil(groups / columns) * this.#step.y + gaps.between,
    };
    const { width: wide, height: high } = this.#size;
    if (wide * high > maxPixels) {
      throw badInput(
        `A sheet of ${wide} × ${high} pixels is too large: ask for fewer samples, or for a file that ends in .npy.`,
      );
    }
    this.#pixels = new Uint8Array(wide * high * this.#picture.channels).fill(background);
  }

  /** Draws the next group; values as for {@link levels}. */
  add(...pictures: readonly TypedArray[]): void {
    const { columns } = this.#layout;
    const left = gaps.between + (this.#drawn % columns) * this.#step.x;
    const top = gaps.between + Math.floor(this.#drawn / columns) * this.#step.y;
    const { width, factor } = this.#picture;
    pictures.forEach((picture, i) =>
      this.#draw(levels(picture), left + i * (width * factor + gaps.within), top),
    );
    this.#drawn++;
  }

  async png(): Promise<Uint8Array> {
    const { default: sharp } = await import('sharp');
    return sharp(this.#pixels, { raw: { ...this.#size, channels: this.#picture.channels } })
      .png()
      .toBuffer();
  }

  /** From one group to the next. */
  get #step(): { x: number; y: number } {
    const { width, height, factor } = this.#picture;
    const { perGroup } = this.#layout;
    return {
      x: perGroup * width * factor + (perGroup - 1) * gaps.within + gaps.between,
      y: height * factor + gaps.between,
    };
  }

  /** Every pixel of a picture becomes a square of `factor × factor`. */
  #draw(picture: Uint8Array | Uint8ClampedArray, left: number, top: number): void {
    const { width, height, channels, factor } = this.#picture;
    for (let y = 0; y < height * factor; y++) {
      const line = Math.floor(y / factor) * width;
      for (let x = 0; x < width * factor; x++) {
        const from = (line + Math.floor(x / factor)) * channels;
        const to = ((top + y) * this.#size.width + left + x) * channels;
        for (let c = 0; c < channels; c++) this.#pixels[to + c] = picture[from + c] ?? 0;
      }
    }
  }
}

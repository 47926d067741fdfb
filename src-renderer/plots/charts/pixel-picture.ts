import { heatPixels, shadeOf } from './heat-cells.ts';
import '../plots.css';
import { drawnAnew } from '../save.ts';

export interface PixelPictureData {
  width: number;
  height: number;
  /** `height × width`, from 0. */
  values: Float32Array;
  /** What the last colour stands for. */
  max: number;
  ramp: readonly string[];
}

/** Draws a value for every pixel of a picture, in an element that it fills from side to side. */
export function pixelPicture(
  element: HTMLElement,
  initial: PixelPictureData,
): { update(data: PixelPictureData): void; destroy(): void } {
  const canvas = document.createElement('canvas');
  canvas.className = 'pixels-drawn';
  element.append(canvas);
  const draw = ({ width, height, values, max, ramp }: PixelPictureData): void => {
    const scale = { from: 0, to: max, root: false };
    const shades = Int16Array.from(values, (value) => shadeOf(value, scale, ramp.length));
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.putImageData(new ImageData(heatPixels(shades, ramp), width, height), 0, 0);
  };
  drawnAnew(canvas, { markup: () => null, sharp: (ratio) => enlarged(canvas, ratio) });
  draw(initial);
  return { update: draw, destroy: () => canvas.remove() };
}

/** The same with the pixels as squares, as they are seen on the page. */
function enlarged(canvas: HTMLCanvasElement, ratio: number): HTMLCanvasElement {
  const large = document.createElement('canvas');
  large.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  large.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
  const ink = large.getContext('2d');
  if (ink !== null) {
    ink.imageSmoothingEnabled = false;
    ink.drawImage(canvas, 0, 0, large.width, large.height);
  }
  return large;
}

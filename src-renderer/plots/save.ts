import { inlined, pictureMarkup, svgInside, type Drawn, type Inlined, type Key } from './picture.ts';

/** How what is on a canvas is drawn elsewhere. */
export interface Redrawn {
  /** As SVG, in the canvas's CSS pixels; null: too much to be worth it, so that it becomes a picture inside of the SVG. */
  markup(): string | null;
  /** On a canvas with so many pixels to each CSS pixel; absent: it is taken as it is. */
  sharp?(ratio: number): HTMLCanvasElement;
}

const redrawn = new WeakMap<HTMLCanvasElement, Redrawn>();
/** Pixels to each CSS pixel of pictures. */
const sharpness = 2;

/** Says how a canvas is drawn where its chart is saved. */
export function drawnAnew(canvas: HTMLCanvasElement, how: Redrawn): void {
  redrawn.set(canvas, how);
}

/** A drawing as a file of its own. */
export interface Picture {
  markup: string;
  width: number;
  height: number;
  /** Whether some of it is pixels, not shapes. */
  pixels: boolean;
}

/** Everything drawn inside of an element, its canvases and SVGs, as one SVG that needs no style sheet. */
export function elementPicture(host: HTMLElement, title: string, keys: readonly Key[]): Picture {
  const box = host.getBoundingClientRect();
  let pixels = false;
  const layers = [...host.querySelectorAll<HTMLCanvasElement | SVGSVGElement>('canvas, svg')]
    .filter((element) => element.closest('button, [role=menu]') === null)
    .map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      const place = { x: left - box.left, y: top - box.top, width, height };
      if (element instanceof SVGSVGElement) return { ...place, markup: svgInside(element, styleOf) };
      const how = redrawn.get(element);
      const shapes = how?.markup() ?? null;
      if (shapes !== null) return { ...place, markup: shapes };
      pixels = true;
      const url = (how?.sharp?.(sharpness) ?? element).toDataURL('image/png');
      const image = `<image width="${width}" height="${height}" href="${url}"/>`;
      return { ...place, markup: image };
    });
  const bottom = Math.max(...layers.map(({ y, height }) => y + height), 1);
  const style = getComputedStyle(host);
  const picture = pictureMarkup({
    title,
    width: Math.ceil(box.width),
    height: Math.ceil(bottom),
    background: style.getPropertyValue('--surface'),
    ink: style.getPropertyValue('--text'),
    font: style.fontFamily,
    layers,
    keys,
  });
  return { ...picture, pixels };
}

function styleOf(element: Drawn): Partial<Record<Inlined, string>> | null {
  if (!(element instanceof Element)) return {};
  const style = getComputedStyle(element);
  if (style.display === 'none') return null;
  return Object.fromEntries(inlined.map((name) => [name, style.getPropertyValue(name)]));
}

/** Draws a picture as a PNG of twice its size. */
export async function rasterised({ markup, width, height }: Picture): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([markup], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = sharpness * width;
    canvas.height = sharpness * height;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((settle, fail) =>
      canvas.toBlob((blob) => (blob === null ? fail(new Error('The picture is too large.')) : settle(blob))),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

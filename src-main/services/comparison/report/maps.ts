import type { Dataset, Run } from '../../../contract/index.ts';
import { readNpy, readNpyAs } from '../../../store/arrays.ts';
import type { Recorded } from '../../recorded.ts';
import { dataUrl, encodePng } from '../../pictures.ts';
import { html, type Html } from './html.ts';

/** Pixels a side, and from the edge to the outermost points. */
const side = 640;
const margin = 12;

/** A colour a class: hues round the circle, neighbours told apart by lightness too. */
function classColour(index: number, classes: number): [number, number, number] {
  if (classes === 0) return [70, 90, 200];
  const hue = (index / classes) * 6;
  const light = [0.42, 0.6, 0.5][index % 3] ?? 0.5;
  const chroma = (1 - Math.abs(2 * light - 1)) * 0.75;
  const channel = (shift: number): number => {
    const at = (hue + shift) % 6;
    const share = Math.max(0, Math.min(1, Math.abs(at - 3) - 1));
    return Math.round(255 * (light + chroma * (share - 0.5)));
  };
  return [channel(0), channel(4), channel(2)];
}

/** What the colours mean. */
export function legend({ classes }: Dataset): Html {
  return html`<p class="legend">
    ${classes.map(({ name }, i) => {
      const [r, g, b] = classColour(i, classes.length);
      return html`<span
        ><svg class="swatch" viewBox="0 0 2 2" aria-hidden="true">
          <circle cx="1" cy="1" r="1" fill="rgb(${r},${g},${b})" /></svg
        >${name}</span
      >`;
    })}
  </p>`;
}

/** A run's map as a picture: held-out samples plain, training samples faint. */
export async function mapFigure(dataset: Dataset, run: Run, recorded: Recorded): Promise<Html> {
  const files = recorded.ofDataset(dataset);
  const { data: labels } = await readNpyAs(files.pathOf('labels.npy'), 'int32');
  const { data: split } = await readNpyAs(files.pathOf('split.npy'), 'uint8');
  const { data: map, shape } = await readNpy(recorded.ofRun(run).pathOf('map.npy'));
  const pixels = painted(Float32Array.from(map), shape[1] ?? 2, labels, split, dataset.classes.length);
  const png = dataUrl(await encodePng(pixels, [side, side, 3]));
  return html`<figure>
    <img src="${png}" width="${side}" height="${side}" alt="Map of ${run.name}" />
    <figcaption>
      ${run.name}: ${dataset.splits.test} held-out samples, ${dataset.splits.train} training samples faint
    </figcaption>
  </figure>`;
}

function painted(
  map: Float32Array,
  columns: number,
  labels: Int32Array,
  split: Uint8Array,
  classes: number,
): Uint8Array {
  const pixels = new Uint8Array(side * side * 3).fill(255);
  const axes = [0, Math.min(1, columns - 1)].map((axis) => {
    let [least, most] = [Infinity, -Infinity];
    for (let at = axis; at < map.length; at += columns) {
      least = Math.min(least, map[at] ?? 0);
      most = Math.max(most, map[at] ?? 0);
    }
    return { middle: (least + most) / 2, half: (most - least) / 2 };
  });
  const half = Math.max(...axes.map((axis) => axis.half)) || 1;
  const scale = (side / 2 - margin) / half;
  const radius = radiusOf(split.length);
  for (const heldOut of [0, 1]) {
    const ink = heldOut === 1 ? 0.8 : 0.15;
    for (let row = 0; row < split.length; row++) {
      if ((split[row] ?? 0) !== heldOut) continue;
      const x = side / 2 + ((map[row * columns] ?? 0) - (axes[0]?.middle ?? 0)) * scale;
      const second = columns > 1 ? (map[row * columns + 1] ?? 0) - (axes[1]?.middle ?? 0) : 0;
      const label = labels[row] ?? -1;
      const colour = label < 0 ? [130, 138, 146] : classColour(label, classes);
      dot(pixels, [x, side / 2 - second * scale], radius, colour, ink);
    }
  }
  return pixels;
}

/** Radius of a point in pixels: smaller where there are many. */
function radiusOf(rows: number): number {
  return rows < 3_000 ? 3.5 : rows < 20_000 ? 2.2 : 1.3;
}

/** A disc with a soft rim, mixed with what is under it. */
function dot(
  pixels: Uint8Array,
  [x, y]: readonly [number, number],
  radius: number,
  colour: readonly number[],
  ink: number,
): void {
  const reach = Math.ceil(radius) + 1;
  for (let row = Math.floor(y) - reach; row <= y + reach; row++) {
    for (let column = Math.floor(x) - reach; column <= x + reach; column++) {
      if (row < 0 || column < 0 || row >= side || column >= side) continue;
      const cover = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(column + 0.5 - x, row + 0.5 - y)));
      const at = 3 * (row * side + column);
      for (let c = 0; c < 3; c++) {
        const before = pixels[at + c] ?? 255;
        pixels[at + c] = Math.round(before + ink * cover * ((colour[c] ?? 0) - before));
      }
    }
  }
}

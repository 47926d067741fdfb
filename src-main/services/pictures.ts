import { hasReconstructions, IsthmusError, type TypedArray } from '../contract/index.ts';
import { readNpyRow } from '../store/arrays.ts';
import type { OwnerKind } from '../store/artifacts.ts';
import { getDataset } from '../store/datasets.ts';
import { getRun } from '../store/runs.ts';
import type { Context } from './context.ts';
import { filesOfDataset, filesOfRun } from './recorded.ts';

/**
 * One sample as a PNG: as it is (`datasets`), or as a run reconstructed it (`runs`). One pixel of it is one of the
 * matrix; the page scales it.
 * @throws IsthmusError `not_found` where there is no such picture
 */
export async function drawPicture(
  context: Context,
  kind: OwnerKind,
  id: string,
  row: number,
): Promise<Uint8Array> {
  const { store } = context;
  const run = kind === 'runs' ? getRun(store.read, id) : null;
  const dataset = getDataset(store.read, run?.dataset ?? id);
  const [height = 0, width = 0, channels = 1] = dataset.shape;
  if (dataset.kind !== 'images' || row >= dataset.rows || (run && !hasReconstructions(run))) {
    throw new IsthmusError('not_found', `There is no picture of sample ${row} here.`);
  }
  const file = run
    ? filesOfRun(context, run).pathOf('reconstruction.npy')
    : filesOfDataset(context, dataset).pathOf('matrix.npy');
  return encodePng(readNpyRow(file, row), [height, width, channels]);
}

/**
 * Numbers as a PNG.
 * @param values levels (`uint8`), or `float32` from 0 to 1, which are held to that
 * @param shape height, width and channels (3: colour)
 */
export async function encodePng(values: TypedArray, shape: readonly number[]): Promise<Uint8Array> {
  // Loaded when the first picture is asked for: a start without it is a faster start.
  const { default: sharp } = await import('sharp');
  const [height = 0, width = 0, channels = 1] = shape;
  const raw = { width, height, channels: channels === 3 ? 3 : 1 } as const;
  return sharp(levels(values), { raw }).png().toBuffer();
}

/** A PNG as a URL that holds it. */
export function dataUrl(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

/** Grey or colour levels: `uint8` as they are, `float32` from 0 to 1, held to that. */
export function levels(values: TypedArray): Uint8Array | Uint8ClampedArray {
  if (values instanceof Uint8Array) return values;
  return Uint8ClampedArray.from(values, (value) => value * 255);
}

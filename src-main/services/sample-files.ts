import { extname } from 'node:path';
import { badInput, type Dataset, type ExportedFile } from '../contract/index.ts';
import { NpyWriter, writeBytes } from '../store/arrays.ts';
import { Sheet, type SheetLayout } from './sheets.ts';
import { targetPath } from './targets.ts';

/** A file that samples are written to, one after the other. */
export interface SampleFile {
  /** Whether it is a sheet of pictures, on which more than the sample itself can be shown. */
  isSheet: boolean;
  /** Adds a sample, in the scale that runs are trained on; to a sheet, with what is shown beside it. */
  add(sample: Float32Array, ...beside: Float32Array[]): void;
  /** Gives the file its name, once all samples are in it. */
  finish(): Promise<ExportedFile>;
  /** Leaves nothing behind. */
  abandon(): void;
}

/**
 * Opens a file for samples of a dataset: an array (samples × features, `float32`), or a sheet of pictures.
 * @param layout of a sheet; an array has a row for each of its groups
 * @throws IsthmusError `bad_input` where the name ends in neither `.npy` nor `.png`, or there are no pictures to show
 */
export async function openSampleFile(to: string, dataset: Dataset, layout: SheetLayout): Promise<SampleFile> {
  const kinds = 'samples are written as an array file or as a sheet of pictures';
  const path = await targetPath(to, ['.npy', '.png'], kinds);
  if (extname(path) === '.npy') return arrayFile(path, [layout.groups, dataset.features]);
  if (dataset.kind !== 'images') {
    throw badInput(`${dataset.name} is a table, of which there are no pictures: let the name end in .npy.`);
  }
  return sheetFile(path, new Sheet(dataset.shape, layout));
}

function arrayFile(path: string, shape: readonly number[]): SampleFile {
  const writer = new NpyWriter(path, 'float32', shape);
  return {
    isSheet: false,
    add: (sample) => writer.append(sample),
    async finish() {
      const { sha256 } = writer.commit();
      return { path, shape: [...shape], sha256 };
    },
    abandon: () => writer.abandon(),
  };
}

function sheetFile(path: string, sheet: Sheet): SampleFile {
  return {
    isSheet: true,
    add: (...pictures) => sheet.add(...pictures),
    async finish() {
      const { sha256 } = writeBytes(path, await sheet.png(), 'png');
      return { path, shape: [], sha256 };
    },
    abandon: () => undefined,
  };
}

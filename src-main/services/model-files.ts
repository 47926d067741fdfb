import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  badInput,
  type CallOutput,
  type CallParsed,
  type ExportedFile,
  type TypedArray,
} from '../contract/index.ts';
import { readNpyRow } from '../store/arrays.ts';
import { drawFromPrior, interpolatedCodes, modelOf, traversal, type Model } from './codes.ts';
import type { Context } from './context.ts';
import { reconstructions } from './models.ts';
import type { SampleReader } from './sample.ts';
import { openSampleFile, type SampleFile } from './sample-files.ts';
import { targetPath } from './targets.ts';

/** Pictures in a line of a sheet that shows a way through the code. */
const inLine = 16;
/** Numbers that are decoded in one go (4 MB). */
const atOnce = 1_048_576;

interface Written {
  files: ExportedFile[];
}

type Way<N extends 'models.reconstructions' | 'models.traverse' | 'models.interpolate' | 'models.draw'> =
  Omit<CallParsed<N>, 'run' | 'offset'>;

/**
 * What models make of codes, written to a file `to`: an array of samples in the scale that the run was trained on
 * (`.npy`, samples × features, `float32`), or a sheet of pictures (`.png`).
 */
export class ModelFiles {
  readonly #context: Context;
  readonly #samples: SampleReader;

  constructor(context: Context, samples: SampleReader) {
    this.#context = context;
    this.#samples = samples;
  }

  /** Samples from the codes of an array file, of any number. */
  async decode(run: string, codes: string, to: string, signal: AbortSignal): Promise<Written> {
    const model = modelOf(this.#context, run);
    const path = resolve(codes);
    const there = await stat(path).catch(() => null);
    if (there === null) throw badInput(`${path} does not exist: check the name and try again.`);
    if (!there.isFile()) throw badInput(`${path} is a folder: give an array file of codes.`);
    const target = await targetPath(to, ['.npy'], 'samples from codes are written as an array file');
    const input = { folder: model.folder, method: model.run.method, codes: path, to: target };
    return this.#context.viewer.run('reconstruct', input, { signal });
  }

  /** Rows as they are reconstructed; on a sheet each as original, reconstruction and difference. */
  async reconstruct(
    run: string,
    page: Way<'models.reconstructions'>,
    to: string,
  ): Promise<Written & CallOutput<'models.reconstructions'>> {
    const model = modelOf(this.#context, run);
    const found = await reconstructions(this.#samples, model, { ...page, offset: 0 });
    const groups = found.rows.length;
    const layout = { groups, perGroup: 3, columns: Math.max(1, Math.ceil(Math.sqrt(groups / 3))) };
    const file = await openSampleFile(to, model.dataset, layout);
    const made = await filled(file, () => {
      for (const { row } of found.rows) {
        const again = floats(readNpyRow(model.files.pathOf('reconstruction.npy'), row));
        if (!file.isSheet) {
          file.add(again);
          continue;
        }
        const original = floats(readNpyRow(model.datasetFiles.pathOf('matrix.npy'), row));
        const difference = again.map((value, f) => Math.abs(value - (original[f] ?? 0)));
        file.add(original, again, difference);
      }
    });
    return { files: [made], ...found };
  }

  /** One column of a code moved through its range. */
  async traverse(
    run: string,
    way: Way<'models.traverse'>,
    to: string,
    signal: AbortSignal,
  ): Promise<Written & { values: number[] }> {
    const model = modelOf(this.#context, run);
    const { values, codes } = await traversal(model, way);
    return { files: [await this.#write(model, codes, to, inLine, signal)], values };
  }

  /** The straight way from one row's code to another's. */
  async interpolate(
    run: string,
    way: Way<'models.interpolate'>,
    to: string,
    signal: AbortSignal,
  ): Promise<Written & { codes: number[][] }> {
    const model = modelOf(this.#context, run);
    const codes = interpolatedCodes(model, way);
    return { files: [await this.#write(model, codes, to, inLine, signal)], codes };
  }

  /** New samples from the distribution that the codes follow. */
  async draw(
    run: string,
    asked: Way<'models.draw'>,
    to: string,
    signal: AbortSignal,
  ): Promise<Written & { codes: number[][] }> {
    const model = modelOf(this.#context, run);
    const codes = await drawFromPrior(this.#context, model, asked, signal);
    const columns = Math.ceil(Math.sqrt(asked.count));
    return { files: [await this.#write(model, codes, to, columns, signal)], codes };
  }

  /** Samples from codes, decoded a few at a time. */
  async #write(
    { run, dataset, folder }: Model,
    codes: readonly (readonly number[])[],
    to: string,
    columns: number,
    signal: AbortSignal,
  ): Promise<ExportedFile> {
    const file = await openSampleFile(to, dataset, { groups: codes.length, perGroup: 1, columns });
    const step = Math.max(1, Math.floor(atOnce / dataset.features));
    return filled(file, async () => {
      for (let start = 0; start < codes.length; start += step) {
        const some = Float32Array.from(codes.slice(start, start + step).flat());
        const input = { folder, method: run.method, codes: some };
        const { values, features } = await this.#context.viewer.run('decode', input, { signal });
        for (let at = 0; at < values.length; at += features) file.add(values.subarray(at, at + features));
      }
    });
  }
}

/** A file once it has been filled; where that fails, there is none. */
async function filled(file: SampleFile, fill: () => void | Promise<void>): Promise<ExportedFile> {
  try {
    await fill();
  } catch (error) {
    file.abandon();
    throw error;
  }
  return file.finish();
}

/** Values in the scale that runs are trained on: `uint8` stands for value / 255. */
function floats(values: TypedArray): Float32Array {
  const floats = new Float32Array(values);
  return values instanceof Uint8Array ? floats.map((value) => value / 255) : floats;
}

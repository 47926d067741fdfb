import { statSync } from 'node:fs';
import { join } from 'node:path';
import { badInput, IsthmusError, itemBytes, npyDescriptor, type Dtype } from '../contract/index.ts';
import { hashFile, readNpyHeader } from './arrays.ts';
import { placeOf, type RecordedFile } from './artifacts.ts';

/** What a file is to be by its record, for whoever reads it: see {@link RecordedFiles.toHash}. */
export interface Expected {
  path: string;
  /** For sentences: "matrix.npy of the dataset Digits (k3f9)". */
  what: string;
  sha256: string;
  /** What can be done where it is damaged, as the end of a sentence. */
  remedy: string;
}

/** The files of a dataset or run by their records: that they are there, as long as and of the shape that was recorded. */
export class RecordedFiles {
  readonly #folder: string;
  readonly #whose: string;
  readonly #remedy: string;
  readonly #files: readonly RecordedFile[];

  /**
   * @param folder its owner's
   * @param whose for sentences: "the run PCA 8 (k3f9)"
   * @param remedy what can be done where one is damaged, as the end of a sentence: "import the data again"
   */
  constructor(folder: string, whose: string, remedy: string, files: readonly RecordedFile[]) {
    this.#folder = folder;
    this.#whose = whose;
    this.#remedy = remedy;
    this.#files = files;
  }

  has(name: string): boolean {
    return this.#files.some((file) => file.name === name);
  }

  /**
   * Where a file is.
   * @throws IsthmusError `bad_input` where it is not recorded, not there, or not as long or of the shape that was recorded
   */
  pathOf(name: string): string {
    const file = this.#files.find((each) => each.name === name);
    if (file === undefined) throw this.#damaged(name, 'is not recorded');
    return this.#checked(file);
  }

  /** The folder that a file lies in; null where it is not recorded. */
  folderOf(name: string): string | null {
    const file = this.#files.find((each) => each.name === name);
    return file === undefined ? null : join(this.#folder, file.folder);
  }

  /** @throws IsthmusError as {@link RecordedFiles.pathOf} does, of the first file that is not as recorded */
  check(): void {
    for (const file of this.#files) this.#checked(file);
  }

  /**
   * What is wrong with the files, a sentence each.
   * @param onRead told of each file, with its bytes by the record, once it was read
   * Cost: reads every file to its end.
   * @throws AbortError on abort
   */
  async faults(signal: AbortSignal, onRead: (bytes: number) => void = () => undefined): Promise<string[]> {
    const sentences: string[] = [];
    for (const file of this.#files) {
      try {
        const path = this.#checked(file);
        if ((await hashFile(path, signal)) !== file.sha256) throw this.#damaged(file.name, 'is damaged');
      } catch (error) {
        if (!(error instanceof IsthmusError)) throw error;
        sentences.push(error.message);
      }
      onRead(file.bytes);
    }
    return sentences;
  }

  /** What the files hold together, as it was recorded. */
  get bytes(): number {
    return this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** How many files there are. */
  get count(): number {
    return this.#files.length;
  }

  /** What the files are to be, for a check of every byte. */
  toHash(wanted: (name: string) => boolean = () => true): Expected[] {
    return this.#files
      .filter(({ name }) => wanted(name))
      .map((file) => ({
        path: join(this.#folder, placeOf(file)),
        what: this.#called(file.name),
        sha256: file.sha256,
        remedy: this.#remedy,
      }));
  }

  #checked(file: RecordedFile): string {
    const path = join(this.#folder, placeOf(file));
    const there = statSync(path, { throwIfNoEntry: false });
    if (there === undefined) throw this.#damaged(file.name, 'is missing');
    if (there.size !== file.bytes) {
      throw this.#damaged(file.name, `has ${there.size} bytes where ${file.bytes} were written`);
    }
    if (file.name.endsWith('.npy') && !hasShape(path, file)) {
      throw this.#damaged(file.name, `does not hold ${file.shape.join(' × ')} ${file.dtype} any more`);
    }
    return path;
  }

  #damaged(name: string, how: string): Error {
    return badInput(`${this.#called(name)} ${how}: ${this.#remedy}.`);
  }

  #called(name: string): string {
    return `${name} of ${this.#whose}`;
  }
}

function hasShape(path: string, { dtype, shape }: RecordedFile): boolean {
  try {
    const header = readNpyHeader(path, () => itemBytes[dtype as Dtype]);
    return (
      !header.fortran &&
      header.descr === npyDescriptor(dtype as Dtype) &&
      header.shape.join() === shape.join()
    );
  } catch {
    return false;
  }
}

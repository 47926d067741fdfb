import type { Run } from '../../src-main/contract/index.ts';

/** What files of runs hold, read once a file however many ask for it, and again when the file is another. */
export class ReadOnce {
  readonly #read = new Map<string, Promise<unknown>>();

  /**
   * @param read always the same for the same file
   * @returns null where the run has no such file
   */
  of<T>({ id, artifacts }: Run, name: string, read: () => Promise<T>): Promise<T> | null {
    const sha256 = artifacts.find((artifact) => artifact.name === name)?.sha256;
    if (sha256 === undefined) return null;
    const key = `${id} ${name} ${sha256}`;
    const known = this.#read.get(key);
    if (known !== undefined) return known as Promise<T>;
    const reading = read();
    // What failed is tried again when it is next asked for.
    reading.catch(() => this.#read.delete(key));
    this.#read.set(key, reading);
    return reading;
  }
}

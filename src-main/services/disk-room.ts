import { statfs } from 'node:fs/promises';
import { IsthmusError } from '../contract/index.ts';

/** What files leave free on the disk, for the import that follows and for everyone else. */
const spareBytes = 64 * 1_048_576;

/** What one file may still write of the room that it was promised. */
export interface Claim {
  /** Claims more. @throws IsthmusError `disk_full` */
  grow(bytes: number): Promise<void>;
  /** So much of it is on the disk now, or about to be. */
  use(bytes: number): void;
  /** Gives up what was not used. */
  release(): void;
}

/** The free room of a disk, of which several files on their way to it are promised each byte once. */
export class DiskRoom {
  readonly #folder: string;
  #claimed = 0;

  /** @param folder on that disk */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Claims room for one file. @throws IsthmusError `disk_full` */
  async claim(bytes: number): Promise<Claim> {
    let left = 0;
    const use = (used: number): void => {
      left -= used;
      this.#claimed -= used;
    };
    const grow = async (more: number): Promise<void> => {
      const { bavail, bsize } = await statfs(this.#folder);
      if (bavail * bsize - spareBytes - this.#claimed < more) {
        throw new IsthmusError(
          'disk_full',
          'The disk is too full for these files: free some space, or choose another place with --home, and try again.',
        );
      }
      left += more;
      this.#claimed += more;
    };
    await grow(bytes);
    return { grow, use, release: () => use(left) };
  }
}

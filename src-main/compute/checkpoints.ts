import { existsSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { badInput, Epoch } from '../contract/index.ts';
import type { Checkpoint, Checkpoints } from '../methods/index.ts';
import { readNpyAs, writeJson, writeNpy } from '../store/arrays.ts';

/** `checkpoint.json`: all of a checkpoint but its arrays, which lie end to end in the file it names. */
const Kept = z.object({
  phase: z.number().int(),
  epoch: z.number().int(),
  step: z.number().int(),
  total: z.number(),
  seconds: z.number(),
  best: z.object({ epoch: z.number().int(), loss: z.number().nullable() }),
  history: z.array(Epoch),
  counters: z.array(z.number()),
  file: z.string().regex(/^checkpoint-[01]\.npy$/),
  arrays: z.array(z.object({ name: z.string(), length: z.number().int() })),
});

const record = 'checkpoint.json';
const files = ['checkpoint-0.npy', 'checkpoint-1.npy'] as const;

/**
 * A run's checkpoints in a folder of their own, which outlives the process that trains. The arrays of a new one are
 * written beside those of the last, and the record that names them is replaced at the end: whenever the process dies,
 * one whole checkpoint is there.
 */
export class CheckpointFolder implements Checkpoints {
  readonly #folder: string;
  readonly #saved: (finishedEpochs: number) => void;
  #next: (typeof files)[number] = files[0];

  /**
   * @param folder exists
   * @param saved is told after each save how many epochs are finished in it
   */
  constructor(folder: string, saved: (finishedEpochs: number) => void) {
    this.#folder = folder;
    this.#saved = saved;
  }

  /** @throws IsthmusError `bad_input` where there is one that cannot be read */
  async load(): Promise<Checkpoint | null> {
    const path = join(this.#folder, record);
    if (!existsSync(path)) return null;
    try {
      const { file, arrays: parts, best, ...kept } = Kept.parse(JSON.parse(await readFile(path, 'utf8')));
      const { data } = await readNpyAs(join(this.#folder, file), 'float32');
      const arrays: Checkpoint['arrays'] = {};
      let at = 0;
      for (const { name, length } of parts) {
        arrays[name] = data.slice(at, at + length);
        at += length;
      }
      if (at !== data.length) throw new Error(`${file} has another length than its parts.`);
      this.#next = file === files[0] ? files[1] : files[0];
      // JSON has no infinity: before the first epoch nothing is the best.
      return { ...kept, best: { epoch: best.epoch, loss: best.loss ?? Infinity }, arrays };
    } catch (error) {
      throw badInput(
        'The checkpoint of this run is damaged, so it cannot go on from there: start it again as a new run.',
        error instanceof Error ? error.stack : String(error),
      );
    }
  }

  save({ arrays, ...kept }: Checkpoint): void {
    const entries = Object.entries(arrays);
    const flat = new Float32Array(entries.reduce((total, [, values]) => total + values.length, 0));
    let at = 0;
    for (const [, values] of entries) {
      flat.set(values, at);
      at += values.length;
    }
    const file = this.#next;
    writeNpy(join(this.#folder, file), flat, [flat.length]);
    const parts = entries.map(([name, { length }]) => ({ name, length }));
    writeJson(join(this.#folder, record), { ...kept, file, arrays: parts });
    this.#next = file === files[0] ? files[1] : files[0];
    rmSync(join(this.#folder, this.#next), { force: true });
    this.#saved(kept.history.length);
  }
}

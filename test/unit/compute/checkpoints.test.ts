import {
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { CheckpointFolder } from '../../../src-main/compute/checkpoints.ts';
import type { Checkpoint } from '../../../src-main/methods/index.ts';
import { anEpoch } from '../records.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-checkpoints-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

/** A checkpoint after so many epochs, all of it different from every other's. */
function after(epochs: number): Checkpoint {
  return {
    phase: 0,
    epoch: epochs + 1,
    step: 3,
    total: 1.5 * epochs,
    seconds: 0.25,
    best: { epoch: epochs, loss: epochs === 0 ? Infinity : 1 / epochs },
    history: Array.from({ length: epochs }, (_, i) => anEpoch(i + 1, { figures: { kl: i } })),
    counters: [0.9 ** epochs, 0.999],
    arrays: {
      'now/0': Float32Array.of(epochs, Math.fround(0.1)),
      'now/1': new Float32Array(0),
      'best/0': Float32Array.of(-epochs),
    },
  };
}

const open = (saved: (epochs: number) => void = () => undefined): CheckpointFolder =>
  new CheckpointFolder(folder, saved);
const load = (): Promise<Checkpoint | null> => open().load();

describe('checkpoints', () => {
  it('come back bit for bit, the last one saved; where there is none, nothing comes', async () => {
    expect(await load()).toBeNull();
    const told: number[] = [];
    const checkpoints = open((epochs) => told.push(epochs));
    for (const epochs of [0, 5, 10]) {
      checkpoints.save(after(epochs));
      expect(await load()).toEqual(after(epochs));
    }
    expect(told).toEqual([0, 5, 10]);
  });

  it('take the room of one, whichever process saved the last', async () => {
    open().save(after(1));
    for (const epochs of [2, 3, 4]) {
      const checkpoints = open();
      await checkpoints.load();
      checkpoints.save(after(epochs));
      expect(await load()).toEqual(after(epochs));
      expect(readdirSync(folder)).toHaveLength(2);
    }
  });
});

describe('a checkpoint that was cut off', () => {
  /** Saves one checkpoint whole, and of the next what was on the disk when the process died. */
  async function cutOff(
    at: 'arrays begun' | 'arrays written' | 'record begun' | 'record written',
  ): Promise<void> {
    const [first, next] = ['checkpoint-0.npy', 'checkpoint-1.npy'].map((name) => join(folder, name));
    const record = join(folder, 'checkpoint.json');
    const beside = mkdtempSync(join(tmpdir(), 'isthmus-checkpoints-'));
    onTestFinished(() => rmSync(beside, { recursive: true, force: true }));
    const checkpoints = open();
    checkpoints.save(after(1));
    renameSync(String(first), join(beside, 'first'));
    renameSync(record, join(beside, 'record'));
    checkpoints.save(after(2));
    renameSync(join(beside, 'first'), String(first));
    if (at === 'record written') return;
    renameSync(record, `${record}.part`);
    renameSync(join(beside, 'record'), record);
    if (at === 'record begun') return truncateSync(`${record}.part`, 20);
    rmSync(`${record}.part`);
    if (at === 'arrays written') return;
    renameSync(String(next), `${next}.part`);
    truncateSync(`${next}.part`, 100);
  }

  it.each([
    ['arrays begun', 1],
    ['arrays written', 1],
    ['record begun', 1],
    ['record written', 2],
  ] as const)(
    'with its %s is the one after epoch %i, whole, and the next save is too',
    async (at, epochs) => {
      await cutOff(at);
      const checkpoints = open();
      expect(await checkpoints.load()).toEqual(after(epochs));
      checkpoints.save(after(3));
      expect(await load()).toEqual(after(3));
      checkpoints.save(after(4));
      expect(await load()).toEqual(after(4));
      expect(readdirSync(folder).filter((name) => name.endsWith('.npy'))).toHaveLength(1);
    },
  );

  it.each([
    ['is gone', (path: string) => rmSync(path)],
    ['is cut off', (path: string) => truncateSync(path, 132)],
    ['is no array', (path: string) => writeFileSync(path, 'nothing of the kind')],
  ])('in a way that no process leaves it, because its array file %s, is refused', async (_, harm) => {
    open().save(after(1));
    harm(join(folder, 'checkpoint-0.npy'));
    await expect(load()).rejects.toMatchObject({
      code: 'bad_input',
      message:
        'The checkpoint of this run is damaged, so it cannot go on from there: start it again as a new run.',
    });
    expect(existsSync(join(folder, 'checkpoint.json'))).toBe(true);
  });

  it('in its record is refused too', async () => {
    open().save(after(1));
    writeFileSync(join(folder, 'checkpoint.json'), '{"phase":0}');
    await expect(load()).rejects.toMatchObject({ code: 'bad_input' });
  });
});

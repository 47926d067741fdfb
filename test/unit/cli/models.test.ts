import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy } from '../../../src-main/contract/index.ts';
import { commandHere } from './command-here.ts';

const here = commandHere();
const { isthmus, json } = here;

interface Written {
  files: { path: string; shape: number[]; sha256: string }[];
}

const path = (name: string): string => join(here.home, 'out', name);
const array = (name: string) => decodeNpy(readFileSync(path(name)), name);

describe('what a model makes', () => {
  let run: string;
  let table: string;
  beforeAll(async () => {
    const asked = ['--method', 'variational_autoencoder', '--dim', '2', '--set', 'epochs=2'];
    run = (await json<{ run: { id: string } }>(['run', here.home, ...asked])).run.id;
    const source = join(here.home, 'is-table');
    writeFileSync(source, '');
    table = (await json<{ run: { id: string } }>(['run', source, '--method', 'pca', '--dim', '2'])).run.id;
  });

  it('of rows is written as an array, the worst first, with what the rows are', async () => {
    const { files, rows, total } = await json<
      Written & { rows: { row: number; error: number }[]; total: number }
    >([...['reconstruct', run, '--count', '3', '--to', path('rows.npy')]]);
    expect(files).toEqual([
      { path: path('rows.npy'), shape: [3, 4], sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    expect([rows.map(({ row }) => row), total]).toEqual([[2, 19, 18], 20]);
    const { data, dtype } = array('rows.npy');
    expect(dtype).toBe('float32');
    // Row 2 of the stand-in's matrix, halved.
    [56, 63, 70, 77].forEach((level, f) => expect(data[f]).toBeCloseTo(level / 510, 6));
  });

  it('is written as a sheet of pictures, where it is pictures', async () => {
    await json(['reconstruct', run, '--count', '4', '--order', 'rows', '--to', path('rows.png')]);
    const { default: sharp } = await import('sharp');
    const { data, info } = await sharp(path('rows.png')).raw().toBuffer({ resolveWithObject: true });
    // Two lines of two samples; pictures of 2 × 2 are drawn as 56 × 56, three side by side, 2 and 8 pixels apart.
    expect([info.width, info.height]).toEqual([2 * (3 * 56 + 2 * 2 + 8) + 8, 2 * (56 + 8) + 8]);
    const at = (x: number, y: number): number => data[(y * info.width + x) * info.channels] ?? NaN;
    // The first level of row 1 is 28, and the stand-in reconstructs half of it.
    const left = 8 + 3 * 56 + 2 * 2 + 8;
    expect([at(left, 8), at(left + 58, 8), at(left + 116, 8)]).toEqual([28, 14, 14]);
    expect(at(0, 0)).toBe(128);
  });

  it('of codes is written by decode, traverse, interpolate and sample', async () => {
    await json(['export', run, '--to', path('codes')]);
    const decoded = await json<Written>(['decode', run, path('codes/codes.npy'), '--to', path('all.npy')]);
    expect(decoded.files).toMatchObject([{ path: path('all.npy'), shape: [20, 4] }]);

    const moved = await json<Written & { values: number[] }>([
      ...['traverse', run, '--column', '0', '--steps', '3', '--to', path('moved.npy')],
    ]);
    expect(moved.values).toEqual([-1, 0, 1]);
    // The stand-in makes every feature the code's first number.
    expect([...array('moved.npy').data]).toEqual([-1, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 1]);

    const between = await json<Written & { codes: number[][] }>([
      ...['interpolate', run, '--from', '0', '--to-row', '7', '--steps', '4', '--to', path('between.npy')],
    ]);
    expect(between.codes).toHaveLength(4);
    expect(array('between.npy').shape).toEqual([4, 4]);

    const drawn = await json<Written & { codes: number[][] }>([
      ...['sample', run, '--count', '100', '--seed', '3', '--to', path('drawn.png')],
    ]);
    expect(drawn.codes[0]).toEqual([3, 4]);
    expect(drawn.files).toMatchObject([{ path: path('drawn.png'), shape: [] }]);
    expect(readdirSync(path('')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('is refused in one sentence, and no file is left', async () => {
    for (const [args, sentence] of [
      [
        ['traverse', table, '--column', '0', '--to', path('x.png')],
        'is-table is a table, of which there are no pictures: let the name end in .npy.',
      ],
      [
        ['sample', table, '--to', path('x.npy')],
        'PCA has no prior distribution to draw from: choose a run of a variational autoencoder.',
      ],
      [
        ['traverse', run, '--column', '2', '--to', path('x.npy')],
        'Variational autoencoder 2 has no code column 2: it has 2, counted from 0.',
      ],
      [
        ['interpolate', run, '--from', '0', '--to-row', '20', '--to', path('x.npy')],
        `${'HOME'} has no sample 20: its 20 samples are counted from 0.`,
      ],
      [
        ['reconstruct', run, '--to', path('x.gif')],
        `${path('x.gif')} does not end in .npy or .png: samples are written as an array file or as a sheet of pictures.`,
      ],
      [
        ['decode', run, path('gone.npy'), '--to', path('x.npy')],
        `${path('gone.npy')} does not exist: check the name and try again.`,
      ],
      [
        ['traverse', run, '--column', '0', '--steps', '1', '--to', path('x.npy')],
        '--steps takes a whole number from 2 to 64, not 1.',
      ],
    ] as const) {
      const { status, out, err } = await isthmus([...args]);
      const name = here.home.slice(here.home.lastIndexOf('/') + 1);
      expect([status, out, err]).toEqual([1, '', `${sentence.replace('HOME', name)}\n`]);
    }
    expect(existsSync(path('x.npy')) || existsSync(path('x.png'))).toBe(false);
  });

  it('is told of by --help', async () => {
    const { out } = await isthmus(['decode', '--help']);
    expect(out).toContain('in the scale that the run was trained on');
  });
});

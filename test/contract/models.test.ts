import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy, type CallInput, type Dataset, type Run } from '../../src-main/contract/index.ts';
import { refusal, servicesHere, ways } from './here.ts';

const picture = /^data:image\/png;base64,/;
/** What the stand-in makes of a row: numbers of its code, to float32. */
const codeOf = (row: number, dim = 2, seed = 0): number[] =>
  Array.from({ length: dim }, (_, i) => Math.fround(Math.sin(row * dim + i + seed) / 3));

describe.each(ways)('trained models %s', (_, open) => {
  const here = servicesHere(open);
  const { call, start, ended, epochs, hear } = here;
  let network: Run;
  let raw: Run;
  let discriminant: Run;
  let resting: Run;
  let table: Dataset;
  let ofTable: Run;

  beforeAll(async () => {
    const path = join(here.home, 'is-table');
    writeFileSync(path, '');
    table = await call('datasets.import', { source: { path }, options: {} });
    network = await ended(await start({ method: 'autoencoder', params: { epochs: 3 } }));
    raw = await ended(await start({ method: 'raw' }));
    discriminant = await ended(await start({ method: 'linear_discriminant', dim: 1 }));
    ofTable = await ended(await start({ dataset: table.id }));
    const long = await start({ method: 'autoencoder', params: { epochs: 100_000 } });
    await epochs(long, 2);
    await call('runs.pause', { run: long.id });
    resting = await call('runs.get', { run: long.id });
  });

  it('tell their codes, and what these range over', async () => {
    expect(await call('models.codes', { run: network.id, rows: [0, 7] })).toEqual({
      ranges: Array(2).fill({ min: -1, max: 1, mean: 0, deviation: 0.5 }),
      codes: [codeOf(0), codeOf(7)],
    });
  });

  it('show how well rows are reconstructed, in every order, of either part, a page at a time', async () => {
    const reconstructed = async (more: Partial<CallInput<'models.reconstructions'>>) => {
      const page = { run: network.id, order: 'worst', split: 'all', offset: 0, count: 3 } as const;
      const { total, rows } = await call('models.reconstructions', { ...page, ...more });
      return { total, rows: rows.map(({ row }) => row) };
    };
    expect(await reconstructed({})).toEqual({ total: 20, rows: [2, 19, 18] });
    expect(await reconstructed({ offset: 3 })).toEqual({ total: 20, rows: [17, 16, 15] });
    expect(await reconstructed({ order: 'best' })).toEqual({ total: 20, rows: [0, 1, 3] });
    expect(await reconstructed({ order: 'rows', offset: 18 })).toEqual({ total: 20, rows: [18, 19] });
    expect(await reconstructed({ split: 'test' })).toEqual({ total: 4, rows: [15, 10, 5] });
    expect(await reconstructed({ split: 'train', offset: 15 })).toEqual({ total: 16, rows: [1] });
    const page = { run: network.id, order: 'worst', split: 'all', offset: 0, count: 1 } as const;
    expect((await call('models.reconstructions', page)).rows).toEqual([
      { row: 2, id: 'sample 2', label: 'even', split: 'train', error: 100 },
    ]);
  });

  it('decode codes into pictures, one each', async () => {
    const { pictures, columns } = await call('models.decode', {
      run: network.id,
      codes: [
        [0, 0],
        [1, 0],
      ],
    });
    expect(columns).toEqual([]);
    expect(pictures).toEqual([expect.stringMatching(picture), expect.stringMatching(picture)]);
    expect(pictures?.[0]).not.toBe(pictures?.[1]);
  });

  it("decode codes of a table into its columns, in the table's own units", async () => {
    // Every feature of the stand-in's sample is the code's first number; the recipe has an offset of 10 and a scale of 2.
    const codes = [
      [0, 5],
      [1.5, 5],
    ];
    expect(await call('models.decode', { run: ofTable.id, codes })).toEqual({
      pictures: null,
      columns: [1, 2, 3, 4].map((f) => ({ name: `feature ${f}`, values: [10, 13] })),
    });
  });

  it('move one column of a code through its range, from a row or from the mean', async () => {
    const asked = { run: ofTable.id, row: null, column: 0, steps: 3 };
    const { values, decoded } = await call('models.traverse', asked);
    expect(values).toEqual([-1, 0, 1]);
    expect(decoded.columns[0]?.values).toEqual([8, 10, 12]);
    const other = await call('models.traverse', { ...asked, row: 4, column: 1 });
    const held = 10 + 2 * (codeOf(4)[0] ?? 0);
    for (const value of other.decoded.columns[0]?.values ?? []) expect(value).toBeCloseTo(held, 6);
  });

  it("go from one row's code to another's in even steps", async () => {
    const { codes, decoded } = await call('models.interpolate', {
      run: network.id,
      from: 1,
      to: 6,
      steps: 5,
    });
    const [first, last] = [codeOf(1), codeOf(6)];
    expect([codes[0], codes[4]]).toEqual([first, last]);
    codes[2]?.forEach((value, i) => expect(value).toBeCloseTo(((first[i] ?? 0) + (last[i] ?? 0)) / 2, 12));
    expect(decoded.pictures).toHaveLength(5);
  });

  it('draw new samples where their codes follow a distribution, and say so where they do not', async () => {
    const asked = { method: 'variational_autoencoder', params: { epochs: 2 } } as const;
    const run = await ended(await start(asked));
    const { codes, decoded } = await call('models.draw', { run: run.id, count: 2, seed: 3 });
    expect(codes).toEqual([
      [3, 4],
      [5, 6],
    ]);
    expect(decoded.pictures).toHaveLength(2);
    expect(await refusal(call('models.draw', { run: network.id, count: 2, seed: 3 }))).toEqual([
      'bad_input',
      'Autoencoder has no prior distribution to draw from: choose a run of a variational autoencoder.',
    ]);
  });

  it('show what their first layer looks for, the strongest unit first', async () => {
    const { total, strengths, decoded } = await call('models.filters', { run: network.id, count: 1 });
    expect([total, strengths]).toEqual([2, [6]]);
    expect(decoded.pictures).toEqual([expect.stringMatching(picture)]);
    expect(await refusal(call('models.filters', { run: raw.id, count: 1 }))).toEqual([
      'bad_input',
      'Raw features has no first layer to look at.',
    ]);
  });

  it('are refused in one sentence where they cannot do what is asked', async () => {
    const bad = async (called: Promise<unknown>): Promise<string> => {
      const [code, message] = (await refusal(called)) ?? ['none', 'It was not refused.'];
      return code === 'bad_input' ? message : `${code}: ${message}`;
    };
    const page = { order: 'worst', split: 'all', offset: 0, count: 3 } as const;
    const unfinished = `${resting.name} is paused: only a finished run has a model to use.`;
    for (const called of [
      call('models.codes', { run: resting.id, rows: [] }),
      call('models.reconstructions', { run: resting.id, ...page }),
      call('models.decode', { run: resting.id, codes: [[0, 0]] }),
      call('models.traverse', { run: resting.id, row: null, column: 0, steps: 3 }),
      call('models.interpolate', { run: resting.id, from: 0, to: 1, steps: 3 }),
      call('models.draw', { run: resting.id, count: 1, seed: 0 }),
      call('models.filters', { run: resting.id, count: 1 }),
      call('models.encode', { run: resting.id, source: { path: here.home } }),
    ]) {
      expect(await bad(called)).toBe(unfinished);
    }
    const none = 'Raw features has no codes of its own: choose a run that reduces the data.';
    expect(await bad(call('models.codes', { run: raw.id, rows: [0] }))).toBe(none);
    expect(await bad(call('models.interpolate', { run: raw.id, from: 0, to: 1, steps: 3 }))).toBe(none);
    expect(await bad(call('models.traverse', { run: raw.id, row: null, column: 0, steps: 3 }))).toBe(none);
    expect(await bad(call('models.decode', { run: discriminant.id, codes: [[0]] }))).toBe(
      'Linear discriminant has no decoder, so codes cannot be turned into samples: choose a run of another method.',
    );
    expect(await bad(call('models.reconstructions', { run: discriminant.id, ...page }))).toBe(
      `${discriminant.name} kept no reconstruction errors: choose a run that reconstructs samples.`,
    );
    const beyond = 'twenty has no sample 20: its 20 samples are counted from 0.';
    expect(await bad(call('models.codes', { run: network.id, rows: [0, 20] }))).toBe(beyond);
    expect(await bad(call('models.traverse', { run: network.id, row: 20, column: 0, steps: 3 }))).toBe(
      beyond,
    );
    expect(await bad(call('models.interpolate', { run: network.id, from: 20, to: 1, steps: 3 }))).toBe(
      beyond,
    );
    expect(await bad(call('models.interpolate', { run: network.id, from: 1, to: 20, steps: 3 }))).toBe(
      beyond,
    );
    expect(await bad(call('models.decode', { run: network.id, codes: [[0, 0], [0]] }))).toBe(
      `A code of ${network.name} has 2 numbers, not 1.`,
    );
    expect(await bad(call('models.traverse', { run: network.id, row: null, column: 2, steps: 3 }))).toBe(
      `${network.name} has no code column 2: it has 2, counted from 0.`,
    );
    const many = Array.from({ length: 65 }, () => [0, 0]);
    expect(await refusal(call('models.decode', { run: network.id, codes: many }))).toMatchObject({
      0: 'bad_input',
    });
    expect(await refusal(call('models.codes', { run: 'nothere1', rows: [] }))).toEqual([
      'not_found',
      'There is no run nothere1: it may have been deleted.',
    ]);
  });

  describe('encoding new rows', () => {
    it('write their codes to a file, and tell how far that is', async () => {
      const heard = hear('task.progress');
      const to = join(here.home, 'new', 'codes.npy');
      const source = { path: here.home };
      const encoded = await call('models.encode', { run: network.id, source, to, task: 'task9' });
      expect(encoded).toEqual({
        files: [{ path: to, shape: [2, 2], sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
        url: null,
        warnings: [],
      });
      expect(readdirSync(join(here.home, 'new'))).toEqual(['codes.npy']);
      expect(heard[0]).toMatchObject({ task: 'task9', progress: { phase: 'Encoding samples' } });
    });

    it('give them to download where there is no file to write, also of files that were sent', async () => {
      const { upload } = await call('uploads.open', {});
      await here.way.fetch(`/uploads/${upload}/0`, new TextEncoder().encode('a picture'));
      await call('uploads.finish', { upload, name: 'sent', files: ['a.png'] });
      const { files, url, warnings } = await call('models.encode', { run: network.id, source: { upload } });
      expect([files.map(({ path, shape }) => [path, shape]), warnings]).toEqual([
        [['sent-Autoencoder-2-codes.npy', [2, 2]]],
        ['a.png'],
      ]);
      const { status, body } = await here.way.fetch(url ?? '');
      expect(status).toBe(200);
      expect(decodeNpy(body, 'codes.npy').shape).toEqual([2, 2]);
      expect(createHash('sha256').update(body).digest('hex')).toBe(files[0]?.sha256);
      expect(readdirSync(join(here.home, 'uploads'))).toEqual([]);
    });

    it('is refused where the source is not there, or the file cannot be written, and leaves nothing behind', async () => {
      const before = readdirSync(join(here.home, 'exports'));
      const encode = (more: Partial<CallInput<'models.encode'>>) =>
        refusal(call('models.encode', { run: network.id, source: { path: here.home }, ...more }));
      const gone = join(here.home, 'gone');
      expect(await encode({ source: { path: gone } })).toEqual([
        'bad_input',
        `${gone} does not exist: check the name and try again.`,
      ]);
      expect(await encode({ to: join(here.home, 'codes.csv') })).toEqual([
        'bad_input',
        `${join(here.home, 'codes.csv')} does not end in .npy: codes are written as an array file.`,
      ]);
      expect(await encode({ source: { upload: 'nothere1' } })).toEqual(['not_found', expect.any(String)]);
      expect(readdirSync(join(here.home, 'exports'))).toEqual(before);
    });
  });
});

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandHere } from './command-here.ts';

const here = commandHere();
const { isthmus, json } = here;

const database = (): string => join(here.home, 'isthmus.sqlite');

/** Every file of the datasets and runs, below the home. */
const files = (): string[] =>
  ['datasets', 'runs', 'checkpoints'].flatMap((kind) =>
    readdirSync(join(here.home, kind), { recursive: true, encoding: 'utf8' })
      .map((path) => join(kind, path))
      .sort(),
  );

describe('a home', () => {
  it('that is whole is called so; what is not is named, a sentence each, and nothing is made of it', async () => {
    const { dataset } = await json<{ dataset: { id: string } }>(['import', here.home, '--name', 'harmed']);
    const { run } = await json<{ run: { id: string } }>(['run', dataset.id, '--method', 'pca', '--dim', '2']);
    const { out } = await isthmus(['verify']);
    expect(out).toMatch(/^Checked: 1 dataset, 1 finished run, \d+ files\. All are as they were written\.\n$/);

    const matrix = join(here.home, 'datasets', dataset.id, 'matrix.npy');
    const bytes = readFileSync(matrix);
    writeFileSync(matrix, bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 4));
    const codes = join(here.home, 'runs', run.id, 'codes.npy');
    truncateSync(codes, 130);
    rmSync(join(here.home, 'runs', run.id, 'record.json'));
    const { status, out: told } = await isthmus(['export', run.id, '--to', join(here.home, 'out')]);
    expect([status, told]).toEqual([1, '']);
    const verified = await isthmus(['verify', '--json']);
    const { faults } = JSON.parse(verified.out) as { faults: string[] };
    expect(verified.status).toBe(1);
    expect(faults).toEqual([
      `matrix.npy of the dataset harmed (${dataset.id}) is damaged: put it back from a copy of the home, or import the data again.`,
      expect.stringMatching(
        /^codes\.npy of the run PCA 2 \([a-z0-9]+\) has 130 bytes where \d+ were written: /,
      ),
    ]);
    expect(existsSync(join(here.home, 'out'))).toBe(false);
    rmSync(here.home, { recursive: true });
    mkdirSync(here.home);
  });
});

describe('a home whose database', () => {
  let dataset: string;
  let run: string;
  let older: string;
  const kept = async (): Promise<unknown[]> => [
    await json(['datasets']),
    await json(['runs']),
    await json(['sweeps', dataset]),
    await json(['compare', dataset, '--all']),
  ];

  beforeAll(async () => {
    const asked = ['sweep', here.home, '--methods', 'raw,pca', '--dims', '2'];
    ({ dataset } = (await json<{ sweep: { dataset: string } }>(asked)).sweep);
    older = join(here.home, 'logs', 'older.sqlite');
    copyFileSync(database(), older);
    run = (await json<{ run: { id: string } }>(['run', dataset, '--method', 'pca', '--dim', '2'])).run.id;
    await json(['measure', run, '--k', '3']);
    await json(['project', run, '--to', 'umap', '--set', 'n_neighbors=4']);
  });

  it.each<[string, () => void]>([
    ['is missing', () => rmSync(database())],
    ['is empty', () => writeFileSync(database(), '')],
    ['is cut', () => truncateSync(database(), 6_000)],
  ])('%s keeps every file, says what to do, and is whole after that', async (_, harm) => {
    const [before, there] = [await kept(), files()];
    harm();
    const { status, out, err } = await isthmus(['runs']);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain('`isthmus repair`');
    expect(files()).toEqual(there);
    expect((await isthmus(['repair'])).out).toContain('Brought back: 1 dataset and 3 runs.');
    expect(await kept()).toEqual(before);
    expect(files()).toEqual(there);
  });

  it('is an older copy tells of the run that it lacks, keeps it, and gets it back', async () => {
    const [before, there] = [await kept(), files()];
    copyFileSync(older, database());
    const { status, err } = await isthmus(['runs']);
    expect([status, err]).toEqual([
      0,
      `1 folder of ${here.home} (runs/${run}) is not in the database and is left alone: \`isthmus repair\` takes in what has its record in it.\n`,
    ]);
    expect(files()).toEqual(there);
    expect((await isthmus(['repair'])).out).toBe('Brought back: 0 datasets and 1 run.\n');
    expect(await kept()).toEqual(before);
    expect((await isthmus(['repair'])).out).toBe('No record was missing.\n');
  });

  it('was backed up is restored, with what came after the copy, and what was there is set aside', async () => {
    const { backup } = await json<{ backup: string }>(['backup']);
    await json(['run', dataset, '--method', 'pca', '--dim', '1']);
    const [before, there] = [await kept(), files()];
    const { out } = await isthmus(['restore']);
    expect(out).toContain(`Restored from ${backup}.`);
    expect(out).toMatch(/The database that was there lies in .*replaced-/);
    expect(out).toContain('Brought back: 0 datasets and 1 run.');
    expect(await kept()).toEqual(before);
    expect(files()).toEqual(there);
    const { status, err } = await isthmus(['restore', join(here.home, 'nothing.sqlite')]);
    expect([status, err]).toEqual([
      1,
      `${join(here.home, 'nothing.sqlite')} does not exist: check the name and try again.\n`,
    ]);
    writeFileSync(join(here.home, 'damaged.sqlite'), 'x'.repeat(9_000));
    expect((await isthmus(['restore', join(here.home, 'damaged.sqlite')])).err).toContain(
      'is damaged: choose another copy.',
    );
    expect(await kept()).toEqual(before);
  });
});

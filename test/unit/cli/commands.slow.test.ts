import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { methodNames } from '../../../src-main/contract/index.ts';
import { seeds } from '../../contract/seeds.ts';

let home: string;
beforeAll(() => void (home = mkdtempSync(join(tmpdir(), 'isthmus-cli-'))));
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Ended {
  status: number | null;
  out: string;
  err: string;
}

/** Runs the command as a program of its own. */
function isthmus(
  args: string[],
  during?: (kill: (signal: NodeJS.Signals) => void) => Promise<void>,
): Promise<Ended> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'isthmus.ts'), ...args], {
    env: { ...process.env, ISTHMUS_HOME: home, ISTHMUS_STATUS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  void during?.((signal) => child.kill(signal));
  return new Promise((done) => child.on('close', (status) => done({ status, out, err })));
}

/** Standard output is one JSON document, standard error is silent, and the status is 0. */
async function json(args: string[]): Promise<Record<string, never>> {
  const { status, out, err } = await isthmus([...args, '--json']);
  expect([status, err]).toEqual([0, '']);
  expect(out.endsWith('\n')).toBe(true);
  return JSON.parse(out) as Record<string, never>;
}

describe('the command line', () => {
  it('imports, runs, compares, projects, exports and encodes, each with the promised JSON', async () => {
    const { dataset } = (await json(['import', home, '--name', 'twenty'])) as unknown as {
      dataset: { id: string };
    };
    expect(dataset).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{12}$/),
      name: 'twenty',
      kind: 'images',
      rows: 20,
      features: 4,
      classes: [
        { name: 'even', count: 10 },
        { name: 'odd', count: 10 },
      ],
      shape: [2, 2, 1],
      splits: { train: 16, test: 4 },
      skipped: [],
      warnings: [],
    });
    expect(await json(['datasets'])).toEqual({ datasets: [dataset] });

    const asked = [
      '--method',
      'autoencoder',
      '--dim',
      '2',
      '--set',
      'epochs=3',
      '--set',
      'hidden=8',
      '--seed',
      '5',
    ];
    const { run } = (await json(['run', dataset.id, ...asked])) as unknown as { run: { id: string } };
    expect(run).toMatchObject({
      dataset: dataset.id,
      method: 'autoencoder',
      dim: 2,
      status: 'finished',
      seconds: expect.any(Number),
      seed: 5,
      params: { epochs: 3, hidden: [8] },
      metrics: { knn_accuracy: { value: 1, rows: 4 } },
      history: [1, 2, 3].map((epoch) => ({ epoch, loss: 1 / epoch, val_loss: null, seconds: 1 })),
      versions: { tensorflow: 'none' },
      device: 'stand-in',
    });

    const { runs } = (await json(['runs', dataset.id])) as unknown as { runs: unknown[] };
    expect(runs).toEqual([run]);
    const { representations } = (await json(['compare', dataset.id])) as unknown as {
      representations: unknown[];
    };
    expect(representations).toMatchObject([{ run: run.id, method: 'autoencoder', dim: 2, metrics: {} }]);
    const { map } = (await json(['project', run.id, '--to', 'pca', '--dim', '3'])) as unknown as {
      map: object;
    };
    expect(map).toMatchObject({ shape: [20, 3], path: expect.stringMatching(/map-pca-3\.npy$/) });
    const to = join(home, 'out');
    const { files } = (await json(['export', run.id, '--to', to, '--format', 'csv'])) as unknown as {
      files: unknown[];
    };
    expect(files).toEqual([
      { path: join(to, 'codes.csv'), shape: [20, 2], sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { path: join(to, 'run.json'), shape: [], sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    const encoded = await json(['encode', run.id, home, '--to', join(home, 'new.npy')]);
    expect(encoded).toMatchObject({ files: [{ path: join(home, 'new.npy'), shape: [2, 2] }], warnings: [] });
  });

  it('names device, threads, versions and home, and what is missing', async () => {
    expect(await json(['doctor'])).toMatchObject({
      version: '1.2.3',
      device: 'stand-in',
      threads: expect.any(Number),
      home,
      versions: { isthmus: '1.2.3', tensorflow: 'none' },
      missing: [],
    });
  });

  it.each([
    [['import', 'nothing-here'], /nothing-here does not exist: check the name and try again\.\n$/],
    [['run', 'nothing-here', '--method', 'pca'], /^There is no dataset and no file called nothing-here: /],
    [['runs', 'nothere1'], /^There is no dataset nothere1: it may have been deleted\.\n$/],
    [['export', 'nothere1', '--to', 'x'], /^There is no run nothere1: it may have been deleted\.\n$/],
    [['frobnicate'], /^Unknown command 'frobnicate'\.\n$/],
    [['import'], /^Missing required argument 'path'\.\n$/],
    [['export', 'abcd'], /^Required option '--to <dir>' not specified\.\n$/],
    [
      ['import', '.', '--test-fraction', '2'],
      /^--test-fraction takes a number from 0\.01 to 0\.9, not 2\.\n$/,
    ],
    [
      ['run', '.', '--method', 'magic'],
      new RegExp(`^--method takes ${methodNames.join(', ')}, not magic\\.\n$`),
    ],
  ])(
    'answers a mistake (%j) with status 1 and one sentence on standard error alone',
    async (args, sentence) => {
      const { status, out, err } = await isthmus(args);
      expect([status, out]).toEqual([1, '']);
      expect(err).toMatch(sentence);
      expect(err.trim().split('\n')).toHaveLength(1);
    },
  );

  it('refuses to write new codes below a file', async () => {
    const { run } = (await json(['run', home, '--method', 'pca', '--dim', '1'])) as unknown as {
      run: { id: string };
    };
    const file = join(home, 'a-file');
    writeFileSync(file, '');
    const to = join(file, 'new.npy');
    const { status, out, err } = await isthmus(['encode', run.id, home, '--to', to]);
    expect([status, out, err]).toEqual([
      1,
      '',
      `${file} cannot be a folder, because a file has that name: choose another.\n`,
    ]);
  });

  it('keeps nothing of a dataset that was imported for a run that is refused', async () => {
    const other = mkdtempSync(join(home, 'other-'));
    const before = readdirSync(join(home, 'datasets')).sort();
    const { status, err } = await isthmus(['run', other, '--method', 'pca', '--dim', '9']);
    expect([status, err]).toEqual([
      1,
      'A code size of 9 is above the 4 features there are: choose at most 4.\n',
    ]);
    expect(readdirSync(join(home, 'datasets')).sort()).toEqual(before);
  });

  it('answers a fault of ours with status 2, and a run that fails for its parameters with 1', async () => {
    const withSeed = (seed: number): ReturnType<typeof isthmus> =>
      isthmus(['run', home, '--method', 'pca', '--dim', '1', '--seed', String(seed)]);
    const crashed = await withSeed(seeds.crashes);
    expect([crashed.status, crashed.out]).toEqual([2, '']);
    expect(crashed.err).toMatch(/^The compute process crashed/);
    const failed = await withSeed(seeds.fails);
    expect([failed.status, failed.out]).toEqual([1, '']);
    expect(failed.err).toBe('The loss is not finite from epoch 1 on: lower the learning rate.\n');
  });

  it('cancels cleanly on Ctrl+C', async () => {
    const asked = ['run', home, '--method', 'autoencoder', '--dim', '2', '--set', 'epochs=100000'];
    const { status, err } = await isthmus(asked, async (kill) => {
      while (readdirSync(join(home, 'runs')).every((name) => !name.endsWith('.part'))) await sleep(20);
      kill('SIGINT');
    });
    expect([status, err]).toEqual([130, 'Autoencoder 2 was cancelled.\n']);
    expect(readdirSync(join(home, 'runs')).filter((name) => name.endsWith('.part'))).toEqual([]);
    const { runs } = (await json(['runs'])) as unknown as { runs: { status: string }[] };
    expect(runs.at(-1)?.status).toBe('cancelled');
  });

  it('says in one sentence that its records are damaged', async () => {
    const damaged = mkdtempSync(join(tmpdir(), 'isthmus-cli-'));
    writeFileSync(
      join(damaged, 'isthmus.sqlite'),
      'no database at all, but long enough to look at '.repeat(100),
    );
    const { status, err } = await isthmus(['datasets', '--home', damaged]);
    expect([status, err]).toEqual([
      1,
      `${join(damaged, 'isthmus.sqlite')} is damaged and cannot be read: \`isthmus repair\` sets it aside and makes it again from what lies beside it.\n`,
    ]);
    rmSync(damaged, { recursive: true });
  });

  it('prints text for people without --json', async () => {
    const { out } = await isthmus(['datasets']);
    expect(out.split('\n')[0]).toMatch(/^id +name +kind +rows +features +classes$/);
    expect(out).toContain('twenty');
  });

  it('runs a preset, over which what is set by hand holds, and refuses one that does not fit', async () => {
    const { run } = (await json([
      'run',
      home,
      '--preset',
      'quick',
      '--dim',
      '2',
      '--set',
      'epochs=2',
    ])) as unknown as {
      run: { method: string; dim: number; params: Record<string, unknown>; history: unknown[] };
    };
    expect(run).toMatchObject({
      method: 'autoencoder',
      dim: 2,
      preset: 'quick',
      params: { hidden: [64], epochs: 2 },
    });
    expect(run.history.length).toBeLessThanOrEqual(2);
    const modern = await isthmus(['run', home, '--preset', 'hinton-modern']);
    expect([modern.status, modern.err]).toEqual([
      1,
      'A code size of 30 is above the 4 features there are: choose at most 4.\n',
    ]);
    const mixed = await isthmus(['run', home, '--preset', 'quick', '--method', 'pca']);
    expect([mixed.status, mixed.err]).toEqual([
      1,
      'The preset "quick" is for the method autoencoder, not pca: leave --method out.\n',
    ]);
    const neither = await isthmus(['run', home]);
    expect([neither.status, neither.err]).toEqual([
      1,
      'Say which method to run, with --method or --preset.\n',
    ]);
  });
});

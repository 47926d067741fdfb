import { describe, expect, it } from 'vitest';
import type { SweepOutcome } from '../../../src-main/cli/sweeps.ts';
import { commandHere } from './command-here.ts';

const here = commandHere();
const { isthmus, json } = here;

describe('a sweep', () => {
  it('waits for all runs and prints what they come to, as JSON and as a table; sweeps are listed', async () => {
    const asked = ['sweep', here.home, '--methods', 'raw,pca,autoencoder', '--dims', '2,1,9', '--seeds', '2'];
    const set = [
      '--set',
      'autoencoder.epochs=2',
      '--set',
      'autoencoder.hidden=8',
      '--set',
      'pca.whiten=true',
    ];
    const { sweep, runs, points, choice, left_out } = await json<SweepOutcome & { left_out: string[] }>([
      ...asked,
      ...set,
    ]);
    expect(sweep).toMatchObject({ methods: ['raw', 'pca', 'autoencoder'], dims: [1, 2, 9], seeds: 2 });
    expect(runs.map(({ method, dim, seed, status }) => [method, dim, seed, status])).toEqual([
      ['raw', 4, 0, 'finished'],
      ['pca', 1, 0, 'finished'],
      ['autoencoder', 1, 0, 'finished'],
      ['autoencoder', 1, 1, 'finished'],
      ['pca', 2, 0, 'finished'],
      ['autoencoder', 2, 0, 'finished'],
      ['autoencoder', 2, 1, 'finished'],
    ]);
    expect(runs[2]).toMatchObject({ sweep: sweep.id, params: { epochs: 2, hidden: [8] } });
    expect(runs[1]?.params).toEqual({ whiten: true });
    expect(points).toHaveLength(5);
    expect(choice).toMatchObject({ method: 'autoencoder', dim: 1, metric: 'knn_accuracy' });
    expect(left_out).toEqual([
      'PCA is left out at 9: that is above the 4 features there are.',
      'Autoencoder is left out at 9: that is above the 4 features there are.',
    ]);

    const { sweeps } = await json<{ sweeps: unknown[] }>(['sweeps', sweep.dataset]);
    expect(sweeps).toEqual([{ ...sweep, runs: 7, finished: 7 }]);
    const { out: list } = await isthmus(['sweeps', sweep.dataset]);
    expect(list).toContain(`${sweep.id}  raw,pca,autoencoder  1,2,9`);

    const { status, out, err } = await isthmus(['sweep', sweep.dataset, ...asked.slice(2), ...set]);
    expect([status, err]).toEqual([0, '']);
    expect(out.replace(/^Sweep [a-z0-9]{12}:/, 'Sweep ID:')).toBe(
      [
        'Sweep ID: 7 of 7 runs finished.',
        'method        size  seeds  mean squared error  neighbour accuracy',
        'Raw features     4      1                   -             100.0 %',
        'PCA              1      1               1.000              50.0 %',
        'PCA              2      1               0.500              50.0 %',
        'Autoencoder      1      2         1.06 ± 0.09       100.0 ± 0.0 %',
        'Autoencoder      2      2       0.563 ± 0.088       100.0 ± 0.0 %',
        '',
        ...left_out,
        `${choice?.sentence}`,
        '',
      ].join('\n'),
    );
  });

  it('is refused in one sentence where nothing of it can run', async () => {
    for (const [args, sentence] of [
      [['--dims', '9'], 'PCA is left out at 9: that is above the 4 features there are.'],
      [
        ['--dims', '2', '--set', 'whiten=true'],
        '--set takes METHOD.name=value, such as autoencoder.epochs=20, not whiten=true.',
      ],
      [['--dims', '2', '--set', 'pca.whitn=true'], 'PCA has no parameter called "whitn": it has whiten.'],
    ] as const) {
      const { status, out, err } = await isthmus(['sweep', here.home, '--methods', 'pca', ...args]);
      expect([status, out, err]).toEqual([1, '', `${sentence}\n`]);
    }
  });

  it('that is ended by Ctrl+C is gone on with by resume', async () => {
    const asked = ['sweep', here.home, '--methods', 'autoencoder', '--dims', '1,2'];
    const { status, out, err } = await isthmus(
      [...asked, '--set', 'autoencoder.epochs=300'],
      async (interrupt) => {
        await here.trained(2);
        interrupt();
      },
    );
    const [, id = ''] =
      /^The sweep was cancelled: `isthmus resume ([a-z0-9]+)` continues with what is left of it\.\n$/.exec(
        err,
      ) ?? [];
    expect([status, out, id]).toEqual([130, '', expect.stringMatching(/./)]);
    const { runs } = await json<{ runs: { sweep: string; status: string; checkpoint: number | null }[] }>([
      'runs',
    ]);
    const ended = runs.filter(({ sweep }) => sweep === id);
    expect(ended.map(({ status: each }) => each)).toEqual(['interrupted', 'cancelled']);
    expect(ended[0]?.checkpoint).toBeGreaterThan(0);

    const again = await json<SweepOutcome>(['resume', id]);
    expect(again.sweep.id).toBe(id);
    expect(again.runs.map(({ status: each, history }) => [each, history.length])).toEqual([
      ['finished', 300],
      ['finished', 300],
    ]);
    const once = await isthmus(['resume', id]);
    expect([once.status, once.err]).toEqual([
      1,
      'Every run of this sweep has finished, or waits for its turn.\n',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../src-main/cli/summary.ts';
import { seeds } from '../../contract/seeds.ts';
import { commandHere } from './command-here.ts';

const here = commandHere();
const { isthmus, json } = here;

const network = (epochs: number, ...more: string[]): string[] => [
  ...['run', here.home, '--method', 'autoencoder', '--dim', '2', '--set', `epochs=${epochs}`, ...more],
];

describe('resume and branch', () => {
  it('go on with a run whose compute process was killed, and from there with other settings', async () => {
    const killed = await isthmus(network(8, '--seed', String(seeds.dies)));
    const [, id = ''] = /`isthmus resume ([a-z0-9]+)` does that\.\n$/.exec(killed.err) ?? [];
    expect([killed.status, killed.out]).toEqual([2, '']);
    expect(killed.err).toMatch(
      /The run itself is not lost: resume it to continue after epoch 3\. `isthmus resume /,
    );

    const { run } = await json<{ run: Summary }>(['resume', id]);
    expect(run).toMatchObject({ id, status: 'finished', checkpoint: 8 });
    expect(run.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);

    const branched = await json<{ run: Summary }>(['branch', id, '--set', 'epochs=10', '--name', 'longer']);
    expect(branched.run).toMatchObject({
      name: 'longer',
      status: 'finished',
      parent: { run: id, epoch: 8 },
      params: { epochs: 10 },
    });
    expect(branched.run.history).toHaveLength(10);
    const { out } = await isthmus(['branch', id, '--set', 'epochs=9']);
    expect(out).toMatch(
      /^Autoencoder 2 \(2\) \(run [a-z0-9]{12}\) finished in [\d.]+ s, 9 epochs, on stand-in\.\n/,
    );
  });

  it('let a run rest again on Ctrl+C, with all it was trained for', async () => {
    const { run } = await json<{ run: Summary }>(network(3));
    const { status, err } = await isthmus(['branch', run.id, '--set', 'epochs=100000'], async (interrupt) => {
      await here.trained(12);
      interrupt();
    });
    const [, id = ''] = /was interrupted: `isthmus resume ([a-z0-9]+)` continues it\.\n$/.exec(err) ?? [];
    expect([status, id]).toEqual([130, expect.stringMatching(/./)]);
    const { runs } = await json<{ runs: Summary[] }>(['runs']);
    const resting = runs.find((each) => each.id === id);
    expect(resting?.status).toBe('interrupted');
    expect(resting?.checkpoint).toBeGreaterThan(12);
  });

  it('are refused in one sentence', async () => {
    const { run } = await json<{ run: Summary }>(['run', here.home, '--method', 'pca', '--dim', '2']);
    for (const [args, sentence] of [
      [
        ['resume', run.id],
        `${run.name} is finished: only a run that is paused or ended early can be resumed.`,
      ],
      [
        ['resume', 'nothere1'],
        'There is no run and no sweep nothere1: `isthmus runs` and `isthmus sweeps DATASET` list them.',
      ],
      [
        ['resume', '../x'],
        '../x is not the id of a run or sweep: `isthmus runs` and `isthmus sweeps DATASET` list them.',
      ],
      [['branch', run.id], `${run.name} kept no checkpoint to continue from: start a new run instead.`],
    ] as const) {
      const { status, out, err } = await isthmus([...args]);
      expect([status, out, err]).toEqual([1, '', `${sentence}\n`]);
    }
  });
});

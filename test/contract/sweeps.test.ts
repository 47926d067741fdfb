import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CallInput, CallOutput, SweepState } from '../../src-main/contract/index.ts';
import { refusal, servicesHere, ways, when } from './here.ts';

describe.each(ways)('sweeps %s', (_, open) => {
  const here = servicesHere(open);
  const { call, start, ended, hear } = here;

  const begin = (more: Partial<CallInput<'sweeps.start'>> = {}): Promise<CallOutput<'sweeps.start'>> =>
    call('sweeps.start', { dataset: here.dataset.id, methods: ['pca'], dims: [2], seeds: 1, ...more });

  const state = (sweep: string): Promise<SweepState> => call('sweeps.get', { sweep });

  /** The sweep once none of its runs is queued or running. */
  const over = (sweep: string): Promise<SweepState> =>
    when(here.way.client, 'runs.changed', async () => {
      const found = await state(sweep);
      const isOver = found.runs.every(({ status }) => status !== 'queued' && status !== 'running');
      return isOver ? found : null;
    });

  describe('of several methods, sizes and seeds', () => {
    let started: CallOutput<'sweeps.start'>;
    let finished: SweepState;
    beforeAll(async () => {
      started = await begin({
        methods: ['raw', 'pca', 'autoencoder', 'raw'],
        dims: [8, 2, 1, 2],
        seeds: 2,
        params: { autoencoder: { epochs: 3, hidden: [8] } },
      });
      finished = await over(started.sweep.id);
    });

    it('say at once what will run and what is left out, each in a sentence', () => {
      const { sweep, left_out } = started;
      expect(sweep).toMatchObject({
        dataset: here.dataset.id,
        methods: ['raw', 'pca', 'autoencoder'],
        dims: [1, 2, 8],
        seeds: 2,
      });
      expect(left_out).toEqual([
        'PCA is left out at 8: that is above the 4 features there are.',
        'Autoencoder is left out at 8: that is above the 4 features there are.',
      ]);
    });

    it('run small codes first, raw features once, and seeds only where chance has a part', () => {
      expect(
        finished.runs.map(({ name, method, dim, seed, status }) => [name, method, dim, seed, status]),
      ).toEqual([
        ['Raw features', 'raw', 4, 0, 'finished'],
        ['PCA 1', 'pca', 1, 0, 'finished'],
        ['Autoencoder 1, seed 0', 'autoencoder', 1, 0, 'finished'],
        ['Autoencoder 1, seed 1', 'autoencoder', 1, 1, 'finished'],
        ['PCA 2', 'pca', 2, 0, 'finished'],
        ['Autoencoder 2, seed 0', 'autoencoder', 2, 0, 'finished'],
        ['Autoencoder 2, seed 1', 'autoencoder', 2, 1, 'finished'],
      ]);
    });

    it('give each method its own parameters', async () => {
      const [, pca, autoencoder] = finished.runs;
      expect((await call('runs.get', { run: autoencoder?.run ?? '' })).params).toMatchObject({
        epochs: 3,
        hidden: [8],
      });
      expect((await call('runs.get', { run: pca?.run ?? '' })).params).not.toHaveProperty('epochs');
    });

    it('show figures with their spread over the seeds', () => {
      const at = (method: string, dim: number) =>
        finished.points.find((point) => point.method === method && point.dim === dim)?.metrics ?? {};
      expect(finished.points).toHaveLength(5);
      // The stand-in's error is 1 / dim + seed / 8.
      const error = at('autoencoder', 2)['reconstruction_mse'];
      expect(error).toMatchObject({ low: 0.5, high: 0.625, mean: 0.5625, count: 2 });
      expect(error?.deviation).toBeCloseTo(0.125 / Math.SQRT2, 12);
      expect(at('pca', 1)['reconstruction_mse']).toEqual({
        mean: 1,
        low: 1,
        high: 1,
        deviation: 0,
        count: 1,
      });
      expect(at('raw', 4)).not.toHaveProperty('reconstruction_mse');
      expect(at('raw', 4)['knn_accuracy']).toMatchObject({ mean: 1, count: 1 });
    });

    it('speak for a code size, and say why', () => {
      expect(finished.choice).toEqual({
        method: 'autoencoder',
        dim: 1,
        metric: 'knn_accuracy',
        sentence:
          'Autoencoder with 1 number per sample instead of 4: 100.0 % neighbour accuracy, and no larger code that was tried does better. PCA comes to 50.0 % there.',
      });
    });

    it('stay out of comparisons that do not name them', async () => {
      const own = await ended(await start());
      const names = async (runs?: string[]): Promise<string[]> => {
        const asked = { dataset: here.dataset.id, ...(runs && { runs }) };
        return (await call('compare.get', asked)).representations.map(({ run }) => run);
      };
      expect(await names()).toEqual([own.id]);
      const chosen = finished.runs.slice(0, 2).map(({ run }) => run);
      expect(await names([...chosen, own.id])).toEqual([...chosen, own.id]);
      expect((await call('runs.get', { run: chosen[0] ?? '' })).sweep).toBe(started.sweep.id);
    });

    it('are listed by dataset, the newest first', async () => {
      const { sweep } = await begin();
      expect(await call('sweeps.list', { dataset: here.dataset.id })).toEqual([sweep, started.sweep]);
      expect(await call('sweeps.list', { dataset: 'nothere1' })).toEqual([]);
      await over(sweep.id);
      await call('sweeps.delete', { sweep: sweep.id });
    });
  });

  it('are refused with nothing kept where nothing of them can run, or a parameter is wrong', async () => {
    const before = await call('runs.list', {});
    const sweeps = await call('sweeps.list', { dataset: here.dataset.id });
    expect(await refusal(begin({ dims: [5, 9] }))).toEqual([
      'bad_input',
      'PCA is left out at 5 and 9: those are above the 4 features there are.',
    ]);
    expect(await refusal(begin({ params: { pca: { whitn: true } } }))).toEqual([
      'bad_input',
      'PCA has no parameter called "whitn": it has whiten.',
    ]);
    expect(await refusal(begin({ params: { autoencoder: { epochs: 3 } } }))).toEqual([
      'bad_input',
      'Parameters are given for Autoencoder, which is not among the methods of this sweep.',
    ]);
    expect(await refusal(begin({ dataset: 'nothere1' }))).toEqual(['not_found', expect.any(String)]);
    expect(await refusal(state('nothere1'))).toEqual([
      'not_found',
      'There is no sweep nothere1: it may have been deleted.',
    ]);
    expect(await call('runs.list', {})).toEqual(before);
    expect(await call('sweeps.list', { dataset: here.dataset.id })).toEqual(sweeps);
  });

  it('leave out once, at all sizes, what cannot be used on the data', async () => {
    const path = join(here.home, 'is-table');
    writeFileSync(path, '');
    const table = await call('datasets.import', { source: { path }, options: {} });
    const methods = ['linear_discriminant', 'pca'] as const;
    const { sweep, left_out } = await begin({ dataset: table.id, methods: [...methods], dims: [1, 2, 3] });
    expect(left_out).toEqual([
      'Linear discriminant needs labels of at least two classes, and this dataset has none: choose another method.',
    ]);
    expect((await over(sweep.id)).runs.map(({ method }) => method)).toEqual(['pca', 'pca', 'pca']);
    await call('datasets.delete', { dataset: table.id });
    expect(await refusal(state(sweep.id))).toEqual(['not_found', expect.any(String)]);
  });

  it('are cancelled as one, and go on as one', async () => {
    const { sweep } = await begin({
      methods: ['autoencoder'],
      dims: [1, 2],
      seeds: 2,
      params: { autoencoder: { epochs: 40 } },
    });
    await call('sweeps.cancel', { sweep: sweep.id });
    const cancelled = await state(sweep.id);
    expect(cancelled.runs.map(({ status }) => status)).toEqual(Array(4).fill('cancelled'));
    expect([cancelled.points, cancelled.choice]).toEqual([[], null]);
    await call('sweeps.resume', { sweep: sweep.id });
    const { runs, choice } = await over(sweep.id);
    expect(runs.map(({ run }) => run)).toEqual(cancelled.runs.map(({ run }) => run));
    expect(runs.map(({ status }) => status)).toEqual(Array(4).fill('finished'));
    expect(choice).toMatchObject({ method: 'autoencoder', dim: 1 });
    expect(await refusal(call('sweeps.resume', { sweep: sweep.id }))).toEqual([
      'bad_input',
      'Every run of this sweep has finished, or waits for its turn.',
    ]);
  });

  it('go on with what is left where one of them finished', async () => {
    const { sweep } = await begin({
      methods: ['pca', 'autoencoder'],
      params: { autoencoder: { epochs: 9_000 } },
    });
    const [first, second] = (await state(sweep.id)).runs;
    await ended({ id: first?.run ?? '' });
    await here.epochs({ id: second?.run ?? '' }, 3);
    await call('runs.pause', { run: second?.run ?? '' });
    await call('sweeps.resume', { sweep: sweep.id });
    expect((await state(sweep.id)).runs.map(({ run, status }) => [run, status])).toEqual([
      [first?.run, 'finished'],
      [second?.run, expect.stringMatching(/^(queued|running)$/)],
    ]);
    await call('sweeps.cancel', { sweep: sweep.id });
    expect((await state(sweep.id)).runs.map(({ status }) => status)).toEqual(['finished', 'cancelled']);
  });

  it('are deleted with all their runs and files, but not while these wait or run', async () => {
    const { sweep } = await begin({
      methods: ['pca', 'autoencoder'],
      params: { autoencoder: { epochs: 100_000 } },
    });
    const { runs } = await state(sweep.id);
    expect(await refusal(call('sweeps.delete', { sweep: sweep.id }))).toEqual([
      'bad_input',
      'Runs of this sweep are queued or running: cancel it before deleting it.',
    ]);
    const [pca, autoencoder] = runs.map(({ run }) => ({ id: run }));
    await ended(pca ?? { id: '' });
    await here.epochs(autoencoder ?? { id: '' }, 4);
    await call('runs.pause', { run: autoencoder?.id ?? '' });
    const heard = hear('runs.changed');
    await call('sweeps.delete', { sweep: sweep.id });
    await call('trash.empty', { ids: [sweep.id] });
    expect(await refusal(state(sweep.id))).toEqual(['not_found', expect.any(String)]);
    for (const { run } of runs) {
      expect(await refusal(call('runs.get', { run }))).toEqual(['not_found', expect.any(String)]);
      for (const kept of ['runs', 'checkpoints']) {
        expect(existsSync(join(here.home, kept, run))).toBe(false);
      }
    }
    expect(heard.map(({ run, deleted }) => [run, deleted])).toEqual(runs.map(({ run }) => [run, true]));
  });
});

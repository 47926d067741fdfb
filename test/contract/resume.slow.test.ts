import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src-main/contract/index.ts';
import { localClient } from '../../src-main/services/index.ts';
import { ended as endOf, epochs as untilEpoch, refusal, servicesHere, ways } from './here.ts';
import { seeds } from './seeds.ts';
import { closeServices, openServices } from './transport.ts';

const long = { method: 'autoencoder', params: { epochs: 100_000 } } as const;
const upTo = (epochs: number): number[] => Array.from({ length: epochs }, (_, i) => i + 1);
const epochsOf = ({ history }: Run): number[] => history.map(({ epoch }) => epoch);

describe.each(ways)('runs that rest and go on %s', (_, open) => {
  const here = servicesHere(open);
  const { call, start, ended, comes, epochs, hear } = here;
  const get = (run: { id: string }): Promise<Run> => call('runs.get', { run: run.id });
  const checkpointOf = (run: { id: string }): string => join(here.home, 'checkpoints', run.id);

  /** A run that was paused after some epochs. */
  async function paused(params: Record<string, unknown> = { epochs: 40 }): Promise<Run> {
    const run = await start({ method: 'autoencoder', params });
    await epochs(run, 2);
    await call('runs.pause', { run: run.id });
    return get(run);
  }

  describe('pausing', () => {
    it('lets a run that trains rest with a checkpoint, and gives the next its turn', async () => {
      const [first, second] = [await start(long), await start()];
      await epochs(first, 4);
      await call('runs.pause', { run: first.id });
      const run = await get(first);
      const done = run.history.length;
      expect(run).toMatchObject({
        status: 'paused',
        message: `Paused after epoch ${done} of 100000; resume it to continue from there.`,
        checkpoint: done,
        artifacts: [],
      });
      expect(epochsOf(run)).toEqual(upTo(done));
      expect(existsSync(checkpointOf(run))).toBe(true);
      expect(readdirSync(join(here.home, 'runs')).filter((name) => name.startsWith(run.id))).toEqual([]);
      expect((await ended(second)).status).toBe('finished');
    });

    it('lets a run that waits rest where it is', async () => {
      const [first, second] = [await start(long), await start()];
      await call('runs.pause', { run: second.id });
      expect(await get(second)).toMatchObject({
        status: 'paused',
        message: 'Paused before its turn came; resume it to continue.',
        checkpoint: null,
      });
      await call('runs.cancel', { run: first.id });
      expect((await get(second)).status).toBe('paused');
      await call('runs.resume', { run: second.id });
      expect((await ended(second)).status).toBe('finished');
    });

    it('is refused where there are no epochs to rest between, and where nothing runs', async () => {
      const hanging = await start({ seed: seeds.hangs });
      await comes(hanging, 'running');
      expect(await refusal(call('runs.pause', { run: hanging.id }))).toEqual([
        'bad_input',
        `${hanging.name} has no epochs to pause between: cancel it instead.`,
      ]);
      await call('runs.cancel', { run: hanging.id });
      const done = await ended(await start());
      expect(await refusal(call('runs.pause', { run: done.id }))).toEqual([
        'bad_input',
        'Only a run that waits or trains here can be paused.',
      ]);
      expect(await refusal(call('runs.pause', { run: 'nothere1' }))).toEqual([
        'not_found',
        'There is no run nothere1: it may have been deleted.',
      ]);
    });
  });

  describe('resuming', () => {
    it('goes on after the epoch it rested at, and tells the whole curve', async () => {
      const resting = await paused();
      const heard = hear('runs.progress');
      const queued = await call('runs.resume', { run: resting.id });
      expect(queued).toMatchObject({ message: null, checkpoint: resting.checkpoint });
      const run = await ended(resting);
      expect([run.status, epochsOf(run)]).toEqual(['finished', upTo(40)]);
      const told = heard.filter((news) => news.run === run.id).flatMap((news) => news.epochs);
      expect(told.map(({ epoch }) => epoch)).toEqual(upTo(40));
      // Every epoch of the stand-in says it took a second: those before the pause are part of the time.
      expect(run.seconds).toBeGreaterThanOrEqual(resting.history.length);
      expect(run.seconds).toBeLessThan(40);
    });

    it('is refused where a run has finished, waits or runs', async () => {
      const done = await ended(await start());
      expect(await refusal(call('runs.resume', { run: done.id }))).toEqual([
        'bad_input',
        `${done.name} is finished: only a run that is paused or ended early can be resumed.`,
      ]);
      const [first, second] = [await start(long), await start()];
      await comes(first, 'running');
      for (const [run, status] of [
        [first, 'running'],
        [second, 'queued'],
      ] as const) {
        expect(await refusal(call('runs.resume', { run: run.id }))).toEqual([
          'bad_input',
          `${run.name} is ${status}: only a run that is paused or ended early can be resumed.`,
        ]);
      }
      for (const run of [second, first]) await call('runs.cancel', { run: run.id });
    });

    it('goes on from the last checkpoint after the compute process was killed', async () => {
      const killed = await ended(
        await start({ method: 'autoencoder', seed: seeds.dies, params: { epochs: 8 } }),
      );
      expect(killed).toMatchObject({ status: 'interrupted', checkpoint: 3 });
      expect(killed.message).toMatch(
        /^The compute process was ended by the system, .* The run itself is not lost: resume it to continue after epoch 3\.$/,
      );
      expect(epochsOf(killed)).toEqual(upTo(4));
      const queued = await call('runs.resume', { run: killed.id });
      expect(epochsOf(queued)).toEqual(upTo(3));
      const run = await ended(killed);
      expect([run.status, epochsOf(run)]).toEqual(['finished', upTo(8)]);
    });

    it('starts anew where a run was cancelled, whose checkpoint is forgotten', async () => {
      const first = await start({ method: 'autoencoder', params: { epochs: 30 } });
      await epochs(first, 7);
      await call('runs.cancel', { run: first.id });
      expect(await get(first)).toMatchObject({ status: 'cancelled', checkpoint: null });
      expect(existsSync(checkpointOf(first))).toBe(false);
      expect(epochsOf(await call('runs.resume', { run: first.id }))).toEqual([]);
      const run = await ended(first);
      expect([run.status, epochsOf(run)]).toEqual(['finished', upTo(30)]);
    });

    it('forgets the checkpoint too where the run is cancelled while it waits for its turn', async () => {
      const resting = await paused();
      const first = await start(long);
      await call('runs.resume', { run: resting.id });
      expect(existsSync(checkpointOf(resting))).toBe(true);
      await call('runs.cancel', { run: resting.id });
      expect(await get(resting)).toMatchObject({ status: 'cancelled', checkpoint: null });
      expect(existsSync(checkpointOf(resting))).toBe(false);
      await call('runs.cancel', { run: first.id });
    });
  });

  describe('branching', () => {
    const branch = (run: Run, params: Record<string, unknown>, name?: string): Promise<Run> =>
      call('runs.branch', { run: run.id, params, ...(name !== undefined && { name }) });

    it('makes a new run that goes on from where another ended, with other settings', async () => {
      const parent = await ended(
        await start({ method: 'autoencoder', params: { epochs: 6, hidden: [8] }, seed: 5, preset: 'best' }),
      );
      expect(parent).toMatchObject({ status: 'finished', checkpoint: 6 });
      const started = await branch(parent, { epochs: 10, learning_rate: 0.5, hidden: [8] }, 'slower');
      expect(started).toMatchObject({
        name: 'slower',
        method: 'autoencoder',
        dim: 2,
        seed: 5,
        preset: 'best',
        parent: { run: parent.id, epoch: 6 },
        checkpoint: 6,
        params: { ...parent.params, epochs: 10, learning_rate: 0.5 },
      });
      const run = await ended(started);
      expect([run.status, epochsOf(run), run.checkpoint]).toEqual(['finished', upTo(10), 10]);
      // Patience is counted anew from where it branched off.
      expect(run.facts['patient_since']).toBe(6);
      expect((await get(parent)).history).toHaveLength(6);
      expect(existsSync(checkpointOf(parent))).toBe(true);
      expect(existsSync(checkpointOf(run))).toBe(true);
    });

    it('goes on from a run that rests, which can still go on itself', async () => {
      const parent = await paused();
      const run = await ended(await branch(parent, { epochs: 50 }));
      expect(run.parent).toEqual({ run: parent.id, epoch: parent.checkpoint });
      expect(run.name).not.toBe(parent.name);
      expect(epochsOf(run)).toEqual(upTo(50));
      await call('runs.resume', { run: parent.id });
      expect(epochsOf(await ended(parent))).toEqual(upTo(40));
    });

    it('is refused in one sentence where it cannot be', async () => {
      const before = readdirSync(join(here.home, 'checkpoints')).sort();
      const parent = await ended(await start({ method: 'autoencoder', params: { epochs: 6, hidden: [8] } }));
      const pca = await ended(await start());
      expect(await refusal(branch(parent, { epochs: 10, hidden: [4] }))).toEqual([
        'bad_input',
        'The parameter "hidden" cannot change where training continues: start a new run to change it.',
      ]);
      for (const params of [{}, { epochs: 6 }, { epochs: 2 }]) {
        expect(await refusal(branch(parent, params))).toEqual([
          'bad_input',
          `${parent.name} was trained for 6 epochs already: set epochs above that to continue.`,
        ]);
      }
      expect(await refusal(branch(pca, {}))).toEqual([
        'bad_input',
        `${pca.name} kept no checkpoint to continue from: start a new run instead.`,
      ]);
      expect(await refusal(branch(parent, { epochs: 10, epoch: 1 }))).toEqual([
        'bad_input',
        expect.stringMatching(/^Autoencoder has no parameter called "epoch": /),
      ]);
      const first = await start(long);
      expect(await refusal(branch(first, { epochs: 200_000 }))).toEqual([
        'bad_input',
        expect.stringMatching(/ is (running|queued): pause it, or wait for it to end, to branch from it\.$/),
      ]);
      await call('runs.cancel', { run: first.id });
      const resting = await paused();
      expect(await refusal(branch(resting, { epochs: 1 }))).toEqual([
        'bad_input',
        `${resting.name} was trained for ${resting.checkpoint} epochs already: set epochs above that to continue.`,
      ]);
      const known = [parent.id, resting.id];
      const after = readdirSync(join(here.home, 'checkpoints')).filter((name) => !known.includes(name));
      expect(after.sort()).toEqual(before);
    });
  });

  describe('deleting', () => {
    it('takes the checkpoint of a run with it, once the trash is emptied', async () => {
      const resting = await paused();
      await call('runs.delete', { run: resting.id });
      expect(existsSync(checkpointOf(resting))).toBe(true);
      await call('trash.empty', { ids: [resting.id] });
      expect(existsSync(checkpointOf(resting))).toBe(false);
    });

    it('takes the checkpoints of all runs of a dataset with it', async () => {
      const other = await call('datasets.import', { source: { path: here.home }, options: {} });
      const run = await start({ ...long, dataset: other.id });
      await epochs(run, 3);
      await call('runs.pause', { run: run.id });
      const [training, waiting] = [
        await start({ ...long, dataset: other.id }),
        await start({ dataset: other.id }),
      ];
      await epochs(training, 3);
      await call('datasets.delete', { dataset: other.id });
      await call('trash.empty', { ids: [other.id] });
      for (const { id } of [run, training, waiting]) {
        expect(existsSync(checkpointOf({ id }))).toBe(false);
        expect(await refusal(call('runs.get', { run: id }))).toEqual(['not_found', expect.any(String)]);
      }
    });
  });
});

describe('closing the services', () => {
  it('lets what trains keep a checkpoint, from which the next start can go on', async () => {
    const { home, services } = openServices();
    const { client, close } = localClient(services);
    const dataset = await client.call('datasets.import', { source: { path: home }, options: {} });
    const asked = { dataset: dataset.id, dim: 2 };
    const training = await client.call('runs.start', {
      ...asked,
      method: 'autoencoder',
      params: { epochs: 60 },
    });
    const waiting = await client.call('runs.start', { ...asked, method: 'pca', params: {} });
    await untilEpoch(client, training, 4);
    close();
    await services.close();

    const again = openServices(home);
    const { client: next, close: closeNext } = localClient(again.services);
    const run = await next.call('runs.get', { run: training.id });
    const done = run.checkpoint ?? 0;
    expect(done).toBeGreaterThanOrEqual(4);
    expect(run).toMatchObject({
      status: 'interrupted',
      message: `Isthmus was closed while this ran; resume it to continue after epoch ${done}.`,
    });
    expect(epochsOf(run)).toEqual(upTo(done));
    expect(await next.call('runs.get', { run: waiting.id })).toMatchObject({
      status: 'interrupted',
      message: 'Isthmus was closed while this ran; start it again.',
    });
    for (const { id } of [training, waiting]) await next.call('runs.resume', { run: id });
    for (const { id } of [training, waiting]) {
      const found = await endOf(next, { id });
      expect(found.status).toBe('finished');
      if (id === training.id) expect(epochsOf(found)).toEqual(upTo(60));
    }
    closeNext();
    await closeServices(again);
  });
});

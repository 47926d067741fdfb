import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { presetNames, presets } from '../../src-main/contract/index.ts';
import { refusal, servicesHere, ways } from './here.ts';
import { seeds } from './seeds.ts';

describe.each(ways)('runs %s', (_, open) => {
  const here = servicesHere(open);
  const { start, ended, comes, hear } = here;
  let known: Set<string>;
  beforeEach(async () => {
    known = new Set((await here.call('runs.list', {})).map(({ id }) => id));
  });

  it('tell of every epoch once and in order while they run, and keep the same curve', async () => {
    const heard = hear('runs.progress');
    const run = await start({ method: 'autoencoder', params: { epochs: 60 } });
    expect(run).toMatchObject({ name: 'Autoencoder 2', dim: 2, status: 'running', seed: 0 });
    const { status, history, device, artifacts } = await ended(run);
    expect(status).toBe('finished');
    const epochs = heard.filter((news) => news.run === run.id).flatMap((news) => news.epochs);
    expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(history).toEqual(epochs);
    expect(device).toBe('stand-in');
    expect(artifacts.map(({ name }) => name)).toEqual(expect.arrayContaining(['codes.npy', 'trail.npy']));
  });

  it('show a live map while they run, and no longer after', async () => {
    const shown = here.next('runs.progress', ({ live }) => live > 0);
    const run = await start({ method: 'autoencoder', params: { epochs: 100_000 } });
    await shown;
    expect((await here.way.fetch(`/arrays/runs/${run.id}/live.npy`)).status).toBe(200);
    expect((await here.way.fetch(`/arrays/runs/${run.id}/live-rows.npy`)).status).toBe(200);
    await here.call('runs.stop', { run: run.id });
    const { history, message } = await ended(run);
    expect(history.length).toBeLessThan(100_000);
    expect(message).toBe('Stopped early, as asked.');
    expect((await here.way.fetch(`/arrays/runs/${run.id}/live.npy`)).status).toBe(404);
  });

  it('run one at a time, in the order they were asked for', async () => {
    const heard = hear('runs.changed');
    const runs = [await start(), await start({ method: 'raw' }), await start({ dim: 3 })];
    await Promise.all(runs.map(ended));
    const news = heard.filter(({ run }) => runs.some(({ id }) => id === run)).map(({ run }) => run);
    const [a, b, c] = runs.map(({ id }) => id);
    // Each is heard of when it is queued, when it starts and when it has ended.
    expect(news.slice(-4)).toEqual([b, b, c, c]);
    expect(news.filter((run) => run === a)).toHaveLength(3);
  });

  it('get names that tell them apart', async () => {
    const names = [await start(), await start()].map(({ name }) => name);
    expect(new Set(names).size).toBe(2);
    expect(names.every((name) => /^PCA 2 \(\d\)$/.test(name))).toBe(true);
  });

  it('are refused at once where a parameter, the size or the dataset is wrong', async () => {
    expect(await refusal(start({ dim: 5 }))).toEqual([
      'bad_input',
      'A code size of 5 is above the 4 features there are: choose at most 4.',
    ]);
    expect(await refusal(start({ params: { whitn: true } }))).toEqual([
      'bad_input',
      'PCA has no parameter called "whitn": it has whiten.',
    ]);
    expect(await refusal(start({ dataset: 'nothere1' }))).toMatchObject(['not_found', expect.any(String)]);
    expect((await here.call('runs.list', {})).every(({ id }) => known.has(id))).toBe(true);
  });

  it('take over the settings of a preset, under what is set by hand', async () => {
    const run = await start({ method: 'autoencoder', preset: 'quick', params: { epochs: 3 } });
    expect(run).toMatchObject({ preset: 'quick', params: { hidden: [64], epochs: 3 } });
    expect((await start({ method: 'autoencoder', params: { epochs: 3 } })).preset).toBeNull();
    expect(await refusal(start({ preset: 'quick' }))).toEqual([
      'bad_input',
      'The preset "quick" is for the method autoencoder, not pca.',
    ]);
    expect(await refusal(start({ method: 'autoencoder', preset: 'slow' as 'quick' }))).toEqual([
      'bad_input',
      expect.any(String),
    ]);
    expect((await ended(run)).history).toHaveLength(3);
  });

  it.each(presetNames)('can be started with the preset %s, which brings its method', async (preset) => {
    const { method } = presets[preset];
    const started = start({ method, preset, params: { epochs: 2 } });
    // What needs pictures or more features than there are here says so, and nothing else is wrong with it.
    const refused = await refusal(started);
    if (refused !== null) expect(refused).toEqual(['bad_input', expect.stringMatching(/: choose /)]);
    else expect((await ended(await started)).preset).toBe(preset);
  });

  it('are cancelled while they run or wait, and leave only their record', async () => {
    const first = await start({ method: 'autoencoder', params: { epochs: 100_000 } });
    const second = await start();
    await comes(first, 'running');
    await here.call('runs.cancel', { run: second.id });
    expect((await here.call('runs.get', { run: second.id })).status).toBe('cancelled');
    await here.call('runs.cancel', { run: first.id });
    expect((await here.call('runs.get', { run: first.id })).status).toBe('cancelled');
    expect(readdirSync(join(here.home, 'runs')).filter((name) => name.startsWith(first.id))).toEqual([]);
  });

  it('that fail say why, and the next one runs', async () => {
    const failing = await start({ seed: seeds.fails });
    const { status, message } = await ended(failing);
    expect([status, message]).toEqual([
      'failed',
      'The loss is not finite from epoch 1 on: lower the learning rate.',
    ]);
    expect((await ended(await start())).status).toBe('finished');
  });

  it('whose process crashes fail with a sentence, and the next one gets a new process', async () => {
    const { status, message } = await ended(await start({ seed: seeds.crashes }));
    expect([status, message]).toEqual([
      'failed',
      'The compute process crashed; start it again, and see the log if it happens twice.',
    ]);
    expect((await ended(await start())).status).toBe('finished');
  });

  it('that do not hear a cancel are killed, and calls are answered meanwhile', async () => {
    const hangs = here.next('runs.progress');
    const hanging = await start({ seed: seeds.hangs });
    await hangs;
    const answered: string[] = [];
    await Promise.all([
      here.call('runs.cancel', { run: hanging.id }).then(() => answered.push('cancel')),
      here.call('datasets.list', {}).then(() => answered.push('list')),
    ]);
    expect(answered).toEqual(['list', 'cancel']);
    expect((await here.call('runs.get', { run: hanging.id })).status).toBe('cancelled');
    expect((await ended(await start())).status).toBe('finished');
  });

  it('are renamed and deleted, but not while they run', async () => {
    const run = await start({ method: 'autoencoder', params: { epochs: 100_000 } });
    await expect(here.call('runs.delete', { run: run.id })).rejects.toMatchObject({
      code: 'bad_input',
    });
    await here.call('runs.cancel', { run: run.id });
    const done = await ended(await start());
    expect((await here.call('runs.rename', { run: done.id, name: 'mine' })).name).toBe('mine');
    await here.call('runs.delete', { run: done.id });
    expect(existsSync(join(here.home, 'runs', done.id))).toBe(true);
    await here.call('trash.empty', { ids: [done.id] });
    expect(existsSync(join(here.home, 'runs', done.id))).toBe(false);
    await expect(here.call('runs.get', { run: done.id })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('show what they reconstructed of a sample', async () => {
    const run = await ended(await start());
    const asked = { dataset: here.dataset.id, row: 1, runs: [run.id] };
    expect((await here.call('datasets.sample', asked)).reconstructed_by).toEqual([run.id]);
    expect((await here.way.fetch(`/pictures/runs/${run.id}/1.png`)).status).toBe(200);
  });

  it('go with their dataset, also while one of them runs', async () => {
    const other = await here.call('datasets.import', { source: { path: here.home }, options: {} });
    const run = await start({ dataset: other.id, method: 'autoencoder', params: { epochs: 100_000 } });
    await comes(run, 'running');
    await here.call('datasets.delete', { dataset: other.id });
    await expect(here.call('runs.get', { run: run.id })).rejects.toMatchObject({ code: 'not_found' });
    expect(readdirSync(join(here.home, 'runs')).filter((name) => name.startsWith(run.id))).toEqual([]);
  });
});

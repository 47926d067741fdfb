import { createHash } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  decodeNpy,
  type CallInput,
  type Dataset,
  type EventName,
  type EventPayload,
  type Run,
} from '../../src-main/contract/index.ts';
import { seeds } from './seeds.ts';
import { inMemory, overHost, type OpenWay, type Way } from './transport.ts';

const ways: [string, OpenWay][] = [
  ['in memory', inMemory],
  ['over the browser host', overHost],
];

describe.each(ways)('the services %s', (_, open) => {
  let way: Way;
  let dataset: Dataset;

  beforeAll(async () => {
    way = await open();
    dataset = await way.client.call('datasets.import', {
      source: { path: way.home },
      options: { name: 'twenty' },
    });
  });
  afterAll(() => way.close());

  const start = (more: Partial<CallInput<'runs.start'>> = {}): Promise<Run> =>
    way.client.call('runs.start', { dataset: dataset.id, method: 'pca', dim: 2, params: {}, ...more });

  async function ended({ id }: Run): Promise<Run> {
    for (;;) {
      const run = await way.client.call('runs.get', { run: id });
      if (run.status !== 'queued' && run.status !== 'running') return run;
      await sleep(10);
    }
  }

  async function running({ id }: Run): Promise<void> {
    while ((await way.client.call('runs.get', { run: id })).status !== 'running') await sleep(5);
  }

  function hear<N extends EventName>(name: N): EventPayload<N>[] {
    const heard: EventPayload<N>[] = [];
    way.client.on(name, (payload) => heard.push(payload));
    return heard;
  }

  describe('calls', () => {
    it('tell what the program is and where it keeps things', async () => {
      expect(await way.client.call('app.info', {})).toMatchObject({
        version: '1.2.3',
        home: way.home,
        desktop: false,
      });
    });

    it('refuse input that does not fit the contract, before any service sees it', async () => {
      const wrong = { dataset: dataset.id, rwo: 1 } as never;
      await expect(way.client.call('datasets.sample', wrong)).rejects.toMatchObject({ code: 'bad_input' });
      await expect(way.client.call('datasets.erase' as 'app.info', {})).rejects.toMatchObject({
        code: 'bad_input',
        message: 'There is no call named "datasets.erase".',
      });
    });

    it('say not_found for what does not exist', async () => {
      await expect(way.client.call('datasets.get', { dataset: 'nothere1' })).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(way.client.call('runs.get', { run: 'nothere1' })).rejects.toMatchObject({
        code: 'not_found',
      });
    });

    it('say what cannot be found or read in one sentence, and keep nothing', async () => {
      const before = readdirSync(join(way.home, 'datasets'));
      const gone = { source: { path: join(way.home, 'gone') }, options: {} };
      await expect(way.client.call('datasets.import', gone)).rejects.toMatchObject({
        code: 'bad_input',
        message: `${join(way.home, 'gone')} does not exist: check the name and try again.`,
      });
      const bad = join(way.home, 'is-bad');
      writeFileSync(bad, '');
      await expect(
        way.client.call('datasets.import', { source: { path: bad }, options: {} }),
      ).rejects.toMatchObject({
        message: `${bad} holds nothing that can be read.`,
      });
      expect(readdirSync(join(way.home, 'datasets'))).toEqual(before);
    });

    it('are cancelled when their caller gives up, and leave nothing behind', async () => {
      const slow = join(way.home, 'is-slow');
      writeFileSync(slow, '');
      const before = readdirSync(join(way.home, 'datasets'));
      const heard = hear('task.progress');
      const giveUp = new AbortController();
      const source = { source: { path: slow }, options: {}, task: 'task1' };
      const importing = way.client.call('datasets.import', source, { signal: giveUp.signal });
      while (heard.length === 0) await sleep(5);
      expect(heard[0]).toEqual({
        task: 'task1',
        progress: { fraction: 0.5, phase: 'Reading', seconds_left: 1 },
      });
      giveUp.abort();
      await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
      expect(readdirSync(join(way.home, 'datasets'))).toEqual(before);
    });
  });

  describe('datasets', () => {
    it('are previewed without being kept', async () => {
      const before = await way.client.call('datasets.list', {});
      const preview = await way.client.call('datasets.preview', { source: { path: way.home }, options: {} });
      expect(preview).toMatchObject({ found: '20 pictures', rows: 20, splits: { train: 16, test: 4 } });
      expect(await way.client.call('datasets.list', {})).toEqual(before);
    });

    it('are listed, renamed and deleted with their files, and everyone hears of it', async () => {
      const heard = hear('datasets.changed');
      const { id } = await way.client.call('datasets.import', { source: { path: way.home }, options: {} });
      expect((await way.client.call('datasets.list', {})).map((each) => each.id)).toEqual([id, dataset.id]);
      const renamed = await way.client.call('datasets.rename', { dataset: id, name: ' other ' });
      expect(renamed.name).toBe('other');
      await way.client.call('datasets.delete', { dataset: id });
      await expect(way.client.call('datasets.get', { dataset: id })).rejects.toMatchObject({
        code: 'not_found',
      });
      expect(existsSync(join(way.home, 'datasets', id))).toBe(false);
      expect(heard.map(({ deleted }) => deleted)).toEqual([false, false, true]);
    });

    it('give their arrays by URL, with the hash that is on record', async () => {
      const { sha256 } = dataset.artifacts.find(({ name }) => name === 'matrix.npy') ?? {};
      const { status, body } = await way.fetch(`/arrays/datasets/${dataset.id}/matrix.npy`);
      expect(status).toBe(200);
      expect(createHash('sha256').update(body).digest('hex')).toBe(sha256);
      expect(decodeNpy(body, 'matrix.npy').shape).toEqual([20, 4]);
    });

    it('show no file that is not on record, however it is asked for', async () => {
      for (const path of ['isthmus.sqlite', '../isthmus.sqlite', '..%2f..%2ftoken', 'matrix.npy.part']) {
        expect((await way.fetch(`/arrays/datasets/${dataset.id}/${path}`)).status).toBe(404);
      }
    });

    it('show one sample with its id, label, split and picture', async () => {
      const sample = await way.client.call('datasets.sample', { dataset: dataset.id, row: 5, runs: [] });
      expect(sample).toEqual({
        row: 5,
        id: 'sample 5',
        label: 'odd',
        split: 'test',
        values: [],
        features: 4,
        rebuilt_by: [],
      });
      const { status, body } = await way.fetch(`/pictures/datasets/${dataset.id}/5.png`);
      expect(status).toBe(200);
      expect(body.subarray(1, 4).toString()).toBe('PNG');
      expect((await way.fetch(`/pictures/datasets/${dataset.id}/20.png`)).status).toBe(404);
      const beyond = { dataset: dataset.id, row: 20, runs: [] };
      await expect(way.client.call('datasets.sample', beyond)).rejects.toMatchObject({ code: 'bad_input' });
    });

    it('come from uploads, whose names are text and never paths', async () => {
      const { upload } = await way.client.call('uploads.open', {});
      for (const [n, text] of ['first', 'second'].entries()) {
        const put = await way.fetch(`/uploads/${upload}/${n}`, new TextEncoder().encode(text));
        expect(put.status).toBe(204);
      }
      const early = { source: { upload }, options: {} };
      await expect(way.client.call('datasets.preview', early)).rejects.toMatchObject({ code: 'bad_input' });
      await expect(
        way.client.call('uploads.finish', { upload, name: 'sent', files: ['a', 'b', 'never.png'] }),
      ).rejects.toMatchObject({ message: 'never.png has not arrived whole: send the files again.' });
      await way.client.call('uploads.finish', { upload, name: 'sent', files: ['../../a.png', '/etc/b.png'] });
      const { id, name, source, warnings } = await way.client.call('datasets.import', early);
      expect({ name, source, warnings }).toEqual({
        name: 'sent',
        source: 'sent',
        warnings: ['first', 'second'],
      });
      expect(readdirSync(join(way.home, 'uploads'))).toEqual([]);
      await way.client.call('datasets.delete', { dataset: id });
    });

    it('come from small files sent together, each kept under its own number', async () => {
      const { upload } = await way.client.call('uploads.open', {});
      const put = (path: string, text: string) =>
        way.fetch(`/uploads/${upload}/${path}`, new TextEncoder().encode(text));
      expect((await put('0/5,0,6', 'first, second')).status).toBe(400);
      expect((await put('0/5,0,6', 'firstsec')).status).toBe(400);
      await expect(
        way.client.call('uploads.finish', { upload, name: 'sent', files: ['a'] }),
      ).rejects.toMatchObject({ message: 'a has not arrived whole: send the files again.' });
      expect((await put('0/5,0,6', 'firstsecond')).status).toBe(204);
      await way.client.call('uploads.finish', { upload, name: 'sent', files: ['a', 'b', 'c'] });
      const { id, warnings } = await way.client.call('datasets.import', { source: { upload }, options: {} });
      expect(warnings).toEqual(['first', '', 'second']);
      await way.client.call('datasets.delete', { dataset: id });
    });

    it('cannot be uploaded to where no upload is open', async () => {
      const { status, body } = await way.fetch('/uploads/nothere1/0', new Uint8Array(3));
      expect([status, String(body)]).toEqual([404, 'The files are not here any more: drop them again.\n']);
    });
  });

  describe('runs', () => {
    let known: Set<string>;
    beforeEach(async () => {
      known = new Set((await way.client.call('runs.list', {})).map(({ id }) => id));
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
      expect(artifacts.map(({ name }) => name)).toEqual(['codes.npy', 'reconstruction.npy']);
      // A job of 300 ms may speak three times, and once more at its end.
      expect(heard.filter((news) => news.run === run.id).length).toBeLessThanOrEqual(12);
    });

    it('show a live map while they run, and no longer after', async () => {
      const heard = hear('runs.progress');
      const run = await start({ method: 'autoencoder', params: { epochs: 200 } });
      while (!heard.some(({ live }) => live > 0)) await sleep(5);
      expect((await way.fetch(`/arrays/runs/${run.id}/live.npy`)).status).toBe(200);
      expect((await way.fetch(`/arrays/runs/${run.id}/live-rows.npy`)).status).toBe(200);
      await way.client.call('runs.stop', { run: run.id });
      const { history, message } = await ended(run);
      expect(history.length).toBeLessThan(200);
      expect(message).toBe('Stopped early, as asked.');
      expect((await way.fetch(`/arrays/runs/${run.id}/live.npy`)).status).toBe(404);
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
      const refused = async (more: Partial<CallInput<'runs.start'>>): Promise<unknown> =>
        start(more).then(
          () => null,
          (error: { code: string; message: string }) => [error.code, error.message],
        );
      expect(await refused({ dim: 5 })).toEqual([
        'bad_input',
        'A code size of 5 is above the 4 features there are: choose at most 4.',
      ]);
      expect(await refused({ params: { whitn: true } })).toEqual([
        'bad_input',
        'PCA has no parameter called "whitn": it has whiten.',
      ]);
      expect(await refused({ dataset: 'nothere1' })).toMatchObject(['not_found', expect.any(String)]);
      expect((await way.client.call('runs.list', {})).every(({ id }) => known.has(id))).toBe(true);
    });

    it('are cancelled while they run or wait, and leave only their record', async () => {
      const first = await start({ method: 'autoencoder', params: { epochs: 100_000 } });
      const second = await start();
      await running(first);
      await way.client.call('runs.cancel', { run: second.id });
      expect((await way.client.call('runs.get', { run: second.id })).status).toBe('cancelled');
      await way.client.call('runs.cancel', { run: first.id });
      expect((await way.client.call('runs.get', { run: first.id })).status).toBe('cancelled');
      expect(readdirSync(join(way.home, 'runs')).filter((name) => name.startsWith(first.id))).toEqual([]);
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

    it('that do not hear a cancel are killed within moments, while calls are still answered', async () => {
      const hanging = await start({ seed: seeds.hangs });
      await running(hanging);
      await sleep(300);
      const began = performance.now();
      const cancelled = way.client.call('runs.cancel', { run: hanging.id });
      await way.client.call('datasets.list', {});
      expect(performance.now() - began).toBeLessThan(100);
      await cancelled;
      expect(performance.now() - began).toBeLessThan(4_000);
      expect((await way.client.call('runs.get', { run: hanging.id })).status).toBe('cancelled');
      expect((await ended(await start())).status).toBe('finished');
    });

    it('are renamed and deleted with their files, but not while they run', async () => {
      const run = await start({ method: 'autoencoder', params: { epochs: 100_000 } });
      await expect(way.client.call('runs.delete', { run: run.id })).rejects.toMatchObject({
        code: 'bad_input',
      });
      await way.client.call('runs.cancel', { run: run.id });
      const done = await ended(await start());
      expect((await way.client.call('runs.rename', { run: done.id, name: 'mine' })).name).toBe('mine');
      await way.client.call('runs.delete', { run: done.id });
      expect(existsSync(join(way.home, 'runs', done.id))).toBe(false);
      await expect(way.client.call('runs.get', { run: done.id })).rejects.toMatchObject({
        code: 'not_found',
      });
    });

    it('get further maps, kept as artifacts', async () => {
      const run = await ended(await start());
      const { artifacts } = await way.client.call('runs.project', { run: run.id, to: 'pca', dim: 3 });
      expect(artifacts.map(({ name }) => name)).toContain('map-pca-3.npy');
      expect((await way.fetch(`/arrays/runs/${run.id}/map-pca-3.npy`)).status).toBe(200);
    });

    it('are told to be gone when they are deleted while a map of them is made', async () => {
      const run = await ended(await start());
      const projecting = way.client.call('runs.project', { run: run.id, to: 'pca', dim: 3 });
      const said = expect(projecting).rejects.toMatchObject({ code: 'not_found' });
      await way.client.call('runs.delete', { run: run.id });
      await said;
    });

    it('show what they rebuilt of a sample', async () => {
      const run = await ended(await start());
      const asked = { dataset: dataset.id, row: 1, runs: [run.id] };
      expect((await way.client.call('datasets.sample', asked)).rebuilt_by).toEqual([run.id]);
      expect((await way.fetch(`/pictures/runs/${run.id}/1.png`)).status).toBe(200);
    });

    it('go with their dataset, also while one of them runs', async () => {
      const other = await way.client.call('datasets.import', { source: { path: way.home }, options: {} });
      const run = await start({ dataset: other.id, method: 'autoencoder', params: { epochs: 100_000 } });
      await running(run);
      await way.client.call('datasets.delete', { dataset: other.id });
      await expect(way.client.call('runs.get', { run: run.id })).rejects.toMatchObject({ code: 'not_found' });
      expect(readdirSync(join(way.home, 'runs')).filter((name) => name.startsWith(run.id))).toEqual([]);
    });
  });

  describe('comparing and exporting', () => {
    it('put raw features first, mark the best, and say who won', async () => {
      const pca = await ended(await start());
      const raw = await ended(await start({ method: 'raw' }));
      const asked = { dataset: dataset.id, runs: [pca.id, raw.id] };
      const { representations, best, verdict } = await way.client.call('compare.get', asked);
      expect(representations.map(({ run, dim }) => [run, dim])).toEqual([
        [raw.id, 4],
        [pca.id, 2],
      ]);
      expect(best['knn_accuracy']).toEqual([raw.id]);
      expect(best['trustworthiness']).toEqual([raw.id, pca.id]);
      expect(verdict).toMatchObject({ metric: 'knn_accuracy', winner: raw.id });
      await expect(
        way.client.call('compare.get', { dataset: dataset.id, runs: ['nothere1'] }),
      ).rejects.toMatchObject({ code: 'not_found' });
    });

    it('write codes, ids, labels and split into a folder, twice the same', async () => {
      const run = await ended(await start());
      const to = join(way.home, 'out', 'deep');
      const first = await way.client.call('exports.write', { run: run.id, to, format: 'npy', split: 'test' });
      expect(first.files.map(({ path }) => path.slice(to.length + 1)).sort()).toEqual([
        'classes.json',
        'codes.npy',
        'ids.npy',
        'labels.npy',
        'run.json',
        'split.npy',
      ]);
      expect(first.files.find(({ path }) => path.endsWith('codes.npy'))?.shape).toEqual([4, 2]);
      expect(
        await way.client.call('exports.write', { run: run.id, to, format: 'npy', split: 'test' }),
      ).toEqual(first);
      expect(readdirSync(to)).toHaveLength(6);
    });

    it('give an export as one zip to download', async () => {
      const run = await ended(await start());
      const { url, files } = await way.client.call('exports.download', {
        run: run.id,
        format: 'csv',
        split: 'all',
      });
      expect(files.map(({ path }) => path)).toEqual(['codes.csv', 'run.json']);
      const { status, body } = await way.fetch(url);
      expect(status).toBe(200);
      expect(body.subarray(0, 4)).toEqual(Buffer.from('PK\u0003\u0004'));
      expect((await way.fetch('/downloads/nothere1.zip')).status).toBe(404);
    });
  });
});

describe.each(ways)('a connection %s', (_, open) => {
  it('that is lost rejects what is pending and gives up what it asked for', async () => {
    const way = await open();
    const slow = join(way.home, 'is-slow');
    writeFileSync(slow, '');
    const call = way.client.call('datasets.import', { source: { path: slow }, options: {} });
    const failed = expect(call).rejects.toMatchObject({ code: 'closed' });
    while (readdirSync(join(way.home, 'datasets')).length === 0) await sleep(5);
    way.drop();
    await failed;
    await expect(way.client.call('app.info', {})).rejects.toMatchObject({ code: 'closed' });
    while (readdirSync(join(way.home, 'datasets')).length > 0) await sleep(5);
    await way.close();
  });
});

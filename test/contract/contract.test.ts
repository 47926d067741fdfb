import { createHash } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeNpy } from '../../src-main/contract/index.ts';
import { servicesHere, ways } from './here.ts';

describe.each(ways)('the services %s', (_, open) => {
  const here = servicesHere(open);
  const { start, ended, hear, next } = here;

  describe('calls', () => {
    it('tell what the program is and where it keeps things', async () => {
      expect(await here.call('app.info', {})).toMatchObject({
        version: '1.2.3',
        home: here.home,
        desktop: false,
      });
    });

    it('refuse input that does not fit the contract, before any service sees it', async () => {
      const wrong = { dataset: here.dataset.id, rwo: 1 } as never;
      await expect(here.call('datasets.sample', wrong)).rejects.toMatchObject({ code: 'bad_input' });
      await expect(here.call('datasets.erase' as 'app.info', {})).rejects.toMatchObject({
        code: 'bad_input',
        message: 'There is no call named "datasets.erase".',
      });
    });

    it('say not_found for what does not exist', async () => {
      await expect(here.call('datasets.get', { dataset: 'nothere1' })).rejects.toMatchObject({
        code: 'not_found',
      });
      await expect(here.call('runs.get', { run: 'nothere1' })).rejects.toMatchObject({
        code: 'not_found',
      });
    });

    it('say what cannot be found or read in one sentence, and keep nothing', async () => {
      const before = readdirSync(join(here.home, 'datasets'));
      const gone = { source: { path: join(here.home, 'gone') }, options: {} };
      await expect(here.call('datasets.import', gone)).rejects.toMatchObject({
        code: 'bad_input',
        message: `${join(here.home, 'gone')} does not exist: check the name and try again.`,
      });
      const bad = join(here.home, 'is-bad');
      writeFileSync(bad, '');
      await expect(
        here.call('datasets.import', { source: { path: bad }, options: {} }),
      ).rejects.toMatchObject({
        message: `${bad} holds nothing that can be read.`,
      });
      expect(readdirSync(join(here.home, 'datasets'))).toEqual(before);
    });

    it('are cancelled when their caller gives up, and leave nothing behind', async () => {
      const slow = join(here.home, 'is-slow');
      writeFileSync(slow, '');
      const before = readdirSync(join(here.home, 'datasets'));
      const reading = next('task.progress');
      const giveUp = new AbortController();
      const source = { source: { path: slow }, options: {}, task: 'task1' };
      const importing = here.way.client.call('datasets.import', source, { signal: giveUp.signal });
      expect(await reading).toEqual({
        task: 'task1',
        progress: { fraction: 0.5, phase: 'Reading', seconds_left: 1 },
      });
      giveUp.abort();
      await expect(importing).rejects.toMatchObject({ code: 'cancelled' });
      expect(readdirSync(join(here.home, 'datasets'))).toEqual(before);
    });
  });

  describe('datasets', () => {
    it('are previewed without being kept', async () => {
      const before = await here.call('datasets.list', {});
      const preview = await here.call('datasets.preview', { source: { path: here.home }, options: {} });
      expect(preview).toMatchObject({ found: '20 pictures', rows: 20, splits: { train: 16, test: 4 } });
      expect(await here.call('datasets.list', {})).toEqual(before);
    });

    it('are listed, renamed and deleted, and everyone hears of it', async () => {
      const before = await here.call('datasets.list', {});
      const heard = hear('datasets.changed');
      const { id } = await here.call('datasets.import', { source: { path: here.home }, options: {} });
      const listed = await here.call('datasets.list', {});
      expect(listed.map((each) => each.id)).toEqual([id, ...before.map((each) => each.id)]);
      const renamed = await here.call('datasets.rename', { dataset: id, name: ' other ' });
      expect(renamed.name).toBe('other');
      await here.call('datasets.delete', { dataset: id });
      await expect(here.call('datasets.get', { dataset: id })).rejects.toMatchObject({
        code: 'not_found',
      });
      expect(existsSync(join(here.home, 'datasets', id))).toBe(true);
      await here.call('trash.empty', { ids: [id] });
      expect(existsSync(join(here.home, 'datasets', id))).toBe(false);
      expect(heard.map(({ deleted }) => deleted)).toEqual([false, false, true]);
    });

    it('give their arrays by URL, with the hash that is on record', async () => {
      const { sha256 } = here.dataset.artifacts.find(({ name }) => name === 'matrix.npy') ?? {};
      const { status, body } = await here.way.fetch(`/arrays/datasets/${here.dataset.id}/matrix.npy`);
      expect(status).toBe(200);
      expect(createHash('sha256').update(body).digest('hex')).toBe(sha256);
      expect(decodeNpy(body, 'matrix.npy').shape).toEqual([20, 4]);
    });

    it('show no file that is not on record, however it is asked for', async () => {
      for (const path of ['isthmus.sqlite', '../isthmus.sqlite', '..%2f..%2ftoken', 'matrix.npy.part']) {
        expect((await here.way.fetch(`/arrays/datasets/${here.dataset.id}/${path}`)).status).toBe(404);
      }
    });

    it('show one sample with its id, label, split and picture', async () => {
      const sample = await here.call('datasets.sample', { dataset: here.dataset.id, row: 5, runs: [] });
      expect(sample).toEqual({
        row: 5,
        id: 'sample 5',
        label: 'odd',
        split: 'test',
        values: [],
        features: 4,
        reconstructed_by: [],
      });
      const { status, body } = await here.way.fetch(`/pictures/datasets/${here.dataset.id}/5.png`);
      expect(status).toBe(200);
      expect(body.subarray(1, 4).toString()).toBe('PNG');
      expect((await here.way.fetch(`/pictures/datasets/${here.dataset.id}/20.png`)).status).toBe(404);
      const beyond = { dataset: here.dataset.id, row: 20, runs: [] };
      await expect(here.call('datasets.sample', beyond)).rejects.toMatchObject({ code: 'bad_input' });
    });

    it('come from uploads, whose names are text and never paths', async () => {
      const { upload } = await here.call('uploads.open', {});
      for (const [n, text] of ['first', 'second'].entries()) {
        const put = await here.way.fetch(`/uploads/${upload}/${n}`, new TextEncoder().encode(text));
        expect(put.status).toBe(204);
      }
      const early = { source: { upload }, options: {} };
      await expect(here.call('datasets.preview', early)).rejects.toMatchObject({ code: 'bad_input' });
      await expect(
        here.call('uploads.finish', { upload, name: 'sent', files: ['a', 'b', 'never.png'] }),
      ).rejects.toMatchObject({ message: 'never.png has not arrived whole: send the files again.' });
      await here.call('uploads.finish', { upload, name: 'sent', files: ['../../a.png', '/etc/b.png'] });
      const { id, name, source, warnings } = await here.call('datasets.import', early);
      expect({ name, source, warnings }).toEqual({
        name: 'sent',
        source: 'sent',
        warnings: ['first', 'second'],
      });
      expect(readdirSync(join(here.home, 'uploads'))).toEqual([]);
      await here.call('datasets.delete', { dataset: id });
    });

    it('come from small files sent together, each kept under its own number', async () => {
      const { upload } = await here.call('uploads.open', {});
      const put = (path: string, text: string) =>
        here.way.fetch(`/uploads/${upload}/${path}`, new TextEncoder().encode(text));
      expect((await put('0/5,0,6', 'first, second')).status).toBe(400);
      expect((await put('0/5,0,6', 'firstsec')).status).toBe(400);
      await expect(here.call('uploads.finish', { upload, name: 'sent', files: ['a'] })).rejects.toMatchObject(
        { message: 'a has not arrived whole: send the files again.' },
      );
      expect((await put('0/5,0,6', 'firstsecond')).status).toBe(204);
      await here.call('uploads.finish', { upload, name: 'sent', files: ['a', 'b', 'c'] });
      const { id, warnings } = await here.call('datasets.import', { source: { upload }, options: {} });
      expect(warnings).toEqual(['first', '', 'second']);
      await here.call('datasets.delete', { dataset: id });
    });

    it('cannot be uploaded to where no upload is open', async () => {
      const { status, body } = await here.way.fetch('/uploads/nothere1/0', new Uint8Array(3));
      expect([status, String(body)]).toEqual([404, 'The files are not here any more: drop them again.\n']);
    });
  });

  describe('comparing and exporting', () => {
    it('put raw features first, mark the best, and say who won', async () => {
      const pca = await ended(await start());
      const raw = await ended(await start({ method: 'raw' }));
      const asked = { dataset: here.dataset.id, runs: [pca.id, raw.id] };
      const { representations, best, differences, verdict } = await here.call('compare.get', asked);
      expect(representations.map(({ run, dim }) => [run, dim])).toEqual([
        [raw.id, 4],
        [pca.id, 2],
      ]);
      expect(best['knn_accuracy']).toEqual([raw.id]);
      expect(best['trustworthiness']).toEqual([raw.id, pca.id]);
      expect(verdict).toMatchObject({ metric: 'knn_accuracy', winner: raw.id });
      expect(differences).toMatchObject([
        { run: raw.id, other: pca.id, metric: 'knn_accuracy', value: 0.5 },
        { run: pca.id, other: raw.id, metric: 'knn_accuracy', value: -0.5 },
      ]);
      const { name, html } = await here.call('compare.report', asked);
      expect(name).toBe(`${here.dataset.name}.html`);
      expect(html).toContain(verdict.sentence);
      await expect(
        here.call('compare.get', { dataset: here.dataset.id, runs: ['nothere1'] }),
      ).rejects.toMatchObject({ code: 'not_found' });
    });

    it('write codes, ids, labels and split into a folder, twice the same', async () => {
      const run = await ended(await start());
      const to = join(here.home, 'out', 'deep');
      const first = await here.call('exports.write', { run: run.id, to, format: 'npy', split: 'test' });
      expect(first.files.map(({ path }) => path.slice(to.length + 1)).sort()).toEqual([
        'classes.json',
        'codes.npy',
        'ids.npy',
        'labels.npy',
        'run.json',
        'split.npy',
      ]);
      expect(first.files.find(({ path }) => path.endsWith('codes.npy'))?.shape).toEqual([4, 2]);
      expect(await here.call('exports.write', { run: run.id, to, format: 'npy', split: 'test' })).toEqual(
        first,
      );
      expect(readdirSync(to)).toHaveLength(6);
    });

    it('give an export as one zip to download', async () => {
      const run = await ended(await start());
      const { url, files } = await here.call('exports.download', {
        run: run.id,
        format: 'csv',
        split: 'all',
      });
      expect(files.map(({ path }) => path)).toEqual(['codes.csv', 'run.json']);
      const { status, body } = await here.way.fetch(url);
      expect(status).toBe(200);
      expect(body.subarray(0, 4)).toEqual(Buffer.from('PK\u0003\u0004'));
      expect((await here.way.fetch('/downloads/nothere1.zip')).status).toBe(404);
    });
  });
});

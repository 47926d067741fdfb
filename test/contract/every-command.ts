import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { decodeNpy, type Client, type Run, type Sweep } from '../../src-main/contract/index.ts';
import type { Made } from './every-call.ts';
import { epochs } from './here.ts';

/** What examples of commands find: a home with what was made in it, and a client of services over the same home. */
export interface AtCommand extends Made {
  client: Client;
  home: string;
  /** What a command prints with `--json`. */
  json(args: readonly string[]): Promise<Record<string, unknown>>;
  /** Why a command is refused. */
  refusal(args: readonly string[]): Promise<string>;
}

const floats = (path: string): number[] =>
  Array.from(decodeNpy(readFileSync(path), path).data as Float32Array);

/** Removes the run that a command made, so that others find the home as it was. */
const without = ({ client }: AtCommand, { id }: { id: string }): Promise<null> =>
  client.call('runs.delete', { run: id });

/** An example of every command: what it prints is what the calls give, of the same home, to whoever makes them. */
export const commands: Record<string, (at: AtCommand) => Promise<void>> = {
  async doctor({ client, home, json }) {
    const { version } = await client.call('app.info', {});
    expect(await json(['doctor'])).toMatchObject({ version, home, missing: [] });
  },
  async backup({ home, json }) {
    const { backup } = (await json(['backup'])) as { backup: string };
    expect(backup.startsWith(join(home, 'backups'))).toBe(true);
  },
  async verify({ json }) {
    expect(await json(['verify'])).toMatchObject({ faults: [] });
  },
  // These two want the home for themselves, which is open here.
  async repair({ home, refusal }) {
    expect(await refusal(['repair'])).toBe(
      `${home} is used by another window or command: close it and try again.\n`,
    );
  },
  async restore({ home, refusal }) {
    expect(await refusal(['restore'])).toBe(
      `${home} is used by another window or command: close it and try again.\n`,
    );
  },
  async delete(at) {
    const { client, dataset, json } = at;
    const asked = { dataset: dataset.id, methods: ['raw' as const], dims: [1], seeds: 1 };
    const { sweep } = await client.call('sweeps.start', asked);
    await client.call('sweeps.cancel', { sweep: sweep.id });
    expect(await json(['delete', sweep.id])).toEqual({ deleted: [sweep.id] });
    const trash = await client.call('trash.list', {});
    expect(trash[0]).toMatchObject({ kind: 'sweeps', id: sweep.id, runs: 1 });
    await client.call('trash.empty', { ids: [sweep.id] });
    expect(await at.refusal(['delete', sweep.id])).toMatch(/^There is no dataset, sweep or run /);
  },
  async undelete({ client, pca, json }) {
    const run = await client.call('runs.get', { run: pca.id });
    await client.call('runs.delete', { run: pca.id });
    expect(await json(['undelete', pca.id])).toEqual({ restored: [pca.id] });
    expect(await client.call('runs.get', { run: pca.id })).toEqual(run);
  },
  async trash({ client, source, json }) {
    const { id } = await client.call('datasets.import', { source: { path: source }, options: {} });
    await client.call('datasets.delete', { dataset: id });
    const { trash } = await json(['trash']);
    expect(trash).toEqual(await client.call('trash.list', {}));
    expect(await json(['trash', '--empty'])).toEqual({ emptied: true, trash });
    expect(await client.call('trash.list', {})).toEqual([]);
  },
  async import({ client, source, dataset, json }) {
    const { dataset: made } = (await json(['import', source, '--name', 'again'])) as {
      dataset: { id: string };
    };
    const kept = await client.call('datasets.get', { dataset: made.id });
    expect(kept).toMatchObject(made);
    expect(kept.hash).toBe(dataset.hash);
    await client.call('datasets.delete', { dataset: made.id });
  },
  async datasets({ client, json }) {
    const { datasets } = await json(['datasets']);
    expect(await client.call('datasets.list', {})).toMatchObject(datasets as object);
  },
  async run(at) {
    const { run } = (await at.json(['run', at.dataset.id, '--method', 'pca', '--dim', '2'])) as {
      run: Run;
    };
    const kept = await at.client.call('runs.get', { run: run.id });
    expect(kept).toMatchObject({ status: 'finished', metrics: run.metrics, seed: 0 });
    const codes = ({ artifacts }: Run) => artifacts.find(({ name }) => name === 'codes.npy')?.sha256;
    expect(codes(kept)).toBe(codes(at.pca));
    await without(at, run);
  },
  async runs({ client, dataset, json }) {
    const { runs } = await json(['runs', dataset.id]);
    expect(await client.call('runs.list', { dataset: dataset.id })).toMatchObject(runs as object);
  },
  async resume(at) {
    const { client, dataset, json } = at;
    const start = (method: 'autoencoder' | 'pca', params: object) =>
      client.call('runs.start', { dataset: dataset.id, method, dim: 1, params: { ...params } });
    const first = await start('autoencoder', { epochs: 100_000, hidden: [4] });
    const trains = epochs(client, first, 1);
    const waits = await start('pca', {});
    await trains;
    for (const { id: run } of [waits, first]) await client.call('runs.pause', { run });
    const { run } = (await json(['resume', waits.id])) as { run: Run };
    expect(run).toMatchObject({ id: waits.id, status: 'finished' });
    for (const each of [waits, first]) await without(at, each);
  },
  async branch(at) {
    const asked = ['branch', at.variational.id, '--set', 'epochs=4'];
    const { run } = (await at.json(asked)) as { run: Run };
    expect(run).toMatchObject({ status: 'finished', parent: { run: at.variational.id, epoch: 3 } });
    expect(run.history.slice(0, 3)).toMatchObject(at.variational.history);
    await without(at, run);
  },
  async project({ client, pca, json }) {
    const { map } = (await json(['project', pca.id, '--to', 'identity'])) as {
      map: { path: string; sha256: string };
    };
    const { artifacts } = await client.call('runs.project', { run: pca.id, to: 'identity', dim: 2 });
    expect(artifacts.find(({ name }) => name === 'map-identity-2.npy')?.sha256).toBe(map.sha256);
  },
  async measure({ client, sweep, json }) {
    const [first] = (await client.call('sweeps.get', { sweep: sweep.id })).runs;
    const id = first?.run ?? '';
    const { run } = (await json(['measure', id, '--k', '3'])) as { run: Run };
    expect(run.metrics['knn_accuracy']?.k).toBe(3);
    expect((await client.call('runs.get', { run: id })).metrics).toEqual(run.metrics);
  },
  async sweep({ client, dataset, json }) {
    const made = await json(['sweep', dataset.id, '--methods', 'raw', '--dims', '1']);
    const { sweep, points } = made as { sweep: Sweep; points: unknown };
    expect(await client.call('sweeps.get', { sweep: sweep.id })).toMatchObject({ sweep, points });
    await client.call('sweeps.delete', { sweep: sweep.id });
  },
  async sweeps({ dataset, sweep, json }) {
    const { sweeps } = await json(['sweeps', dataset.id]);
    expect(sweeps).toEqual([{ ...sweep, runs: 1, finished: 1 }]);
  },
  async compare({ client, home, dataset, pca, variational, json }) {
    const runs = [pca.id, variational.id];
    const to = join(home, 'report.html');
    const { report, ...compared } = await json([
      'compare',
      dataset.id,
      '--runs',
      runs.join(),
      '--report',
      to,
    ]);
    expect(compared).toEqual(await client.call('compare.get', { dataset: dataset.id, runs }));
    expect(report).toEqual({ path: to });
    const { html } = await client.call('compare.report', { dataset: dataset.id, runs });
    expect(readFileSync(to, 'utf8')).toBe(html);
  },
  async export({ client, home, pca, json }) {
    const to = join(home, 'exported-by-command');
    const { files } = await json(['export', pca.id, '--to', to]);
    const asked = { run: pca.id, to, format: 'npy', split: 'all' } as const;
    expect((await client.call('exports.write', asked)).files).toEqual(files);
    const safe = await json(['export', pca.id, '--to', to, '--format', 'csv', '--safe-cells']);
    expect(await client.call('exports.write', { ...asked, format: 'csv', safe_cells: true })).toEqual(safe);
  },
  async encode({ home, source, pca, json }) {
    const to = join(home, 'encoded-by-command.npy');
    await json(['encode', pca.id, source, '--to', to]);
    const codes = floats(join(home, 'runs', pca.id, 'codes.npy'));
    floats(to).forEach((value, i) => expect(value).toBeCloseTo(codes[i] ?? NaN, 5));
  },
  async reconstruct({ client, home, pca, json }) {
    const page = { order: 'worst', split: 'all', offset: 0, count: 4 } as const;
    const printed = await json([
      'reconstruct',
      pca.id,
      '--count',
      '4',
      '--to',
      join(home, 'reconstructed.npy'),
    ]);
    expect(printed).toMatchObject(await client.call('models.reconstructions', { run: pca.id, ...page }));
  },
  async decode({ client, home, variational, json }) {
    const to = join(home, 'decoded.npy');
    const codes = join(home, 'runs', variational.id, 'codes.npy');
    await json(['decode', variational.id, codes, '--to', to]);
    const asked = { run: variational.id, codes: [floats(codes).slice(0, 2)] };
    const { pictures } = await client.call('models.decode', asked);
    const { default: sharp } = await import('sharp');
    const png = Buffer.from(pictures?.[0]?.replace(/^[^,]*,/, '') ?? '', 'base64');
    const shown = [...(await sharp(png).extractChannel(0).raw().toBuffer())];
    expect([...Uint8ClampedArray.from(floats(to).slice(0, 64), (value) => value * 255)]).toEqual(shown);
  },
  async traverse({ client, home, pca, json }) {
    const asked = ['--column', '0', '--steps', '3', '--to', join(home, 'moved.npy')];
    const { values } = await json(['traverse', pca.id, ...asked]);
    const same = { run: pca.id, row: null, column: 0, steps: 3 };
    expect(values).toEqual((await client.call('models.traverse', same)).values);
  },
  async interpolate({ client, home, pca, json }) {
    const asked = ['--from', '1', '--to-row', '6', '--steps', '3', '--to', join(home, 'between.npy')];
    const { codes } = await json(['interpolate', pca.id, ...asked]);
    const same = { run: pca.id, from: 1, to: 6, steps: 3 };
    expect(codes).toEqual((await client.call('models.interpolate', same)).codes);
  },
  async sample({ client, home, variational, json }) {
    const asked = ['--count', '2', '--seed', '3', '--to', join(home, 'drawn.npy')];
    const { codes } = await json(['sample', variational.id, ...asked]);
    const same = { run: variational.id, count: 2, seed: 3 };
    expect(codes).toEqual((await client.call('models.draw', same)).codes);
  },
};

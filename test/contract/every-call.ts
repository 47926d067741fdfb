import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect } from 'vitest';
import {
  decodeNpy,
  MapRecord,
  type CallInput,
  type CallName,
  type Client,
  type Dataset,
  type Run,
  type Sweep,
} from '../../src-main/contract/index.ts';
import { writeNpy } from '../../src-main/store/arrays.ts';
import { ended, epochs, next, refusal, when } from './here.ts';
import type { Opened, Way } from './transport.ts';

/** What every example finds in the home: made once, by the real jobs, and left as it was by each of them. */
export interface Made {
  /** The folder that the dataset was imported from: 24 pictures of 8 × 8. */
  source: string;
  dataset: Dataset;
  pca: Run;
  variational: Run;
  /** Of PCA to one number. */
  sweep: Sweep;
}

/** Where a call is made: over some way, by a client that notes what it is asked. */
export interface At extends Made {
  client: Client;
  home: string;
  fetch: Way['fetch'];
}

const rows = 24;
const side = 8;
const features = side * side;
const endless = { epochs: 100_000, hidden: [4] };

/** Writes pictures of two classes, bright at the left or at the top, each with a texture of its own. */
function writePictures(folder: string): void {
  mkdirSync(folder);
  const level = (i: number): number => {
    const [row, x, y] = [Math.floor(i / features), i % side, Math.floor(i / side) % side];
    return 20 * (row % 2 === 0 ? side - x : side - y) + ((i * i * 7 + row * 31) % 60);
  };
  writeNpy(
    join(folder, 'X.npy'),
    Uint8Array.from({ length: rows * features }, (_, i) => level(i)),
    [rows, side, side],
  );
  writeNpy(
    join(folder, 'y.npy'),
    Int32Array.from({ length: rows }, (_, row) => row % 2),
    [rows],
  );
}

/** Fills a home with what the examples need. */
export async function make(client: Client, { home }: Opened): Promise<Made> {
  const source = join(home, 'pictures');
  writePictures(source);
  const dataset = await client.call('datasets.import', { source: { path: source }, options: {} });
  const fit = async (more: Pick<CallInput<'runs.start'>, 'method' | 'params'>): Promise<Run> =>
    ended(client, await client.call('runs.start', { dataset: dataset.id, dim: 2, ...more }));
  const pca = await fit({ method: 'pca', params: {} });
  const variational = await fit({
    method: 'variational_autoencoder',
    params: { epochs: 3, hidden: [4], patience: 0 },
  });
  const asked = { dataset: dataset.id, methods: ['pca' as const], dims: [1], seeds: 1 };
  const { sweep } = await client.call('sweeps.start', asked);
  await sweepOver(client, sweep.id);
  return { source, dataset, pca, variational, sweep };
}

const isOver = ({ status }: { status: string }): boolean => status !== 'queued' && status !== 'running';

const sweepOver = (client: Client, sweep: string) =>
  when(client, 'runs.changed', async () => {
    const state = await client.call('sweeps.get', { sweep });
    return state.runs.every(isOver) ? state : null;
  });

async function array(
  { fetch }: At,
  url: string,
): Promise<{ values: number[]; row: (n: number) => number[] }> {
  const { status, body } = await fetch(`/arrays/${url}`);
  expect([url, status]).toEqual([url, 200]);
  const { data, shape } = decodeNpy(new Uint8Array(body), url);
  const values = Array.from(data as ArrayLike<number>);
  const width = values.length / (shape[0] ?? NaN);
  return { values, row: (n) => values.slice(n * width, (n + 1) * width) };
}

const codesOf = (at: At, run: Run) => array(at, `runs/${run.id}/codes.npy`);

/** Rows to train with, and held out, as the dataset's split has them. */
async function splitOf(at: At): Promise<{ train: number[]; test: number[] }> {
  const { values } = await array(at, `datasets/${at.dataset.id}/split.npy`);
  const of = (part: number): number[] => values.flatMap((value, row) => (value === part ? [row] : []));
  return { train: of(0), test: of(1) };
}

async function pixels(png: string | Buffer): Promise<number[]> {
  const file = typeof png === 'string' ? Buffer.from(png.replace(/^[^,]*,/, ''), 'base64') : png;
  return [...(await sharp(file).extractChannel(0).raw().toBuffer())];
}

/** What was measured, but for how long things took. */
const figures = (metrics: Run['metrics']) =>
  Object.fromEntries(Object.entries(metrics).filter(([name]) => !name.endsWith('_seconds')));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function close(found: readonly number[], expected: readonly number[], digits = 5): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, digits));
}

/** A run of a network that trains, and would for long. */
async function training({ client, dataset }: At): Promise<Run> {
  const asked = { dataset: dataset.id, method: 'autoencoder', dim: 2, params: endless } as const;
  const run = await client.call('runs.start', asked);
  await epochs(client, run, 1);
  return run;
}

/** A run that was cancelled before its turn: a record without files. */
async function cancelled({ client, dataset }: At): Promise<Run> {
  const asked = { dataset: dataset.id, method: 'autoencoder', dim: 2, params: endless } as const;
  const run = await client.call('runs.start', asked);
  await client.call('runs.cancel', { run: run.id });
  return client.call('runs.get', { run: run.id });
}

/** A sweep of two runs that would train for long, all of them cancelled. */
async function cancelledSweep({ client, dataset }: At): Promise<string> {
  const { sweep } = await client.call('sweeps.start', {
    dataset: dataset.id,
    methods: ['autoencoder'],
    dims: [1, 2],
    seeds: 1,
    params: { autoencoder: endless },
  });
  await client.call('sweeps.cancel', { sweep: sweep.id });
  return sweep.id;
}

const statuses = async ({ client }: At, sweep: string): Promise<string[]> =>
  (await client.call('sweeps.get', { sweep })).runs.map(({ status }) => status);

async function opened({ client, source, fetch }: At): Promise<string> {
  const { upload } = await client.call('uploads.open', {});
  const { status } = await fetch(`/uploads/${upload}/0`, readFileSync(join(source, 'X.npy')));
  expect(status).toBe(204);
  return upload;
}

/**
 * An example of every call, with what it must come to: by value where another way to compute it is short. What it gives back
 * is the same over every way in.
 */
export const examples: { [N in CallName]: (at: At) => Promise<unknown> } = {
  async 'app.info'({ client, home }) {
    const info = await client.call('app.info', {});
    expect(info).toMatchObject({ version: '1.2.3', home, missing: null, desktop: false });
    return info;
  },

  async 'datasets.preview'({ client, source, dataset }) {
    const preview = await client.call('datasets.preview', { source: { path: source }, options: {} });
    expect(preview).toMatchObject({ rows, features, kind: 'images', splits: dataset.splits });
    return preview;
  },
  async 'datasets.import'(at) {
    const { client, source, dataset } = at;
    const options = { name: 'again' };
    const { id, created, ...kept } = await client.call('datasets.import', {
      source: { path: source },
      options,
    });
    const { id: _, created: __, ...first } = dataset;
    expect(kept).toEqual({ ...first, name: 'again' });
    const { values } = await array(at, `datasets/${id}/matrix.npy`);
    const given = decodeNpy(readFileSync(join(source, 'X.npy')), 'X.npy').data;
    expect(values).toEqual(Array.from(given as Uint8Array));
    await client.call('datasets.delete', { dataset: id });
  },
  async 'datasets.list'({ client, dataset }) {
    const datasets = await client.call('datasets.list', {});
    expect(datasets).toEqual([dataset]);
    return datasets;
  },
  async 'datasets.get'({ client, dataset }) {
    const found = await client.call('datasets.get', { dataset: dataset.id });
    expect(found).toEqual(dataset);
    return found;
  },
  async 'datasets.rename'({ client, dataset }) {
    const heard = next(client, 'datasets.changed');
    const renamed = await client.call('datasets.rename', { dataset: dataset.id, name: ' other ' });
    expect(renamed).toEqual({ ...dataset, name: 'other' });
    expect(await heard).toEqual({ dataset: dataset.id, deleted: false });
    await client.call('datasets.rename', { dataset: dataset.id, name: dataset.name });
  },
  async 'datasets.delete'({ client, source }) {
    const { id } = await client.call('datasets.import', { source: { path: source }, options: {} });
    expect(await client.call('datasets.delete', { dataset: id })).toBeNull();
    expect(await refusal(client.call('datasets.get', { dataset: id }))).toEqual([
      'not_found',
      expect.stringMatching(/deleted/),
    ]);
  },
  async 'datasets.sample'(at) {
    const { client, dataset, pca, variational } = at;
    const asked = { dataset: dataset.id, row: 3, runs: [pca.id, variational.id] };
    const sample = await client.call('datasets.sample', asked);
    expect(sample).toMatchObject({
      row: 3,
      label: '1',
      features,
      reconstructed_by: [pca.id, variational.id],
    });
    const { body } = await at.fetch(`/pictures/datasets/${dataset.id}/3.png`);
    expect(await pixels(body)).toEqual((await array(at, `datasets/${dataset.id}/matrix.npy`)).row(3));
    return [sample, sha256(body)];
  },

  async 'runs.start'(at) {
    const { client, dataset, pca } = at;
    const asked = { dataset: dataset.id, method: 'pca', dim: 2, params: {}, name: 'again' } as const;
    const run = await ended(client, await client.call('runs.start', asked));
    expect(run).toMatchObject({
      status: 'finished',
      name: 'again',
      versions: pca.versions,
      device: pca.device,
    });
    // The same data and seed come to the same codes, bit for bit, and to the same figures.
    expect((await codesOf(at, run)).values).toEqual((await codesOf(at, pca)).values);
    expect(figures(run.metrics)).toEqual(figures(pca.metrics));
    await client.call('runs.delete', { run: run.id });
  },
  async 'runs.list'({ client, dataset, pca, variational }) {
    const runs = await client.call('runs.list', { dataset: dataset.id });
    expect(runs.map(({ id }) => id)).toEqual(expect.arrayContaining([pca.id, variational.id]));
    return runs.map(({ id }) => id);
  },
  async 'runs.get'({ client, variational }) {
    const run = await client.call('runs.get', { run: variational.id });
    expect(run).toEqual(variational);
    expect(run.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    return run;
  },
  async 'runs.rename'(at) {
    const run = await cancelled(at);
    expect((await at.client.call('runs.rename', { run: run.id, name: ' mine ' })).name).toBe('mine');
    await at.client.call('runs.delete', { run: run.id });
  },
  async 'runs.delete'(at) {
    const { id: run } = await cancelled(at);
    const heard = next(at.client, 'runs.changed', ({ deleted }) => deleted);
    expect(await at.client.call('runs.delete', { run })).toBeNull();
    expect(await heard).toEqual({ run, dataset: at.dataset.id, deleted: true });
    expect(await refusal(at.client.call('runs.get', { run }))).toEqual([
      'not_found',
      expect.stringMatching(/deleted/),
    ]);
  },
  async 'runs.cancel'(at) {
    const { client } = at;
    const { id: run } = await training(at);
    expect(await client.call('runs.cancel', { run })).toBeNull();
    const found = await client.call('runs.get', { run });
    expect(found).toMatchObject({ status: 'cancelled', checkpoint: null, artifacts: [] });
    await client.call('runs.delete', { run });
  },
  async 'runs.stop'(at) {
    const { client } = at;
    const run = await training(at);
    await client.call('runs.stop', { run: run.id });
    const { status, history, message } = await ended(client, run);
    expect([status, history.length < endless.epochs]).toEqual(['finished', true]);
    expect(message).toContain(`on request after epoch ${history.length} of 100000;`);
    await client.call('runs.delete', { run: run.id });
  },
  async 'runs.pause'(at) {
    const { client } = at;
    const { id: run } = await training(at);
    await client.call('runs.pause', { run });
    const { status, history, checkpoint, message } = await client.call('runs.get', { run });
    expect([status, checkpoint]).toEqual(['paused', history.length]);
    expect(message).toBe(`Paused after epoch ${checkpoint} of 100000; resume it to continue from there.`);
    await client.call('runs.delete', { run });
  },
  async 'runs.resume'(at) {
    const { client } = at;
    const { id: run } = await training(at);
    await client.call('runs.pause', { run });
    const { checkpoint } = await client.call('runs.get', { run });
    const goesOn = epochs(client, { id: run }, (checkpoint ?? NaN) + 1);
    expect(await client.call('runs.resume', { run })).toMatchObject({ id: run, checkpoint, message: null });
    await goesOn;
    await client.call('runs.cancel', { run });
    await client.call('runs.delete', { run });
  },
  async 'runs.branch'({ client, variational }) {
    const asked = { run: variational.id, params: { epochs: 4 }, name: 'longer' };
    const run = await ended(client, await client.call('runs.branch', asked));
    expect(run).toMatchObject({ status: 'finished', parent: { run: variational.id, epoch: 3 } });
    expect(run.history.slice(0, 3)).toEqual(variational.history);
    expect(run.history).toHaveLength(4);
    await client.call('runs.delete', { run: run.id });
  },
  async 'runs.project'(at) {
    const { client, pca } = at;
    const asked = { run: pca.id, to: 'umap', dim: 2, params: { n_epochs: 10, n_neighbors: 5 } } as const;
    const { artifacts } = await client.call('runs.project', asked);
    const map = artifacts.find(({ name }) => name === 'map-umap-2.npy');
    expect(map?.shape).toEqual([rows, 2]);
    const { body } = await at.fetch(`/arrays/runs/${pca.id}/map-umap-2.npy`);
    expect(sha256(body)).toBe(map?.sha256);
    // Another takes its place, so that every way makes it.
    await client.call('runs.project', { ...asked, seed: 1 });
    return map;
  },
  async 'runs.stopProject'(at) {
    const { client, pca } = at;
    const shown = next(client, 'maps.progress', ({ live }) => live > 0);
    const params = { n_iter: 20_000 };
    const made = client.call('runs.project', { run: pca.id, to: 'tsne', dim: 2, params });
    await shown;
    expect(await client.call('runs.stopProject', { run: pca.id, to: 'tsne', dim: 2 })).toBeNull();
    await made;
    const { body } = await at.fetch(`/arrays/runs/${pca.id}/map-tsne-2.json`);
    expect(MapRecord.parse(JSON.parse(String(body))).ended_early).toBe(true);
  },
  async 'runs.measure'({ client, sweep }) {
    // Of this run nothing else is asked that the seconds of measuring are part of.
    const [first] = (await client.call('sweeps.get', { sweep: sweep.id })).runs;
    const before = await client.call('runs.get', { run: first?.run ?? '' });
    const told = next(client, 'task.progress');
    const { metrics } = await client.call('runs.measure', { run: before.id, k: 3, task: 'task1' });
    expect(await told).toMatchObject({ task: 'task1', progress: { phase: expect.any(String) } });
    expect(metrics['knn_accuracy']?.k).toBe(3);
    // With as many neighbours as at first it comes to what it was.
    const after = await client.call('runs.measure', { run: before.id });
    expect(figures(after.metrics)).toEqual(figures(before.metrics));
    return figures(metrics);
  },
  async 'runs.neighbours'(at) {
    const { row } = await codesOf(at, at.pca);
    const distance = (other: number): number =>
      Math.hypot(...row(4).map((v, i) => v - (row(other)[i] ?? NaN)));
    const others = Array.from({ length: rows }, (_, n) => n).filter((n) => n !== 4);
    const nearest = others.sort((a, b) => distance(a) - distance(b)).slice(0, 5);
    const found = await at.client.call('runs.neighbours', { run: at.pca.id, row: 4, k: 5 });
    expect(found.rows).toEqual(nearest);
    close(found.distances, nearest.map(distance));
    return found;
  },

  async 'sweeps.start'({ client, dataset }) {
    const asked = { dataset: dataset.id, methods: ['raw', 'pca'], dims: [1, 100], seeds: 1 };
    const { sweep, left_out } = await client.call('sweeps.start', asked as CallInput<'sweeps.start'>);
    expect(left_out).toEqual([expect.stringMatching(/^PCA is left out at 100: /)]);
    const { runs, points } = await sweepOver(client, sweep.id);
    expect(runs.map(({ method, dim, status }) => [method, dim, status])).toEqual([
      ['raw', features, 'finished'],
      ['pca', 1, 'finished'],
    ]);
    await client.call('sweeps.delete', { sweep: sweep.id });
    return points.map(({ method, metrics }) => [method, metrics['knn_accuracy']]);
  },
  async 'sweeps.list'({ client, dataset, sweep }) {
    const sweeps = await client.call('sweeps.list', { dataset: dataset.id });
    expect(sweeps).toEqual([sweep]);
    return sweeps;
  },
  async 'sweeps.get'({ client, sweep }) {
    const state = await client.call('sweeps.get', { sweep: sweep.id });
    const { metrics } = await client.call('runs.get', { run: state.runs[0]?.run ?? '' });
    expect(state.points[0]?.metrics['knn_accuracy']?.mean).toBe(metrics['knn_accuracy']?.value);
    return state.runs;
  },
  async 'sweeps.cancel'(at) {
    const sweep = await cancelledSweep(at);
    expect(await statuses(at, sweep)).toEqual(['cancelled', 'cancelled']);
    await at.client.call('sweeps.delete', { sweep });
  },
  async 'sweeps.resume'(at) {
    const sweep = await cancelledSweep(at);
    expect(await at.client.call('sweeps.resume', { sweep })).toBeNull();
    expect((await statuses(at, sweep)).every((status) => status === 'queued' || status === 'running')).toBe(
      true,
    );
    await at.client.call('sweeps.cancel', { sweep });
    await at.client.call('sweeps.delete', { sweep });
  },
  async 'sweeps.delete'(at) {
    const sweep = await cancelledSweep(at);
    expect(await at.client.call('sweeps.delete', { sweep })).toBeNull();
    expect(await refusal(at.client.call('sweeps.get', { sweep }))).toEqual([
      'not_found',
      expect.stringMatching(/deleted/),
    ]);
  },

  async 'trash.list'(at) {
    const run = await cancelled(at);
    await at.client.call('runs.delete', { run: run.id });
    const [first] = await at.client.call('trash.list', {});
    const { id, name } = at.dataset;
    expect(first).toMatchObject({
      kind: 'runs',
      id: run.id,
      name: run.name,
      dataset: { id, name },
      runs: 1,
      bytes: 0,
    });
    const days = (Date.parse(first?.expires ?? '') - Date.parse(first?.deleted ?? '')) / 86_400_000;
    expect(days).toBe(30);
    await at.client.call('trash.empty', { ids: [run.id] });
  },
  async 'trash.restore'(at) {
    const { client } = at;
    const pca = await client.call('runs.get', { run: at.pca.id });
    const codes = await codesOf(at, pca);
    await client.call('runs.delete', { run: pca.id });
    const heard = next(client, 'runs.changed', ({ run }) => run === pca.id);
    expect(await client.call('trash.restore', { id: pca.id })).toBeNull();
    expect(await heard).toEqual({ run: pca.id, dataset: pca.dataset, deleted: false });
    expect(await client.call('runs.get', { run: pca.id })).toEqual(pca);
    expect((await codesOf(at, pca)).values).toEqual(codes.values);
  },
  async 'trash.empty'(at) {
    const { client, source } = at;
    const { id } = await client.call('datasets.import', { source: { path: source }, options: {} });
    await client.call('datasets.delete', { dataset: id });
    expect(existsSync(join(at.home, 'datasets', id))).toBe(true);
    expect(await client.call('trash.empty', { ids: [id] })).toBeNull();
    expect(existsSync(join(at.home, 'datasets', id))).toBe(false);
    expect(await refusal(client.call('trash.restore', { id }))).toEqual([
      'not_found',
      `There is no ${id} in the trash: \`isthmus trash\` lists what is.`,
    ]);
  },

  async 'home.verify'({ client }) {
    const { faults, ...counts } = await client.call('home.verify', {});
    expect(faults).toEqual([]);
    expect(counts.datasets).toBeGreaterThanOrEqual(1);
    expect(counts.runs).toBeGreaterThanOrEqual(3);
  },
  async 'home.backup'({ client, home }) {
    const { backup } = await client.call('home.backup', {});
    expect(dirname(backup)).toBe(join(home, 'backups'));
    expect(readFileSync(backup).subarray(0, 15).toString()).toBe('SQLite format 3');
  },

  async 'models.codes'(at) {
    const { row } = await codesOf(at, at.pca);
    const found = await at.client.call('models.codes', { run: at.pca.id, rows: [5, 0] });
    expect(found.codes).toEqual([row(5), row(0)]);
    const { train } = await splitOf(at);
    found.ranges.forEach(({ min, max, mean, deviation }, column) => {
      const values = train.map((n) => row(n)[column] ?? NaN);
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      const spread = Math.sqrt(
        values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length,
      );
      close([min, max, mean, deviation], [Math.min(...values), Math.max(...values), average, spread]);
    });
    return found;
  },
  async 'models.reconstructions'(at) {
    const original = await array(at, `datasets/${at.dataset.id}/matrix.npy`);
    const reconstructed = await array(at, `runs/${at.pca.id}/reconstruction.npy`);
    const error = (n: number): number =>
      original
        .row(n)
        .reduce((sum, level, f) => sum + ((level - (reconstructed.row(n)[f] ?? NaN)) / 255) ** 2, 0);
    const { test } = await splitOf(at);
    const worst = test.sort((a, b) => error(b) - error(a)).slice(0, 3);
    const page = { order: 'worst', split: 'test', offset: 0, count: 3 } as const;
    const found = await at.client.call('models.reconstructions', { run: at.pca.id, ...page });
    expect([found.total, found.rows.map(({ row }) => row)]).toEqual([test.length, worst]);
    close(
      found.rows.map((each) => each.error),
      worst.map(error),
      // Reconstructed pictures are kept rounded to levels, and were not when their error was taken.
      2,
    );
    return found;
  },
  async 'models.decode'(at) {
    const codes = [(await codesOf(at, at.pca)).row(4)];
    const found = await at.client.call('models.decode', { run: at.pca.id, codes });
    const { body } = await at.fetch(`/pictures/runs/${at.pca.id}/4.png`);
    expect(await pixels(found.pictures?.[0] ?? '')).toEqual(await pixels(body));
    return found;
  },
  async 'models.traverse'({ client, pca }) {
    const [range] = (await client.call('models.codes', { run: pca.id, rows: [] })).ranges;
    const asked = { run: pca.id, row: null, column: 0, steps: 3 };
    const found = await client.call('models.traverse', asked);
    const { min, max } = range ?? { min: NaN, max: NaN };
    close(found.values, [min, (min + max) / 2, max]);
    expect(new Set(found.decoded.pictures).size).toBe(3);
    return found;
  },
  async 'models.interpolate'(at) {
    const { row } = await codesOf(at, at.pca);
    const found = await at.client.call('models.interpolate', { run: at.pca.id, from: 1, to: 6, steps: 3 });
    found.codes.forEach((code, step) => {
      close(
        code,
        row(1).map((from, i) => from + (step / 2) * ((row(6)[i] ?? NaN) - from)),
      );
    });
    expect(found.decoded.pictures).toHaveLength(3);
    return found;
  },
  async 'models.draw'({ client, variational }) {
    const found = await client.call('models.draw', { run: variational.id, count: 2, seed: 3 });
    expect(found.codes.flat().every(Number.isFinite)).toBe(true);
    // What is drawn is decoded as any code is.
    expect(await client.call('models.decode', { run: variational.id, codes: found.codes })).toEqual(
      found.decoded,
    );
    return found;
  },
  async 'models.encode'(at) {
    const { client, home, source, variational } = at;
    const to = join(home, 'encoded.npy');
    const told = next(client, 'task.progress');
    const asked = { run: variational.id, source: { path: source }, to, task: 'task2' };
    const { files, warnings } = await client.call('models.encode', asked);
    expect((await told).task).toBe('task2');
    const encoded = decodeNpy(readFileSync(to), to).data as Float32Array;
    close([...encoded], (await codesOf(at, variational)).values);
    expect(files).toEqual([{ path: to, shape: [rows, 2], sha256: sha256(readFileSync(to)) }]);
    return [files, warnings];
  },
  async 'models.filters'({ client, variational }) {
    const found = await client.call('models.filters', { run: variational.id, count: 3 });
    expect([found.total, found.decoded.pictures?.length]).toEqual([4, 3]);
    expect(found.strengths).toEqual([...found.strengths].sort((a, b) => b - a));
    return found;
  },

  async 'compare.get'({ client, dataset, pca, variational }) {
    const asked = { dataset: dataset.id, runs: [variational.id, pca.id] };
    const found = await client.call('compare.get', asked);
    const [first, second] = found.representations;
    expect([first?.run, second?.run].sort()).toEqual([pca.id, variational.id].sort());
    for (const { run, metrics } of found.representations) {
      expect(metrics).toEqual((run === pca.id ? pca : variational).metrics);
    }
    return found;
  },
  async 'compare.report'({ client, dataset, pca, variational }) {
    const asked = { dataset: dataset.id, runs: [pca.id, variational.id] };
    const found = await client.call('compare.report', asked);
    expect(found.name).toBe(`${dataset.name}.html`);
    expect(found.html).toContain((await client.call('compare.get', asked)).verdict.sentence);
    return found;
  },

  async 'exports.write'(at) {
    const { client, home, pca } = at;
    const to = join(home, 'exported');
    const { files } = await client.call('exports.write', { run: pca.id, to, format: 'npy', split: 'test' });
    const codes = decodeNpy(readFileSync(join(to, 'codes.npy')), 'codes.npy').data as Float32Array;
    const { row } = await codesOf(at, pca);
    expect([...codes]).toEqual((await splitOf(at)).test.flatMap(row));
    for (const { path, sha256: hash } of files) expect(sha256(readFileSync(path))).toBe(hash);
    return files;
  },
  async 'exports.download'({ client, fetch, pca }) {
    const { url, files } = await client.call('exports.download', {
      run: pca.id,
      format: 'csv',
      split: 'all',
    });
    const { status, body } = await fetch(url);
    expect([status, body.subarray(0, 4)]).toEqual([200, Buffer.from('PK\u0003\u0004')]);
    return files;
  },

  async 'uploads.open'(at) {
    const upload = await opened(at);
    await at.client.call('uploads.discard', { upload });
  },
  async 'uploads.finish'(at) {
    const upload = await opened(at);
    const named = { upload, name: 'sent', files: ['X.npy'] };
    expect(await at.client.call('uploads.finish', named)).toBeNull();
    const preview = await at.client.call('datasets.preview', { source: { upload }, options: {} });
    expect(preview).toMatchObject({ name: 'sent', rows, features });
    await at.client.call('uploads.discard', { upload });
    return preview;
  },
  async 'uploads.discard'(at) {
    const upload = await opened(at);
    expect(await at.client.call('uploads.discard', { upload })).toBeNull();
    expect(await refusal(at.client.call('datasets.preview', { source: { upload }, options: {} }))).toEqual([
      'not_found',
      expect.any(String),
    ]);
  },
};

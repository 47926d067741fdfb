import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy, MapRecord, type CallInput, type Run } from '../../src-main/contract/index.ts';
import { ended, next, refusal, servicesHere, ways } from './here.ts';
import { seeds } from './seeds.ts';
import { closeServices, openServices } from './transport.ts';

const forEver = { n_epochs: 5_000 };

describe.each(ways)('maps %s', (_, open) => {
  const here = servicesHere(open);
  let raw: Run;
  let run: Run;
  beforeAll(async () => {
    run = await here.ended(await here.start());
    raw = await here.ended(await here.start({ method: 'raw' }));
  });

  type Asked = Partial<CallInput<'runs.project'>>;
  const asked = (more: Asked = {}): CallInput<'runs.project'> => ({
    run: run.id,
    to: 'umap',
    dim: 2,
    ...more,
  });
  const project = (more?: Asked, signal?: AbortSignal): Promise<Run> =>
    here.way.client.call('runs.project', asked(more), signal ? { signal } : {});
  const shaOf = ({ artifacts }: Run, name: string): string | undefined =>
    artifacts.find((each) => each.name === name)?.sha256;
  const url = (name: string, of = run): string => `/arrays/runs/${of.id}/${name}`;
  const recordOf = async (name: string): Promise<MapRecord> =>
    MapRecord.parse(JSON.parse((await here.way.fetch(url(name))).body.toString()));
  /** Scratch folders of maps, measures and exports. */
  const scratch = (): string[] =>
    ['runs', 'exports'].flatMap((folder) =>
      readdirSync(join(here.home, folder)).filter((name) => name.endsWith('.part')),
    );
  /** The first map from now on that is shown while it is made. */
  const shown = () => here.next('maps.progress', ({ live, done }) => live > 0 && !done);
  const news = (heard: { to: string; dim: number; run: string; done: boolean }[]) =>
    heard.filter((each) => each.run === run.id).map(({ done }) => done);

  it('end when Isthmus is closed, and leave nothing half done', async () => {
    const own = openServices();
    const { client, close } = await open(own);
    const source = { path: own.home };
    const { id: dataset } = await client.call('datasets.import', { source, options: {} });
    const { id } = await client.call('runs.start', { dataset, method: 'pca', dim: 2, params: {} });
    await ended(client, { id });
    const shown = next(client, 'maps.progress', ({ live }) => live > 0);
    const made = refusal(client.call('runs.project', { run: id, to: 'umap', dim: 2, params: forEver }));
    await shown;
    await own.services.close();
    expect(await made).toEqual(['closed', expect.any(String)]);
    expect(readdirSync(join(own.home, 'runs'))).toEqual([id]);
    await close();
    await closeServices(own);
  });

  it('are kept as arrays, with the parameters that make them complete', async () => {
    const { artifacts } = await project({ params: { n_epochs: 4 }, seed: 7 });
    expect(artifacts).toContainEqual(
      expect.objectContaining({ name: 'map-umap-2.npy', shape: [20, 2], dtype: 'float32' }),
    );
    const { status, body } = await here.way.fetch(url('map-umap-2.npy'));
    expect([status, decodeNpy(new Uint8Array(body), 'map').data[0]]).toEqual([200, 7]);
    expect(await recordOf('map-umap-2.json')).toMatchObject({
      to: 'umap',
      dim: 2,
      params: { n_epochs: 4, n_neighbors: 15, min_dist: 0.1, threads: 'one' },
      seed: 7,
      ended_early: false,
    });
    // The neighbours it was made of are for all to use.
    expect(artifacts.map(({ name }) => name)).toContain('neighbours.npy');
  });

  it('are not made again where they are there, but for other parameters or another seed', async () => {
    const first = await project({ params: { n_epochs: 3 } });
    const heard = here.hear('maps.progress');
    expect(await project({ params: { n_epochs: 3 } })).toEqual(first);
    await project({ to: 'pca', dim: 3, seed: 1 });
    await project({ to: 'pca', dim: 3, seed: 2 });
    expect(news(heard).filter((done) => done)).toHaveLength(1);
    const other = await project({ params: { n_epochs: 3 }, seed: 5 });
    expect(shaOf(other, 'map-umap-2.npy')).not.toBe(shaOf(first, 'map-umap-2.npy'));
    expect(other.artifacts).toHaveLength(first.artifacts.length + 2);
    expect((await recordOf('map-umap-2.json')).seed).toBe(5);
  });

  it('tell how they come along and show themselves meanwhile, and end it once', async () => {
    const heard = here.hear('maps.progress');
    const isShown = shown();
    const made = project({ params: { n_epochs: 100 } });
    await isShown;
    expect((await here.way.fetch(url('map-umap-2-live.npy'))).status).toBe(200);
    await made;
    expect((await here.way.fetch(url('map-umap-2-live.npy'))).status).toBe(404);
    const fractions = heard.map(({ progress }) => progress.fraction ?? 0);
    expect(Math.max(...fractions)).toBeGreaterThan(0.5);
    expect(news(heard).filter((done) => done)).toHaveLength(1);
    expect(heard.at(-1)).toMatchObject({ run: run.id, to: 'umap', dim: 2, done: true });
    expect(scratch()).toEqual([]);
  });

  it('are stopped early and kept as they are, and made in full when they are asked for again', async () => {
    const isShown = shown();
    const made = project({ params: { ...forEver, min_dist: 0.2 } });
    await isShown;
    await here.call('runs.stopProject', { run: run.id, to: 'umap', dim: 2 });
    await made;
    const { ended_early, facts } = await recordOf('map-umap-2.json');
    expect(ended_early).toBe(true);
    expect(facts['epochs']).toBeLessThan(5_000);
    const cancel = new AbortController();
    const isShownAgain = shown();
    const again = refusal(project({ params: { ...forEver, min_dist: 0.2 } }, cancel.signal));
    await isShownAgain;
    cancel.abort();
    expect(await again).toEqual(['cancelled', expect.any(String)]);
  });

  it('that are cancelled leave the map that was there before', async () => {
    const before = await project({ params: { n_epochs: 5 } });
    const heard = here.hear('maps.progress');
    const cancel = new AbortController();
    const isShown = shown();
    const refused = refusal(project({ params: forEver }, cancel.signal));
    await isShown;
    cancel.abort();
    expect(await refused).toEqual(['cancelled', expect.any(String)]);
    expect(heard.at(-1)?.done).toBe(true);
    const after = await here.call('runs.get', { run: run.id });
    expect(after.artifacts).toEqual(before.artifacts);
    expect((await recordOf('map-umap-2.json')).params['n_epochs']).toBe(5);
    expect(scratch()).toEqual([]);
  });

  it('under which the process ends leave the map that was there before, and the next one is made', async () => {
    const before = await project({ params: { n_epochs: 5 } });
    expect(await refusal(project({ seed: seeds.crashes }))).toEqual([
      'internal',
      expect.stringMatching(/crashed/),
    ]);
    expect((await here.call('runs.get', { run: run.id })).artifacts).toEqual(before.artifacts);
    expect(scratch()).toEqual([]);
    await project({ params: { n_epochs: 6 } });
  });

  it('are made once for all that ask for them at once, until the last of them gives up', async () => {
    const heard = here.hear('maps.progress');
    const params = { n_epochs: 80 };
    const leaves = new AbortController();
    const isShown = shown();
    const first = refusal(project({ params }, leaves.signal));
    const second = project({ params });
    await isShown;
    leaves.abort();
    expect(await first).toEqual(['cancelled', expect.any(String)]);
    expect((await second).artifacts.map(({ name }) => name)).toContain('map-umap-2.npy');
    expect((await recordOf('map-umap-2.json')).params['n_epochs']).toBe(80);
    expect(news(heard).filter((done) => done)).toHaveLength(1);
  });

  it('of one kind with other parameters wait for one another, and the last asked for stays', async () => {
    const both = [project({ params: { n_epochs: 20 } }), project({ params: { n_epochs: 21 } })];
    await Promise.all(both);
    expect((await recordOf('map-umap-2.json')).params['n_epochs']).toBe(21);
  });

  it('do not wait for training', async () => {
    const training = await here.start({ method: 'autoencoder', params: { epochs: 100_000 } });
    await here.comes(training, 'running');
    await project({ to: 'pca', dim: 2, seed: 0 });
    expect((await here.call('runs.get', { run: training.id })).status).toBe('running');
    await here.call('runs.cancel', { run: training.id });
  });

  it("are turned to lie on the map of the dataset's first run, raw features before all others", async () => {
    await project({ to: 'umap', params: { n_epochs: 2 } });
    expect((await recordOf('map-umap-2.json')).aligned_to).toBe(raw.id);
  });

  it('asked for at once are turned to lie on the one that is made first', async () => {
    const to3 = (of: Run): Promise<Run> => project({ run: of.id, dim: 3, params: { n_epochs: 3 } });
    await Promise.all([to3(raw), to3(run)]);
    expect((await recordOf('map-umap-3.json')).aligned_to).toBe(raw.id);
  });

  it('are told to be gone when their run is deleted meanwhile, and are given up', async () => {
    const gone = await here.ended(await here.start());
    const isShown = shown();
    const refused = refusal(project({ run: gone.id, params: forEver }));
    await isShown;
    await here.call('runs.delete', { run: gone.id });
    expect(await refused).toEqual(['not_found', `There is no run ${gone.id}: it may have been deleted.`]);
    expect(scratch()).toEqual([]);
    await here.call('trash.empty', { ids: [gone.id] });
    expect(existsSync(join(here.home, 'runs', gone.id))).toBe(false);
  });

  it('are refused at once where they cannot be made', async () => {
    expect(await refusal(project({ params: { n_neighbours: 5 } }))).toEqual([
      'bad_input',
      expect.stringMatching(/^A UMAP map has no parameter called "n_neighbours": it has n_neighbors, /),
    ]);
    expect(await refusal(project({ params: { n_neighbors: 20 } }))).toEqual([
      'bad_input',
      'twenty has 20 samples, so "n_neighbors" can be 19 at most, not 20.',
    ]);
    expect(await refusal(project({ to: 'identity', dim: 3 }))).toEqual([
      'bad_input',
      'A sample has 2 numbers here, fewer than the 3 axes: choose another map.',
    ]);
    expect(await refusal(project({ run: 'nothere1' }))).toMatchObject(['not_found', expect.any(String)]);
    const training = await here.start({ method: 'autoencoder', params: { epochs: 100_000 } });
    expect(await refusal(project({ run: training.id }))).toEqual([
      'bad_input',
      expect.stringMatching(/ is (running|queued): only a finished run has a map\.$/),
    ]);
    await here.call('runs.cancel', { run: training.id });
    expect(await refusal(here.call('runs.stopProject', { run: run.id, to: 'umap', dim: 2 }))).toEqual([
      'bad_input',
      `No UMAP map of ${run.name} to 2 axes is being made here.`,
    ]);
    expect(await refusal(here.call('runs.stopProject', { run: run.id, to: 'pca', dim: 2 }))).toEqual([
      'bad_input',
      'A Principal components map has no steps to stop between: cancel it instead.',
    ]);
  });

  it('of discriminants are refused where there are no labels', async () => {
    const path = join(here.home, 'a-table');
    writeFileSync(path, '');
    const { id: dataset } = await here.call('datasets.import', { source: { path }, options: {} });
    const unlabelled = await here.ended(await here.start({ dataset }));
    expect(await refusal(project({ run: unlabelled.id, to: 'lda' }))).toEqual([
      'bad_input',
      'A map of linear discriminants needs labels, and this dataset has none: choose another map.',
    ]);
  });

  it('take new rows, where they can and are there', async () => {
    const source = { path: here.home };
    const to = join(here.home, 'placed.npy');
    const encode = (map: { to: 'pca' | 'tsne' | 'lda'; dim: 2 | 3 }) =>
      here.call('models.encode', { run: run.id, source, to, map });
    await project({ to: 'pca', dim: 3 });
    const { files, url: none } = await encode({ to: 'pca', dim: 3 });
    expect([files, none]).toEqual([
      [{ path: to, shape: [2, 3], sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      null,
    ]);
    expect(await refusal(encode({ to: 'tsne', dim: 2 }))).toEqual([
      'bad_input',
      'New rows have no place in a t-SNE map: choose one of pca, umap, lda, identity.',
    ]);
    expect(await refusal(encode({ to: 'lda', dim: 3 }))).toEqual([
      'bad_input',
      `${run.name} has no Linear discriminants map to 3 axes yet: \`isthmus project ${run.id} --to lda --dim 3\` makes it.`,
    ]);
    expect(scratch()).toEqual([]);
  });
});

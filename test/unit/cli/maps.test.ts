import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy } from '../../../src-main/contract/index.ts';
import { commandHere } from './command-here.ts';

const here = commandHere();
const { isthmus, json } = here;

interface Mapped {
  map: { path: string; shape: number[]; sha256: string; params: Record<string, unknown>; seed: number };
}

describe('on the command line', () => {
  let run: string;
  beforeAll(async () => {
    run = (await json<{ run: { id: string } }>(['run', here.home, '--method', 'pca', '--dim', '2'])).run.id;
  });

  it('a map is made as it is asked for, and told with all it was made with', async () => {
    const set = ['--set', 'n_neighbors=4', '--set', 'n_epochs=3', '--seed', '9'];
    const { map } = await json<Mapped>(['project', run, '--to', 'umap', '--dim', '3', ...set]);
    expect(map).toMatchObject({
      path: expect.stringMatching(new RegExp(`/runs/${run}/[a-z0-9]{12}/map-umap-3\\.npy$`)),
      shape: [20, 3],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      to: 'umap',
      dim: 3,
      params: { n_neighbors: 4, n_epochs: 3, min_dist: 0.1 },
      seed: 9,
      rows: 20,
      repeatable: true,
      ended_early: false,
    });
    expect(decodeNpy(readFileSync(map.path), 'map').shape).toEqual([20, 3]);
    const columns = await json<Mapped>(['project', run, '--to', 'identity', '--set', 'columns=1,0']);
    expect(columns.map.params).toEqual({ columns: [1, 0] });
    const { out } = await isthmus(['project', run, '--to', 'pca']);
    expect(out).toMatch(/map-pca-2\.npy\nPrincipal components to 2 axes, of 20 samples, in 1\.0 s\.\n/);
  });

  it('a map that is not wanted any more is given up with Ctrl+C', async () => {
    const asked = ['project', run, '--to', 'umap', '--set', 'n_epochs=5000'];
    const { status, err } = await isthmus(asked, async (interrupt) => {
      while (!readdirSync(join(here.home, 'runs')).some((name) => name.endsWith('.part'))) await sleep(20);
      interrupt();
    });
    expect([status, err]).toEqual([130, 'Cancelled.\n']);
    expect(readdirSync(join(here.home, 'runs')).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(existsSync(join(here.home, 'runs', run, 'map-umap-2.npy'))).toBe(false);
  });

  it('a run is measured anew', async () => {
    const { run: after } = await json<{ run: { metrics: unknown } }>(['measure', run, '--k', '3']);
    expect(after.metrics).toMatchObject({ knn_accuracy: { value: 0.25, k: 3 }, fit_seconds: { value: 0.1 } });
  });

  it('figures of several numbers of neighbours are shown each with how many', async () => {
    const made = await json<{ run: { id: string; dataset: string } }>(['run', here.home, '--method', 'pca']);
    const { id, dataset } = made.run;
    const line = async (): Promise<string> => {
      const { out } = await isthmus(['compare', dataset]);
      return out.split('\n').find((each) => each.startsWith('knn_accuracy')) ?? '';
    };
    await json(['measure', id, '--k', '3']);
    expect(await line()).not.toContain('k =');
    await json(['measure', id, '--k', '4']);
    expect(await line()).toMatch(/25\.0 % k = 3 .*25\.0 % k = 4/);
  });

  it('new rows are placed in a map', async () => {
    const to = join(here.home, 'placed.npy');
    const { files } = await json<{ files: unknown[] }>([
      'encode',
      run,
      here.home,
      '--to',
      to,
      '--map',
      'pca',
    ]);
    expect(files).toMatchObject([{ path: to, shape: [2, 2] }]);
  });

  it.each([
    [
      ['project', 'RUN', '--to', 'umap', '--set', 'neighbours=4'],
      /^A UMAP map has no parameter called "neighbours": it has n_neighbors, /,
    ],
    [['project', 'RUN', '--to', 'som'], /^--to takes pca, umap, tsne, lda, identity, not som\.\n$/],
    [['project', 'RUN', '--to', 'pca', '--dim', '4'], /^--dim takes 2, 3, not 4\.\n$/],
    [['measure', 'RUN', '--k', '0'], /^--k takes a whole number from 1 to 1,000, not 0\.\n$/],
    [['measure', 'RUN', '--k', '900'], /too few for 900 neighbours: choose at most 16\.\n$/],
    [
      ['encode', 'RUN', '.', '--to', 'x.npy', '--map', 'tsne'],
      /^New rows have no place in a t-SNE map: choose one of pca, umap, lda, identity\.\n$/,
    ],
    [
      ['encode', 'RUN', '.', '--to', 'x.npy', '--map', 'lda'],
      /^PCA 2 has no Linear discriminants map to 2 axes yet: `isthmus project RUN --to lda` makes it\.\n$/,
    ],
    [
      ['encode', 'RUN', '.', '--to', 'x.npy', '--dim', '3'],
      /^--dim says how many axes a map has: name the map with --map\.\n$/,
    ],
  ])('%j is refused in one sentence', async (args, sentence) => {
    const { status, out, err } = await isthmus(args.map((arg) => (arg === 'RUN' ? run : arg)));
    expect([status, out]).toEqual([1, '']);
    expect(err.replaceAll(run, 'RUN')).toMatch(sentence);
  });
});

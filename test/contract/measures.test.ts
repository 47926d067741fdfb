import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy, type Run } from '../../src-main/contract/index.ts';
import { refusal, servicesHere, ways } from './here.ts';
import { neverMeasured } from './seeds.ts';

describe.each(ways)('measuring anew %s', (_, open) => {
  const here = servicesHere(open);
  let run: Run;
  beforeAll(async () => void (run = await here.ended(await here.start())));

  it('puts new figures in place of those of the run, but for the seconds of its fit', async () => {
    const changed = here.hear('runs.changed');
    const told = here.hear('task.progress');
    const { metrics, artifacts } = await here.call('runs.measure', { run: run.id, k: 3, task: 'task1' });
    expect(metrics).toEqual({
      knn_accuracy: { value: 0.25, rows: 4, k: 3 },
      fit_seconds: run.metrics['fit_seconds'],
    });
    expect(artifacts.map(({ name }) => name)).toContain('evaluation.json');
    const { body } = await here.way.fetch(`/arrays/runs/${run.id}/evaluation.json`);
    expect(JSON.parse(body.toString())).toEqual({ k: 3 });
    expect(changed).toEqual([{ run: run.id, dataset: here.dataset.id, deleted: false }]);
    expect(told[0]).toMatchObject({ task: 'task1', progress: { phase: 'Measuring' } });
    expect((await here.call('runs.get', { run: run.id })).metrics).toEqual(metrics);
  });

  it('leaves nothing of the measuring before it, and all else of the run', async () => {
    const fresh = await here.ended(await here.start());
    const names = fresh.artifacts.map(({ name }) => name);
    expect(names).toContain('bootstrap.npy');
    const { artifacts } = await here.call('runs.measure', { run: fresh.id, k: 3 });
    expect(artifacts.map(({ name }) => name)).toEqual(names.filter((name) => name !== 'bootstrap.npy'));
    expect(readdirSync(join(here.home, 'runs', fresh.id))).not.toContain('bootstrap.npy');
    const compared = await here.call('compare.get', { dataset: here.dataset.id, runs: [fresh.id] });
    expect(compared.representations).toHaveLength(1);
  });

  it('keeps the figures there are where it is cancelled', async () => {
    const before = await here.call('runs.get', { run: run.id });
    const cancel = new AbortController();
    const asked = { run: run.id, k: neverMeasured, task: 'task2' };
    const measuring = here.next('task.progress');
    const refused = refusal(here.way.client.call('runs.measure', asked, { signal: cancel.signal }));
    await measuring;
    cancel.abort();
    expect(await refused).toEqual(['cancelled', expect.any(String)]);
    expect(await here.call('runs.get', { run: run.id })).toEqual(before);
    const left = readdirSync(join(here.home, 'runs')).filter((name) => name.endsWith('.part'));
    expect(left).toEqual([]);
  });

  it('ends at once where the run is deleted meanwhile', async () => {
    const doomed = await here.ended(await here.start());
    const measuring = here.next('task.progress');
    const asked = { run: doomed.id, k: neverMeasured, task: 'task3' };
    const refused = refusal(here.call('runs.measure', asked));
    await measuring;
    await here.call('runs.delete', { run: doomed.id });
    expect(await refused).toEqual(['not_found', expect.any(String)]);
    await here.call('trash.empty', { ids: [doomed.id] });
    const left = readdirSync(join(here.home, 'runs'));
    expect(left.filter((name) => name.endsWith('.part') || name === doomed.id)).toEqual([]);
  });

  it('is refused where there are too few samples, or the run has not finished', async () => {
    expect(await refusal(here.call('runs.measure', { run: run.id, k: 17 }))).toEqual([
      'bad_input',
      'twenty has 16 training and 4 held-out samples, too few for 17 neighbours: choose at most 16.',
    ]);
    expect(await refusal(here.call('runs.measure', { run: run.id, k: 0 }))).toMatchObject([
      'bad_input',
      expect.any(String),
    ]);
    const training = await here.start({ method: 'autoencoder', params: { epochs: 100_000 } });
    expect(await refusal(here.call('runs.measure', { run: training.id }))).toEqual([
      'bad_input',
      expect.stringMatching(/: only a finished run can be re-evaluated\.$/),
    ]);
    await here.call('runs.cancel', { run: training.id });
  });
});

describe.each(ways)('the neighbours of a sample %s', (_, open) => {
  const here = servicesHere(open);

  /** All other rows of an array, nearest first. */
  async function nearest(url: string, row: number): Promise<{ rows: number[]; distances: number[] }> {
    const { data, shape } = decodeNpy(new Uint8Array((await here.way.fetch(url)).body), url);
    const [rows = 0, features = 0] = shape;
    const scale = data instanceof Uint8Array ? 255 : 1;
    const distance = (other: number): number =>
      Math.hypot(
        ...Array.from(
          { length: features },
          (_, f) => ((data[row * features + f] ?? 0) - (data[other * features + f] ?? 0)) / scale,
        ),
      );
    const others = Array.from({ length: rows }, (_, i) => i).filter((other) => other !== row);
    const sorted = others.sort((a, b) => distance(a) - distance(b) || a - b);
    return { rows: sorted, distances: sorted.map(distance) };
  }

  it.each(['pca', 'raw'] as const)('in a run of %s are all others by their distance', async (method) => {
    const run = await here.ended(await here.start({ method }));
    const { rows, distances } = await here.call('runs.neighbours', { run: run.id, row: 4, k: 19 });
    const array = method === 'raw' ? `datasets/${here.dataset.id}/matrix.npy` : `runs/${run.id}/codes.npy`;
    const expected = await nearest(`/arrays/${array}`, 4);
    expect(rows).toHaveLength(19);
    distances.forEach((value, i) => expect(value).toBeCloseTo(expected.distances[i] ?? NaN, 5));
    expect([...rows].sort((a, b) => a - b)).toEqual(expected.rows.sort((a, b) => a - b));
    const few = await here.call('runs.neighbours', { run: run.id, row: 4, k: 3 });
    expect(few.rows).toEqual(rows.slice(0, 3));
  });

  it('are refused where the sample is not there, or there are not so many', async () => {
    const { id: run } = await here.ended(await here.start());
    expect(await refusal(here.call('runs.neighbours', { run, row: 20, k: 3 }))).toEqual([
      'bad_input',
      'twenty has no sample 20: its 20 samples are counted from 0.',
    ]);
    expect(await refusal(here.call('runs.neighbours', { run, row: 0, k: 20 }))).toEqual([
      'bad_input',
      'A sample of twenty has 19 others beside it, fewer than 20: ask for at most 19.',
    ]);
  });
});

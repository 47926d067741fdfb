import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  mapNames,
  methodNames,
  type Comparison,
  type Dataset,
  type Run,
  type SweepChoice,
  type SweepState,
} from '../../../src-main/contract/index.ts';
import { readNpyAs } from '../../../src-main/store/arrays.ts';
import { machine, withoutChance } from '../../fixtures/home-0.1.0/machine.mjs';
import { unpackHome } from '../../fixtures/home-0.1.0/unpack.ts';
import { realServicesHere } from './real-services.ts';

const fixture = join(import.meta.dirname, '..', '..', 'fixtures', 'home-0.1.0');
const expected = join(fixture, 'expected');
/** For what takes seconds on a machine that does nothing else. */
const minutes = 180_000;

/** A comparison as it was recorded: without words, and with the ids of its runs alone, as these are recorded too. */
interface Compared extends Omit<Comparison, 'representations' | 'verdict'> {
  runs: string[];
  verdict: Omit<Comparison['verdict'], 'sentence'>;
}
/** A sweep as it was recorded: without words. */
interface Swept extends Omit<SweepState, 'choice'> {
  choice: Omit<SweepChoice, 'sentence'> | null;
}
interface Exported {
  run: string;
  format: 'npy' | 'csv' | 'parquet';
  /** SHA-256 by file name. */
  files: Record<string, string>;
}

const datasets = recorded<Dataset[]>('datasets');
const runs = recorded<Run[]>('runs');
const sweeps = recorded<Swept[]>('sweeps');
const comparisons = recorded<Compared[]>('comparisons');
const exported = recorded<Exported[]>('exports');
const finished = runs.filter(({ status }) => status === 'finished');

/**
 * By how much codes may differ that were trained on a processor of another kind, as a share of the standard deviation of all
 * codes of the run. Products are rounded otherwise there. With kernels of SSE 4.1 in place of AVX2 the codes of most of these
 * runs differ by 1e-6 and at most by 1.4e-5; those of conjugate gradients by 8e-3, as line searches end elsewhere, and those of
 * AdamW, which divides a small gradient by its own size, by 1e-3.
 */
function toleranceOf({ params }: Run): number {
  return ['cg', 'adamw'].includes(String(params['optimizer'])) ? 0.05 : 1e-3;
}

const sameMachine = isDeepStrictEqual(machine(), recorded('machine'));

describe('a home made by version 0.1.0', () => {
  const here = realServicesHere(unpackHome);

  it('has a run of every method and a map of every kind', () => {
    expect(new Set(finished.map(({ method }) => method))).toEqual(new Set(methodNames));
    const maps = runs.flatMap(({ artifacts }) =>
      artifacts.flatMap(({ name }) => /^map-([a-z]+)-[23]\.npy$/.exec(name)?.[1] ?? []),
    );
    expect(new Set(maps)).toEqual(new Set(mapNames));
  });

  it('opens with every dataset, run and sweep as it was', async () => {
    const { client } = here;
    expect(await client.call('datasets.list', {})).toEqual(datasets);
    expect(await client.call('runs.list', {})).toEqual(runs);
    expect((await sweepsNow()).map(sweptOf)).toEqual(sweeps);
  });

  it('serves every array as it was kept, those of maps too', async () => {
    for (const [kind, owners] of Object.entries({ datasets, runs }) as [
      'datasets' | 'runs',
      (Dataset | Run)[],
    ][]) {
      for (const { id, artifacts } of owners) {
        for (const { name, sha256 } of artifacts) {
          const { path } = here.services.files.array(kind, id, name);
          expect({ id, name, sha256: hashOf(path) }).toEqual({ id, name, sha256 });
        }
      }
    }
  });

  it('compares runs with the same figures', async () => {
    expect((await comparisonsNow()).map(comparedOf)).toEqual(comparisons);
  });

  it('compares runs by the metrics, names and sizes that they have', async () => {
    for (const { representations } of await comparisonsNow()) {
      for (const { run: id, ...shown } of representations) {
        expect(runs.find((run) => run.id === id)).toMatchObject(shown);
      }
    }
  });

  // What users read may be worded anew on purpose; what it is about may not. So words have tests of their own.
  it('says the same of comparisons and sweeps, word for word', async () => {
    const sentences = [
      ...(await comparisonsNow()).map(({ verdict }) => verdict.sentence),
      ...(await sweepsNow()).map(({ choice }) => choice?.sentence ?? ''),
    ];
    await expect(`${sentences.join('\n')}\n`).toMatchFileSnapshot(join(expected, 'sentences.txt'));
  });

  it.each(datasets)('reports on $name with the same page', async ({ id, name }) => {
    const { html } = await here.client.call('compare.report', { dataset: id });
    const page = join(expected, `${name.replaceAll(' ', '-')}.html`);
    await expect(withoutChance(html)).toMatchFileSnapshot(page);
  });

  it.each(['npy', 'csv', 'parquet'] as const)(
    'exports every run as %s, byte for byte',
    { timeout: minutes },
    async (format) => {
      const scratch = mkdtempSync(join(tmpdir(), 'isthmus-exports-'));
      try {
        const all: Exported[] = [];
        for (const { id: run } of finished) {
          const to = join(scratch, run);
          await here.client.call('exports.write', { run, to, format, split: 'all' });
          const files = readdirSync(to).map((file) => [file, hashOf(join(to, file))]);
          all.push({ run, format, files: Object.fromEntries(files) as Record<string, string> });
        }
        expect(all).toEqual(exported.filter((each) => each.format === format));
      } finally {
        rmSync(scratch, { recursive: true });
      }
    },
  );

  // The last, because it adds runs to those that the others find.
  const alike = sameMachine ? 'bit for bit' : 'as near as another kind of processor allows';
  it(`gives the codes of every method again with the same seed, ${alike}`, { timeout: minutes }, async () => {
    const again = await Promise.all(retrained.map(startedLike));
    for (const [i, before] of retrained.entries()) {
      const after = await ended(again[i]!.id);
      expect(after).toMatchObject({ method: before.method, status: 'finished' });
      const sameLibrary = after.versions['tensorflow'] === before.versions['tensorflow'];
      if (sameMachine && sameLibrary && after.device === before.device) {
        expect([before.name, hashOfCodes(after)]).toEqual([before.name, hashOfCodes(before)]);
      } else {
        expect(await furthest(before, after), before.name).toBeLessThan(toleranceOf(before));
      }
    }
  });

  const comparisonsNow = () =>
    Promise.all(datasets.map(({ id }) => here.client.call('compare.get', { dataset: id })));
  const sweepsNow = () =>
    Promise.all(sweeps.map(({ sweep }) => here.client.call('sweeps.get', { sweep: sweep.id })));

  /** Queues a run like another, in the dataset of that one. */
  function startedLike({ dataset, method, dim, params, seed, parent }: Run): Promise<Run> {
    const { client } = here;
    if (parent === null) return client.call('runs.start', { dataset, method, dim, params, seed });
    return client.call('runs.branch', { run: parent.run, params: { epochs: params['epochs'] } });
  }

  async function ended(id: string): Promise<Run> {
    for (;;) {
      const run = await here.client.call('runs.get', { run: id });
      if (run.status !== 'queued' && run.status !== 'running') return run;
      await sleep(20);
    }
  }

  /** By how much the codes of two runs differ at most, as a share of the standard deviation of those of the first. */
  async function furthest(one: Run, other: Run): Promise<number> {
    const [before, after] = await Promise.all(
      [one, other].map(({ id }) =>
        readNpyAs(here.services.files.array('runs', id, 'codes.npy').path, 'float32'),
      ),
    );
    const codes = [...before!.data];
    const mean = codes.reduce((sum, code) => sum + code, 0) / codes.length;
    const spread = Math.sqrt(codes.reduce((sum, code) => sum + (code - mean) ** 2, 0) / codes.length);
    return Math.max(...codes.map((code, i) => Math.abs(code - (after!.data[i] ?? NaN)))) / spread;
  }
});

/**
 * The first run of every method but raw features, which have no codes of their own, a branch, and all of the dataset without
 * labels, which are measured in no time; those of one device together, so that the trainer is not started anew for each.
 */
const retrained = finished
  .filter(({ sweep, method, parent, dataset }, i) => {
    const isFirst = finished.findIndex((run) => run.method === method) === i;
    return sweep === null && method !== 'raw' && (isFirst || parent !== null || classesOf(dataset) === 0);
  })
  .sort((a, b) => a.device.localeCompare(b.device));

function comparedOf({ representations, verdict, ...rest }: Comparison): Compared {
  const { winner, metric } = verdict;
  return { runs: representations.map(({ run }) => run), ...rest, verdict: { winner, metric } };
}

function sweptOf({ choice, ...rest }: SweepState): Swept {
  if (choice === null) return { ...rest, choice };
  const { method, dim, metric } = choice;
  return { ...rest, choice: { method, dim, metric } };
}

function classesOf(dataset: string): number | undefined {
  return datasets.find(({ id }) => id === dataset)?.classes.length;
}

function hashOfCodes({ artifacts }: Run): string | undefined {
  return artifacts.find(({ name }) => name === 'codes.npy')?.sha256;
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function recorded<T>(name: string): T {
  return JSON.parse(readFileSync(join(expected, `${name}.json`), 'utf8')) as T;
}

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { neighbourGraphOf } from '../../../src-main/compute/neighbour-graph.ts';
import { placeJob } from '../../../src-main/compute/jobs/place.ts';
import { projectJob } from '../../../src-main/compute/jobs/project.ts';
import { openCodes } from '../../../src-main/compute/dataset-files.ts';
import { MapFrames } from '../../../src-main/compute/map-frames.ts';
import { jobs, type JobContext, type JobInput } from '../../../src-main/compute/protocol.ts';
import { completeMapParams, MapRecord, type MapName } from '../../../src-main/contract/index.ts';
import { readNpyAs, writeNpy } from '../../../src-main/store/arrays.ts';
import { everyRow, liveHandles, loadTensorFlow, Pace } from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';
import { keepDigits } from './digits.ts';
import { quietJob } from './job-context.ts';

const digits = oracle('digits');
const rows = digits.all.rows;

let home: string;
let datasetFolder: string;
/** Of a run of raw features: it has no codes of its own. */
let folder: string;
let into: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'isthmus-'));
  datasetFolder = keepDigits(home);
});
beforeEach(() => {
  folder = mkdtempSync(join(home, 'run-'));
  into = mkdtempSync(join(home, 'into-'));
});
afterAll(() => rmSync(home, { recursive: true }));

function input(to: MapName, dim: 2 | 3, more: Partial<JobInput<'project'>> = {}): JobInput<'project'> {
  const facts = { rows, dim: 64, classes: 10, columns: dim };
  const params = completeMapParams(to, facts, more.params ?? {});
  return {
    ...{ datasetFolder, folder, method: 'raw', into },
    neighbours: { from: neighbours().length > 0 ? folder : null, into: folder },
    ...{ to, dim, seed: 0, alignTo: null, ...more, params },
  };
}

async function project(
  given: JobInput<'project'>,
  context: Partial<JobContext> = {},
): Promise<{ map: Float32Array; record: MapRecord; names: string[] }> {
  const output = jobs.project.output.parse(await projectJob(given, quietJob(context)));
  expect(liveHandles()).toBe(0);
  const name = `map-${given.to}-${given.dim}`;
  const { data: map, shape } = await readNpyAs(join(given.into, `${name}.npy`), 'float32');
  expect(shape[1]).toBe(given.dim);
  expect(map.every(Number.isFinite)).toBe(true);
  const record = MapRecord.parse(JSON.parse(readFileSync(join(given.into, `${name}.json`), 'utf8')));
  const names = output.artifacts.map((each) => each.name).sort();
  expect(
    readdirSync(given.into)
      .filter((each) => each.startsWith(name))
      .sort(),
  ).toEqual(names);
  return { map, record, names };
}

/** The files of neighbours that a map has left to be kept. */
const neighbours = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith('neighbour'))
    .sort();

/** A map of the held-out digits is what scikit-learn says of them; discriminants have no side that is theirs. */
function expectLike(map: Float32Array, dim: number, expected: number[][], mirrored: boolean): void {
  for (let c = 0; c < dim; c++) {
    const [first = 0] = digits.test;
    const side = mirrored ? Math.sign((map[first * dim + c] ?? 0) * (expected[0]?.[c] ?? 0)) : 1;
    digits.test.forEach((row, i) =>
      expect(side * (map[row * dim + c] ?? NaN)).toBeCloseTo(expected[i]?.[c] ?? NaN, 4),
    );
  }
}

describe('a project job', () => {
  test.each([2, 3] as const)("makes scikit-learn 1.9.1's PCA of %i axes, signs included", async (dim) => {
    const { map, record } = await project(input('pca', dim));
    expectLike(map, dim, digits.expected.codes_of_test, false);
    const shares = digits.expected.explained_variance_ratio.slice(0, dim);
    expect(record).toMatchObject({
      rows: digits.train.length,
      fitted_on: 'train',
      repeatable: true,
      message: null,
    });
    expect(record.facts['explained_variance_ratio_sum']).toBeCloseTo(
      shares.reduce((total, each) => total + each),
      6,
    );
  });

  test.each([2, 3] as const)("makes scikit-learn 1.9.1's linear discriminants of %i axes", async (dim) => {
    const { map, record } = await project(input('lda', dim));
    expectLike(map, dim, digits.expected.discriminant_codes_of_test, true);
    const shares = digits.expected.discriminant_ratio.slice(0, dim);
    expect(record.facts['explained_variance_ratio_sum']).toBeCloseTo(
      shares.reduce((total, each) => total + each),
      5,
    );
  });

  test('shows the columns that were chosen, as they are', async () => {
    const { map } = await project(input('identity', 2, { params: { columns: [42, 3] } }));
    const all = digits.all.gather(everyRow(rows));
    for (let row = 0; row < rows; row++) {
      expect([map[row * 2], map[row * 2 + 1]]).toEqual([all[row * 64 + 42], all[row * 64 + 3]]);
    }
    const wrong = (params: Record<string, unknown>, dim: 2 | 3 = 2) =>
      projectJob(input('identity', dim, { params }), quietJob());
    await expect(wrong({ columns: [0, 64] })).rejects.toMatchObject({
      code: 'bad_input',
      message: 'There is no column 64: a sample has 64 numbers here, counted from 0.',
    });
    await expect(wrong({ columns: [0, 1] }, 3)).rejects.toMatchObject({
      code: 'bad_input',
      message: 'A map of 3 axes shows 3 columns, not 2: name one per axis.',
    });
  });

  test.each([2, 3] as const)(
    'turns a map of %i axes to lie on an earlier one, and says on whose',
    async (dim) => {
      const { map } = await project(input('pca', dim));
      // Mirrored along the first axis, axes swapped in a circle, and moved.
      const moved = map.map((_, at) => {
        const axis = at % dim;
        const from = (axis + 1) % dim;
        return (from === 0 ? -1 : 1) * (map[at - axis + from] ?? 0) + 7;
      });
      const path = join(home, `earlier-${dim}.npy`);
      writeNpy(path, moved, [rows, dim]);
      const alignTo = { path, run: 'first1' };
      const turned = await project(input('pca', dim, { alignTo }));
      expect(turned.record.aligned_to).toBe('first1');
      const shift = Array.from({ length: dim }, (_, axis) => (moved[axis] ?? 0) - (turned.map[axis] ?? 0));
      moved.forEach((value, at) =>
        expect((turned.map[at] ?? 0) + (shift[at % dim] ?? 0)).toBeCloseTo(value, 4),
      );
      // Columns are what they are, wherever another map lies.
      const columns = await project(input('identity', dim, { alignTo }));
      expect(columns.record.aligned_to).toBeNull();
    },
  );

  test('turns nothing onto a map that is gone, or of other rows', async () => {
    writeNpy(join(home, 'other.npy'), new Float32Array(10), [5, 2]);
    for (const name of ['gone.npy', 'other.npy']) {
      const { record } = await project(
        input('pca', 2, { alignTo: { path: join(home, name), run: 'first1' } }),
      );
      expect(record.aligned_to).toBeNull();
    }
  });

  test.each(['umap', 'tsne'] as const)(
    'shows %s meanwhile, and keeps it as it is where it is to stop',
    async (to) => {
      const seen: number[] = [];
      const live = join(into, `map-${to}-2-live.npy`);
      let told = 0;
      const { map, record } = await project(input(to, 2), {
        stopRequested: () => told > 0,
        report(progress, news) {
          if (existsSync(live)) seen.push(readFileSync(live).length);
          told = Math.max(told, news?.live ?? 0);
          expect(progress.fraction ?? 0).toBeLessThanOrEqual(1);
        },
      });
      expect(record).toMatchObject({ ended_early: true, message: expect.stringMatching(/[Ss]topped early/) });
      expect(map).toHaveLength(2 * rows);
      expect(new Set(seen)).toEqual(new Set([128 + 4 * 2 * rows]));
      expect(neighbours()).toEqual(['neighbour-distances.npy', 'neighbours.npy']);
    },
  );

  test('takes the neighbours that are kept', async () => {
    const stop = { stopRequested: () => true };
    const first = await project(input('umap', 2), stop);
    const written = readFileSync(join(folder, 'neighbours.npy'));
    const again = await project(input('umap', 2), stop);
    expect([...again.map]).toEqual([...first.map]);
    expect(readFileSync(join(folder, 'neighbours.npy')).equals(written)).toBe(true);
  });

  test('says the recall of the neighbours that a map is made of, where they come from an index', async () => {
    const codes = openCodes(datasetFolder, folder, 'raw');
    await loadTensorFlow();
    const many = { rows: rows - 1, numbers: Infinity };
    await neighbourGraphOf({ from: null, into: folder }, codes, 15, new Pace(), () => undefined, many);
    codes.close();
    const { record } = await project(input('umap', 2, { params: { n_epochs: 20 } }));
    expect(neighbours()).toEqual(['neighbour-distances.npy', 'neighbour-recall.json', 'neighbours.npy']);
    expect(record.facts['neighbours_recall']).toBeGreaterThan(0.99);
    expect(record.message).toMatch(
      /^Neighbours come from an approximate index: its recall is \d+\.\d %, measured on [\d,]+ samples\.$/,
    );
  });

  test.each(['umap', 'tsne', 'pca'] as const)('of %s ends with a cancel, and leaves no file', async (to) => {
    const cancel = new AbortController();
    let late = 0;
    const run = projectJob(input(to, 2), {
      ...quietJob({ signal: cancel.signal }),
      report() {
        if (cancel.signal.aborted) late++;
        cancel.abort();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(late).toBeLessThanOrEqual(1);
    expect(readdirSync(into)).toEqual([]);
    expect(liveHandles()).toBe(0);
  });

  test('says which axes are 0 where there are fewer directions than axes', async () => {
    writeNpy(
      join(folder, 'codes.npy'),
      Float32Array.from({ length: rows }, (_, row) => row),
      [rows, 1],
    );
    for (const to of ['pca', 'lda'] as const) {
      const { map, record } = await project(input(to, 3, { method: 'pca' }));
      expect(record.message).toMatch(/the other axes are 0\.$/);
      expect(map.every((value, at) => at % 3 === 0 || value === 0)).toBe(true);
    }
  });

  test.each(['pca', 'lda', 'umap', 'tsne'] as const)(
    'gives a true answer of codes that are all the same: %s',
    async (to) => {
      writeNpy(join(folder, 'codes.npy'), new Float32Array(3 * rows).fill(2), [rows, 3]);
      const params = to === 'umap' ? { n_epochs: 5 } : to === 'tsne' ? { n_iter: 5 } : {};
      await project(input(to, 2, { params }));
    },
  );

  test('of discriminants is refused where the training rows are of one class', async () => {
    const one = mkdtempSync(join(home, 'dataset-'));
    writeNpy(join(one, 'matrix.npy'), new Float32Array(20), [10, 2]);
    writeNpy(join(one, 'labels.npy'), Int32Array.of(0, 0, 0, 0, 0, 0, 0, 1, 1, 1), [10]);
    writeNpy(join(one, 'split.npy'), Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 1, 1), [10]);
    await expect(projectJob(input('lda', 2, { datasetFolder: one }), quietJob())).rejects.toMatchObject({
      code: 'bad_input',
      message:
        'A map of linear discriminants needs at least two classes among the training samples, and there is one: choose another map.',
    });
  });
});

describe('placing new rows', () => {
  /** Maps the digits, turned onto another map, and places the same digits in it as if they were new. */
  async function placed(
    to: MapName,
    more: Partial<JobInput<'project'>> = {},
  ): Promise<[Float32Array, Float32Array]> {
    const path = join(home, 'first.npy');
    const first = await project(input('pca', 2));
    writeNpy(path, first.map.map((value, at) => (at % 2 === 0 ? value : -value)).reverse(), [rows, 2]);
    const given = input(to, 2, { into: folder, alignTo: { path, run: 'first1' }, ...more });
    await projectJob(given, quietJob());
    const { data: made } = await readNpyAs(join(folder, `map-${to}-2.npy`), 'float32');
    const codes = join(home, 'codes.npy');
    writeNpy(codes, digits.all.gather(everyRow(rows)), [rows, 64]);
    const target = join(home, 'placed.npy');
    const map = { to, dim: 2 as const, folder };
    const asked = { datasetFolder, folder, method: 'raw' as const, map, codes, to: target };
    const { files } = jobs.place.output.parse(await placeJob(asked, quietJob()));
    expect(liveHandles()).toBe(0);
    expect(files).toMatchObject([{ path: target, shape: [rows, 2] }]);
    return [made, (await readNpyAs(target, 'float32')).data];
  }

  test.each(['pca', 'lda', 'identity'] as const)(
    'that the map of %s has already gives the map itself',
    async (to) => {
      const [map, again] = await placed(to);
      map.forEach((value, at) => expect(again[at]).toBeCloseTo(value, 5));
    },
  );

  test('that a map of UMAP has already puts them near themselves', async () => {
    const [map, again] = await placed('umap', { params: { n_epochs: 100 } });
    const apart = Array.from({ length: rows }, (_, row) =>
      Math.hypot(
        (map[row * 2] ?? NaN) - (again[row * 2] ?? NaN),
        (map[row * 2 + 1] ?? NaN) - (again[row * 2 + 1] ?? NaN),
      ),
    ).sort((a, b) => a - b);
    const mean = map.reduce((total, value) => total + value, 0) / map.length;
    const spread = Math.sqrt(map.reduce((total, value) => total + (value - mean) ** 2, 0) / map.length);
    expect(apart[rows / 2]).toBeLessThan(0.1 * spread);
  });
});

test('a map is shown five times a second at most, and takes little of the time', async () => {
  const path = join(home, 'frames.npy');
  const frames = new MapFrames(path, 2, null);
  const map = new Float32Array(1_000);
  const clock = vi.spyOn(performance, 'now');
  /** Whether a map is shown that is done at a moment, where writing one takes so long; both in milliseconds. */
  const shows = (now: number, takes: number): boolean => {
    clock.mockReturnValue(now + takes).mockReturnValueOnce(now);
    return frames.show(map);
  };
  try {
    expect([0, 1, 100, 199, 200, 399, 400].filter((now) => shows(now, 1))).toEqual([0, 200, 400]);
    // One that takes a tenth of a second is followed by two seconds of work: one part in twenty.
    expect([600, 2_699, 2_700].filter((now) => shows(now, 100))).toEqual([600, 2_700]);
  } finally {
    clock.mockRestore();
  }
  expect(frames.version).toBe(5);
  expect((await readNpyAs(path, 'float32')).shape).toEqual([500, 2]);
  frames.remove();
  expect(existsSync(path)).toBe(false);
});

import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeEach, describe, expect, it } from 'vitest';
import { skipWhen } from '../../skip.ts';
import { writeFolder } from '../../../src-main/compute/export/folder.ts';
import { exportJob } from '../../../src-main/compute/jobs/export.ts';
import type { JobInput } from '../../../src-main/compute/protocol.ts';
import { parseNpyHeader } from '../../../src-main/contract/index.ts';
import { readNpyAs, writeJson, writeNpy } from '../../../src-main/store/arrays.ts';
import { quietJob } from './job-context.ts';

const rows = 3_000;
const dim = 3;
const ids = Array.from({ length: rows }, (_, row) =>
  row === 1 ? 'a "quoted", comma/ÿ😀.png' : `class/${row}.png`,
);
const codes = Float32Array.from({ length: rows * dim }, (_, i) => Math.sin(i) * 10 ** ((i % 13) - 6));
codes.set([0, -0, 1e-45, 3.4028234663852886e38, 0.1, 16_777_216], 0);
const labels = Int32Array.from({ length: rows }, (_, row) => (row === 2 ? -1 : row % 2));
const split = Uint8Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? 1 : 0));
const classes = ['cats, all', 'dogs'];

let home: string;
let input: JobInput<'export'>;
const context = quietJob();

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'isthmus-export-'));
  const datasetFolder = join(home, 'dataset');
  const folder = join(home, 'run');
  for (const made of [datasetFolder, folder]) mkdirSync(made);
  writeNpy(
    join(datasetFolder, 'matrix.npy'),
    Uint8Array.from({ length: rows * 2 }, (_, i) => i % 256),
    [rows, 2],
  );
  writeNpy(join(datasetFolder, 'labels.npy'), labels, [rows]);
  writeNpy(join(datasetFolder, 'split.npy'), split, [rows]);
  writeJson(join(datasetFolder, 'ids.json'), ids);
  writeNpy(join(folder, 'codes.npy'), codes, [rows, dim]);
  const about = { run: { name: 'PCA 3' } };
  const to = join(home, 'out');
  input = {
    ...{ expected: [], datasetFolder, folder, method: 'pca', classes, to },
    ...{ prefix: 'code', format: 'npy', split: 'all', about },
  };
});

const python = ['python3', 'python'].find(
  (name) => spawnSync(name, ['-c', 'import numpy'], { stdio: 'ignore' }).status === 0,
);

describe('an NPY export', () => {
  it('holds the kept codes with ids, labels and split, row by row', async () => {
    const { files } = await exportJob(input, context);
    expect(files.map(({ path, shape }) => [path.slice(input.to.length + 1), shape])).toEqual([
      ['codes.npy', [rows, dim]],
      ['labels.npy', [rows]],
      ['classes.json', []],
      ['ids.npy', [rows]],
      ['split.npy', [rows]],
      ['run.json', []],
    ]);
    expect(await readNpyAs(join(input.to, 'codes.npy'), 'float32')).toEqual({
      data: codes,
      shape: [rows, dim],
    });
    expect((await readNpyAs(join(input.to, 'labels.npy'), 'int32')).data).toEqual(labels);
    expect((await readNpyAs(join(input.to, 'split.npy'), 'uint8')).data).toEqual(split);
    expect(JSON.parse(readFileSync(join(input.to, 'classes.json'), 'utf8'))).toEqual(classes);
    expect(JSON.parse(readFileSync(join(input.to, 'run.json'), 'utf8'))).toEqual(input.about);
  });

  it("writes ids as NumPy's unicode, as wide as the widest", async () => {
    await exportJob(input, context);
    const bytes = readFileSync(join(input.to, 'ids.npy'));
    const { descr, shape, offset } = parseNpyHeader(bytes, 'ids.npy');
    const width = Number(/^<U(\d+)$/.exec(descr)?.[1]);
    expect([width, shape]).toEqual([[...(ids[1] ?? '')].length, [rows]]);
    const points = new Uint32Array(
      bytes.buffer.slice(bytes.byteOffset + offset, bytes.byteOffset + bytes.length),
    );
    const read = ids.map((_, row) =>
      String.fromCodePoint(...points.subarray(row * width, (row + 1) * width).filter((point) => point !== 0)),
    );
    expect(read).toEqual(ids);
  });

  it('opens in NumPy with the same shapes, types and texts', async (test) => {
    skipWhen(test, python === undefined, 'there is no Python with NumPy');
    await exportJob(input, context);
    const script = `
import json, numpy as np, sys
a = {n: np.load(f'{sys.argv[1]}/{n}.npy') for n in ('codes', 'labels', 'ids', 'split')}
print(json.dumps({n: [str(v.dtype), list(v.shape)] for n, v in a.items()}))
print(json.dumps(a['ids'][:3].tolist()))
print(float(a['codes'][:2].astype(np.float64).sum()))`;
    const { stdout } = spawnSync(python ?? '', ['-c', script, input.to], { encoding: 'utf8' });
    const [types, texts] = stdout
      .split('\n')
      .slice(0, 2)
      .map((line) => JSON.parse(line) as unknown);
    expect(types).toEqual({
      codes: ['float32', [rows, dim]],
      labels: ['int32', [rows]],
      ids: [expect.stringMatching(/^<U\d+$/), [rows]],
      split: ['uint8', [rows]],
    });
    expect(texts).toEqual(ids.slice(0, 3));
  });

  it('never takes raw features for codes that are missing', async () => {
    await expect(exportJob({ ...input, folder: join(home, 'nothing') }, context)).rejects.toThrow(
      'codes.npy',
    );
    expect(existsSync(input.to)).toBe(false);
  });

  it('takes raw features from the matrix, levels as fractions of 255', async () => {
    await exportJob({ ...input, folder: join(home, 'nothing'), method: 'raw' }, context);
    const { data, shape } = await readNpyAs(join(input.to, 'codes.npy'), 'float32');
    expect(shape).toEqual([rows, 2]);
    expect(data).toEqual(Float32Array.from({ length: rows * 2 }, (_, i) => Math.fround((i % 256) / 255)));
  });

  it('holds only the rows that were asked for', async () => {
    for (const [part, wanted] of [
      ['test', 1],
      ['train', 0],
    ] as const) {
      const to = join(home, part);
      await exportJob({ ...input, to, split: part }, context);
      const chosen = ids.flatMap((_, row) => (split[row] === wanted ? [row] : []));
      const { data } = await readNpyAs(join(to, 'codes.npy'), 'float32');
      expect(data).toEqual(
        Float32Array.from(chosen.flatMap((row) => [...codes.subarray(row * dim, (row + 1) * dim)])),
      );
      expect((await readNpyAs(join(to, 'split.npy'), 'uint8')).data.every((value) => value === wanted)).toBe(
        true,
      );
    }
  });

  it("of data without labels has none, and does not lie down beside another's", async () => {
    const unlabelled = { ...input, classes: [] };
    await exportJob(unlabelled, context);
    expect(readdirSync(input.to).sort()).toEqual(['codes.npy', 'ids.npy', 'run.json', 'split.npy']);
    await exportJob(input, context);
    await expect(exportJob(unlabelled, context)).rejects.toThrow(/holds the labels.npy of something else/);
  });
});

describe('a CSV export', () => {
  it('reads back to the very same float32 values, ids and labels', async () => {
    await exportJob({ ...input, format: 'csv' }, context);
    const duck = await DuckDBInstance.create(':memory:');
    const connection = await duck.connect();
    const read = await connection.runAndReadAll(
      `SELECT * FROM read_csv('${join(input.to, 'codes.csv')}', header = true, all_varchar = true)`,
    );
    expect(read.columnNames()).toEqual(['id', 'label', 'split', 'code_1', 'code_2', 'code_3']);
    const cells = read.getRows();
    expect(cells.map(([id]) => id)).toEqual(ids);
    expect(cells.slice(0, 4).map(([, label]) => label ?? '')).toEqual(['cats, all', 'dogs', '', 'dogs']);
    expect(cells.slice(0, 6).map(([, , part]) => part)).toEqual([
      'test',
      'train',
      'train',
      'train',
      'train',
      'test',
    ]);
    const values = cells.flatMap(([, , , ...numbers]) => numbers.map((text) => Math.fround(Number(text))));
    expect(Float32Array.from(values)).toEqual(codes);
    connection.closeSync();
    duck.closeSync();
  });
});

describe('cells of a CSV export that a spreadsheet may take for formulas', () => {
  const formulas = ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1'];
  const plain = ['-5', '+3.5e-2', '-.5', 'a=b', "'=1", ''];

  beforeEach(() => {
    writeJson(join(input.datasetFolder, 'ids.json'), [...formulas, ...plain, ...ids.slice(12)]);
    input = { ...input, format: 'csv', classes: ['=evil', 'dogs'] };
  });

  const texts = async (): Promise<[unknown, unknown][]> => {
    const duck = await DuckDBInstance.create(':memory:');
    const connection = await duck.connect();
    const read = await connection.runAndReadAll(
      `SELECT id, label FROM read_csv('${join(input.to, 'codes.csv')}', header = true, all_varchar = true)`,
    );
    const rows = read.getRows().map(([id, label]): [unknown, unknown] => [id ?? '', label ?? '']);
    connection.closeSync();
    duck.closeSync();
    return rows;
  };
  // Every second row has the first label, but for row 2, which has none.
  const count = formulas.length + rows / 2 - 1;

  it('stay as they are, and are counted and told of', async () => {
    const { warnings } = await exportJob(input, context);
    expect(warnings).toEqual([
      `${count.toLocaleString('en-US')} cells of codes.csv begin with =, +, -, @, a tab or a line end, and a spreadsheet may take them for formulas: export it with safe cells (--safe-cells), which have an apostrophe in front.`,
    ]);
    const written = await texts();
    expect(written.slice(0, 12).map(([id]) => id)).toEqual([...formulas, ...plain]);
    expect(written.slice(0, 4).map(([, label]) => label)).toEqual(['=evil', 'dogs', '', 'dogs']);
  });

  it('get an apostrophe where that is asked for, and numbers do not', async () => {
    const { warnings } = await exportJob({ ...input, safe_cells: true }, context);
    expect(warnings).toEqual([
      `${count.toLocaleString('en-US')} cells that a spreadsheet may take for formulas got an apostrophe in front.`,
    ]);
    const written = await texts();
    expect(written.slice(0, 12).map(([id]) => id)).toEqual([...formulas.map((text) => `'${text}`), ...plain]);
    expect(written.slice(0, 4).map(([, label]) => label)).toEqual(["'=evil", 'dogs', '', 'dogs']);
  });

  it('are of no concern in arrays and Parquet', async () => {
    for (const format of ['npy', 'parquet'] as const) {
      expect((await exportJob({ ...input, format, safe_cells: true }, context)).warnings).toEqual([]);
    }
  });
});

describe('a Parquet export', () => {
  it('holds the same values as float32, and the label as text', async () => {
    await exportJob({ ...input, format: 'parquet' }, context);
    const duck = await DuckDBInstance.create(':memory:');
    const connection = await duck.connect();
    const file = join(input.to, 'codes.parquet');
    const types = await connection.runAndReadAll(`DESCRIBE SELECT * FROM '${file}'`);
    expect(types.getRows().map(([name, type]) => [name, type])).toEqual([
      ['id', 'VARCHAR'],
      ['label', 'VARCHAR'],
      ['split', 'VARCHAR'],
      ['code_1', 'FLOAT'],
      ['code_2', 'FLOAT'],
      ['code_3', 'FLOAT'],
    ]);
    const cells = (await connection.runAndReadAll(`SELECT * FROM '${file}'`)).getRows();
    expect(cells.map(([id]) => id)).toEqual(ids);
    expect(cells.slice(0, 4).map(([, label]) => label)).toEqual(['cats, all', 'dogs', null, 'dogs']);
    expect(Float32Array.from(cells.flatMap(([, , , ...numbers]) => numbers.map(Number)))).toEqual(codes);
    connection.closeSync();
    duck.closeSync();
  });
});

describe('any export', () => {
  it.each(['npy', 'csv', 'parquet'] as const)(
    "to %s is the same bytes a second time, and leaves others' files alone",
    async (format) => {
      mkdirSync(input.to);
      writeFileSync(join(input.to, 'mine.txt'), 'mine');
      const first = await exportJob({ ...input, format }, context);
      const bytes = first.files.map(({ path }) => readFileSync(path));
      const second = await exportJob({ ...input, format }, context);
      expect(second).toEqual(first);
      expect(second.files.map(({ path }) => readFileSync(path))).toEqual(bytes);
      expect(readFileSync(join(input.to, 'mine.txt'), 'utf8')).toBe('mine');
      expect(readdirSync(input.to)).toHaveLength(first.files.length + 1);
    },
  );

  it('that is cancelled leaves nothing, not even the folders made for it', async () => {
    const deep = { ...input, to: join(home, 'new', 'deep') };
    const signal = AbortSignal.abort();
    await expect(exportJob(deep, { ...context, signal })).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(join(home, 'new'))).toBe(false);
  });

  it('that fails leaves an earlier export as it was', async () => {
    await exportJob(input, context);
    const before = readFileSync(join(input.to, 'codes.npy'));
    const signal = AbortSignal.abort();
    await expect(exportJob({ ...input, split: 'test' }, { ...context, signal })).rejects.toThrow();
    expect(readFileSync(join(input.to, 'codes.npy'))).toEqual(before);
    expect(readdirSync(input.to)).toHaveLength(6);
  });

  it('onto a full disk leaves nothing and says which folder does not fit', async () => {
    const to = join(home, 'new', 'deep');
    const full = (): Promise<never> => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    await expect(writeFolder(to, full)).rejects.toMatchObject({
      code: 'disk_full',
      message: `The disk is full where ${to} is: free some space, or choose another folder.`,
    });
    expect(existsSync(join(home, 'new'))).toBe(false);
  });

  it('takes away what a killed export left, and nothing of one that runs', async () => {
    mkdirSync(input.to);
    mkdirSync(join(input.to, '.isthmus-export-999999999.part'));
    mkdirSync(join(input.to, `.isthmus-export-${process.ppid}.part`));
    await exportJob(input, context);
    expect(readdirSync(input.to).filter((name) => name.startsWith('.'))).toEqual([
      `.isthmus-export-${process.ppid}.part`,
    ]);
  });

  it('to where a file or folder is in the way is refused with one sentence', async () => {
    writeFileSync(join(home, 'file'), '');
    await expect(exportJob({ ...input, to: join(home, 'file') }, context)).rejects.toThrow(
      `${join(home, 'file')} cannot be a folder, because a file has that name: choose another.`,
    );
    mkdirSync(join(input.to, 'codes.npy'), { recursive: true });
    await expect(exportJob(input, context)).rejects.toThrow(
      `${join(input.to, 'codes.npy')} is in the way of the export: choose another folder.`,
    );
    expect(readdirSync(input.to)).toEqual(['codes.npy']);
  });

  it('to where the system makes no folder is refused at once, so that others are not kept waiting', async (test) => {
    skipWhen(test, process.platform !== 'linux', 'only Linux has such a folder everywhere');
    await expect(exportJob({ ...input, to: '/proc/isthmus' }, context)).rejects.toMatchObject({
      code: 'bad_input',
      message: '/proc/isthmus cannot be a folder, because none can be made there: choose another.',
    });
  });

  it('to where nothing may be written is refused with one sentence', async (test) => {
    skipWhen(test, process.getuid?.() === 0, 'root may write anywhere');
    skipWhen(test, process.platform === 'win32', 'Windows has no such permission bits');
    mkdirSync(input.to);
    chmodSync(input.to, 0o500);
    await expect(exportJob(input, context)).rejects.toThrow(/may not be written: choose another folder/);
  });
});

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { keepArtifacts } from '../../../src-main/store/artifacts.ts';
import { changeHome } from '../../../src-main/store/changes.ts';
import {
  deleteDataset,
  insertDataset,
  listDatasets,
  renameDataset,
} from '../../../src-main/store/datasets.ts';
import type { Store } from '../../../src-main/store/database.ts';
import type { HomePaths } from '../../../src-main/store/paths.ts';
import { readRecord } from '../../../src-main/store/record-files.ts';
import { finishRun, getRun, queueRun, startRun } from '../../../src-main/store/runs.ts';
import { tidyUp } from '../../../src-main/store/tidy.ts';
import { aDataset, aRun } from '../records.ts';
import { openHome } from './fixtures.ts';

let store: Store;
let paths: HomePaths;
const lines: string[] = [];
const log = (line: string): void => void lines.push(line);
beforeEach(() => {
  ({ store, paths } = openHome());
  lines.length = 0;
});

/** A folder below the home with a file in it. */
function folder(place: string): string {
  const path = join(paths.root, place);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'matrix.npy'), place);
  return path;
}

/** What a process leaves that dies after it has noted a change, and before the change is ended. */
function leaveNote(name: string, places: string[], records: string[] = []): void {
  writeFileSync(join(paths.changes, name), JSON.stringify({ places, records }));
}

const tidy = async (): Promise<string[]> => {
  const { unknown, ended } = tidyUp({ store, paths, log });
  await ended;
  return unknown;
};

describe('a change of records and files', () => {
  it('ends with the record beside the files, and no note', async () => {
    folder('datasets/data1');
    await changeHome({ store, paths, owner: 'owner1', log }, (about) => {
      about({ places: ['datasets/data1'], records: ['datasets/data1'] });
      expect(readdirSync(paths.changes)).toHaveLength(1);
      insertDataset(store.write, aDataset('data1'));
    });
    expect(readdirSync(paths.changes)).toEqual([]);
    const { kind, id, rows } = await readRecord(join(paths.datasets, 'data1'));
    expect([kind, id, rows.datasets?.[0]?.['name']]).toEqual(['datasets', 'data1', aDataset('data1').name]);
  });

  it('that fails leaves the records as they were, and none of the files that it added', async () => {
    folder('datasets/data1');
    const failing = changeHome({ store, paths, owner: 'owner1', log }, (about) => {
      about({ places: ['datasets/data1'], records: [] });
      insertDataset(store.write, aDataset('data1'));
      throw new Error('no room for the record');
    });
    await expect(failing).rejects.toThrow('no room');
    expect(listDatasets(store.read)).toEqual([]);
    expect([readdirSync(paths.datasets), readdirSync(paths.changes)]).toEqual([[], []]);
  });

  it('of a record alone never removes its files', async () => {
    const there = folder('datasets/data1');
    insertDataset(store.write, aDataset('data1'));
    await changeHome({ store, paths, owner: 'owner1', log }, (about) => {
      about({ places: [], records: ['datasets/data1'] });
      renameDataset(store.write, 'data1', 'Another');
    });
    expect((await readRecord(there)).rows.datasets?.[0]?.['name']).toBe('Another');
    expect(readFileSync(join(there, 'matrix.npy'), 'utf8')).toBe('datasets/data1');
  });

  it('that removes does so once the records do not name it any more', async () => {
    const there = folder('datasets/data1');
    insertDataset(store.write, aDataset('data1'));
    await changeHome({ store, paths, owner: 'owner1', log }, (about) => {
      about({ places: ['datasets/data1'], records: [] });
      deleteDataset(store.write, 'data1');
      expect(existsSync(there)).toBe(true);
    });
    expect(readdirSync(paths.datasets)).toEqual([]);
  });
});

describe('a change whose process died', () => {
  const file = { dtype: 'float32', shape: [1], sha256: '', bytes: 1 };

  it('before its record was written is undone: what it added goes', async () => {
    folder('datasets/data1');
    leaveNote('note1.owner1.json', ['datasets/data1']);
    expect(await tidy()).toEqual([]);
    expect([readdirSync(paths.datasets), readdirSync(paths.changes)]).toEqual([[], []]);
  });

  it('before a run had its result takes away the files of that result', async () => {
    insertDataset(store.write, aDataset('data1'));
    queueRun(store.write, aRun('run1', 'data1'), 'owner1');
    startRun(store.write, 'run1');
    folder('runs/run1');
    leaveNote('note1.owner1.json', ['runs/run1'], ['runs/run1']);
    await tidy();
    expect([readdirSync(paths.runs), readdirSync(paths.changes)]).toEqual([[], []]);
    expect(getRun(store.read, 'run1').status).toBe('interrupted');
  });

  it('after that is ended: what it replaced goes, and the record is written beside the files', async () => {
    insertDataset(store.write, aDataset('data1'));
    queueRun(store.write, aRun('run1', 'data1'), 'owner1');
    startRun(store.write, 'run1');
    finishRun(store.write, 'run1', { ...aRun('run1', 'data1'), seconds: 1 });
    keepArtifacts(store.write, 'runs', 'run1', [{ ...file, name: 'evaluation.json' }], 'new1');
    const there = folder('runs/run1');
    for (const place of ['runs/run1/new1', 'runs/run1/old1']) folder(place);
    writeFileSync(join(there, 'evaluation.json'), 'old');
    const places = ['runs/run1/new1', 'runs/run1/old1', 'runs/run1/evaluation.json'];
    leaveNote('note1.owner1.json', places, ['runs/run1']);
    await tidy();
    expect(readdirSync(there).sort()).toEqual(['matrix.npy', 'new1', 'record.json']);
    expect(readdirSync(paths.changes)).toEqual([]);
  });

  it('while it noted what it was about has changed nothing', async () => {
    folder('datasets/data1');
    insertDataset(store.write, aDataset('data1'));
    writeFileSync(join(paths.changes, 'note1.owner1.json.part'), '{"places":["data');
    await tidy();
    expect(readdirSync(paths.changes)).toEqual([]);
    expect(readdirSync(paths.datasets)).toEqual(['data1']);
  });

  it('cannot be ended where its note cannot be read, which is told, and nothing is removed', async () => {
    folder('datasets/data1');
    leaveNote('note1.owner1.json', ['../elsewhere']);
    expect(await tidy()).toEqual(['datasets/data1']);
    expect(lines).toEqual([expect.stringContaining('note1.owner1.json cannot be read')]);
    expect(readdirSync(paths.datasets)).toEqual(['data1']);
  });
});

it('folders that no record knows are kept and told, and those that one knows get it beside their files', async () => {
  for (const place of ['datasets/data1', 'datasets/data2', 'runs/run9', 'checkpoints/run9']) folder(place);
  insertDataset(store.write, aDataset('data1'));
  expect(await tidy()).toEqual(['datasets/data2', 'runs/run9', 'checkpoints/run9']);
  expect(readdirSync(join(paths.datasets, 'data1')).sort()).toEqual(['matrix.npy', 'record.json']);
  expect(readdirSync(join(paths.datasets, 'data2'))).toEqual(['matrix.npy']);
});

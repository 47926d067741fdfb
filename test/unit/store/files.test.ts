import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Artifact } from '../../../src-main/contract/index.ts';
import { describeFile, writeJson, writeNpy } from '../../../src-main/store/arrays.ts';
import { firstMap } from '../../../src-main/store/artifacts.ts';
import type { Store } from '../../../src-main/store/database.ts';
import { insertDataset } from '../../../src-main/store/datasets.ts';
import type { HomePaths } from '../../../src-main/store/paths.ts';
import { finishRun, getRun, keepMetrics, queueRun, startRun } from '../../../src-main/store/runs.ts';
import { aDataset, aRun } from '../records.ts';
import { openHome } from './fixtures.ts';

let store: Store;
let paths: HomePaths;
beforeEach(() => {
  ({ store, paths } = openHome());
  insertDataset(store.write, aDataset('data1'));
});

const file = (name: string): Artifact => ({
  name,
  dtype: 'float32',
  shape: [2, 2],
  sha256: name,
  bytes: 144,
});

function finished(id: string, method: 'pca' | 'raw', names: readonly string[]): void {
  queueRun(store.write, aRun(id, 'data1', { method }), 'owner1');
  startRun(store.write, id);
  finishRun(store.write, id, {
    seconds: 1,
    metrics: { knn_accuracy: { value: 0.5, rows: 2 }, fit_seconds: { value: 3, rows: 8 } },
    history: [],
    facts: {},
    versions: {},
    device: 'cpu',
    message: null,
    artifacts: names.map(file),
  });
}

describe('the map that others are turned onto', () => {
  it('is of the first finished run, raw features before all others', () => {
    expect(firstMap(store.read, 'data1', 2)).toBeNull();
    finished('run1', 'pca', ['map.npy', 'codes.npy']);
    expect(firstMap(store.read, 'data1', 2)).toEqual({ run: 'run1', place: 'map.npy' });
    queueRun(store.write, aRun('run2', 'data1', { method: 'raw' }), 'owner1');
    expect(firstMap(store.read, 'data1', 2)?.run).toBe('run1');
    finished('run3', 'raw', ['map.npy']);
    expect(firstMap(store.read, 'data1', 2)?.run).toBe('run3');
  });

  it('has as many columns, and is no file that only goes with a map', () => {
    finished('run1', 'raw', ['map.npy', 'map-pca-2.npy', 'map-umap-3-mean.npy']);
    expect(firstMap(store.read, 'data1', 3)).toBeNull();
    finished('run2', 'pca', ['map.npy', 'map-umap-3.npy', 'map-umap-3-turn.json']);
    expect(firstMap(store.read, 'data1', 3)).toEqual({ run: 'run2', place: 'map-umap-3.npy' });
  });
});

it('figures of a run take the place of those before', () => {
  finished('run1', 'pca', []);
  keepMetrics(store.write, 'run1', { knn_accuracy: { value: 0.75, rows: 2, k: 3 } });
  expect(getRun(store.read, 'run1').metrics).toEqual({ knn_accuracy: { value: 0.75, rows: 2, k: 3 } });
});

it('an array or JSON file that is there is described as when it was written', async () => {
  const path = join(paths.runs, 'some.npy');
  const written = writeNpy(path, Int32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);
  expect(await describeFile(path)).toEqual(written);
  const json = join(paths.runs, 'some.json');
  const noted = writeJson(json, { share: 0.5 });
  expect(await describeFile(json)).toEqual(noted);
});

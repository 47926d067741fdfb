import { beforeEach, describe, expect, it } from 'vitest';
import { keepArtifacts, firstMap } from '../../../src-main/store/artifacts.ts';
import type { WritableDb } from '../../../src-main/store/database.ts';
import { datasetIds, getDataset, insertDataset, listDatasets } from '../../../src-main/store/datasets.ts';
import {
  finishRun,
  getRun,
  listRuns,
  nextQueued,
  queueRun,
  requeueRun,
  runIds,
  startRun,
  sweepRuns,
} from '../../../src-main/store/runs.ts';
import { insertSweep, listSweeps } from '../../../src-main/store/sweeps.ts';
import {
  isExpired,
  listTrash,
  moveToTrash,
  runsWithin,
  takeFromTrash,
} from '../../../src-main/store/trash.ts';
import { aDataset, aRun } from '../records.ts';
import { openHome } from './fixtures.ts';

let db: WritableDb;

const present = (): string[] => listRuns(db).map(({ id }) => id);
const inTrash = (): string[] => listTrash(db).map(({ kind, id }) => `${kind} ${id}`);
const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

/** Two datasets; of the first, two runs of its own and two of a sweep. */
beforeEach(() => {
  db = openHome().store.write;
  for (const id of ['data1', 'data2']) insertDataset(db, aDataset(id));
  insertSweep(db, {
    id: 'sweep1',
    dataset: 'data1',
    created: '2026-01-01T00:00:00.000Z',
    methods: ['pca', 'raw'],
    dims: [2],
    seeds: 1,
  });
  for (const id of ['run1', 'run2']) queueRun(db, aRun(id, 'data1'), 'owner1');
  for (const id of ['run3', 'run4']) queueRun(db, aRun(id, 'data1', { sweep: 'sweep1' }), 'owner1');
  queueRun(db, aRun('run5', 'data2'), 'owner1');
});

describe('the trash', () => {
  it('holds a dataset with all that belongs to it, which comes back with it', () => {
    moveToTrash(db, 'datasets', 'data1', at(1));
    expect(listDatasets(db).map(({ id }) => id)).toEqual(['data2']);
    expect(() => getDataset(db, 'data1')).toThrow(/deleted/);
    expect(present()).toEqual(['run5']);
    expect(() => getRun(db, 'run1')).toThrow(/deleted/);
    expect(inTrash()).toEqual(['datasets data1']);
    expect(runsWithin(db, { kind: 'datasets', id: 'data1' })).toEqual(['run1', 'run2', 'run3', 'run4']);
    takeFromTrash(db, 'datasets', 'data1');
    expect(present()).toEqual(['run1', 'run2', 'run3', 'run4', 'run5']);
    expect(getDataset(db, 'data1').id).toBe('data1');
    expect(listTrash(db)).toEqual([]);
  });

  it('holds a sweep with its runs, and no others', () => {
    moveToTrash(db, 'sweeps', 'sweep1', at(1));
    expect(present()).toEqual(['run1', 'run2', 'run5']);
    expect(listSweeps(db, 'data1')).toEqual([]);
    expect(sweepRuns(db, 'sweep1')).toEqual([]);
    expect(listTrash(db)).toMatchObject([
      { kind: 'sweeps', methods: ['pca', 'raw'], dataset: 'data1', deleted: at(1).toISOString() },
    ]);
    expect(runsWithin(db, { kind: 'sweeps', id: 'sweep1' })).toEqual(['run3', 'run4']);
    takeFromTrash(db, 'sweeps', 'sweep1');
    expect(present()).toEqual(['run1', 'run2', 'run3', 'run4', 'run5']);
  });

  it('keeps a run that was deleted before its dataset, when that comes back', () => {
    moveToTrash(db, 'runs', 'run2', at(1));
    moveToTrash(db, 'runs', 'run3', at(2));
    expect(inTrash()).toEqual(['runs run3', 'runs run2']);
    moveToTrash(db, 'sweeps', 'sweep1', at(3));
    expect(inTrash()).toEqual(['sweeps sweep1', 'runs run2']);
    moveToTrash(db, 'datasets', 'data1', at(4));
    expect(inTrash()).toEqual(['datasets data1']);
    takeFromTrash(db, 'datasets', 'data1');
    expect(present()).toEqual(['run1', 'run5']);
    takeFromTrash(db, 'sweeps', 'sweep1');
    expect(present()).toEqual(['run1', 'run4', 'run5']);
  });

  it('keeps the time of the first deletion', () => {
    moveToTrash(db, 'runs', 'run1', at(1));
    moveToTrash(db, 'runs', 'run1', at(9));
    expect(listTrash(db)[0]?.deleted).toBe(at(1).toISOString());
  });

  it('is known to whoever asks which folders have a record, and to who asks for it', () => {
    moveToTrash(db, 'datasets', 'data1');
    moveToTrash(db, 'runs', 'run5');
    expect([...datasetIds(db)].sort()).toEqual(['data1', 'data2']);
    expect(runIds(db).size).toBe(5);
    expect(listRuns(db, undefined, { withTrash: true })).toHaveLength(5);
    expect(listRuns(db, 'data1', { withTrash: true })).toHaveLength(4);
    expect(listDatasets(db, { withTrash: true })).toHaveLength(2);
    expect(getRun(db, 'run5', { withTrash: true }).id).toBe('run5');
  });

  it('is trained by nobody', () => {
    moveToTrash(db, 'runs', 'run1');
    expect(nextQueued(db, 'owner1')?.id).toBe('run2');
    moveToTrash(db, 'datasets', 'data1');
    expect(nextQueued(db, 'owner1')?.id).toBe('run5');
    moveToTrash(db, 'runs', 'run5');
    expect(nextQueued(db, 'owner1')).toBeNull();
    expect(requeueRun(db, 'run1', 'owner1')).toBe(false);
  });

  it('gives no map for others to lie on', () => {
    for (const id of ['run1', 'run2']) {
      startRun(db, id);
      const { metrics, facts, versions, device, artifacts } = aRun(id, 'data1');
      finishRun(db, id, {
        metrics,
        facts,
        versions,
        device,
        artifacts,
        seconds: 1,
        message: null,
        history: [],
      });
      const map = { name: 'map.npy', dtype: 'float32', shape: [2, 2], sha256: 'a', bytes: 1 };
      keepArtifacts(db, 'runs', id, [map]);
    }
    expect(firstMap(db, 'data1', 2)?.run).toBe('run1');
    moveToTrash(db, 'runs', 'run1');
    expect(firstMap(db, 'data1', 2)?.run).toBe('run2');
  });

  it('is over after 30 days, and not before, also where a clock was set back', () => {
    const deleted = '2026-03-01T12:00:00.000Z';
    expect(isExpired({ deleted }, new Date('2026-03-31T12:00:00.000Z'))).toBe(false);
    expect(isExpired({ deleted }, new Date('2026-03-31T12:00:00.001Z'))).toBe(true);
    expect(isExpired({ deleted }, new Date('2020-01-01T00:00:00.000Z'))).toBe(false);
  });
});

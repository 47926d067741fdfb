import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { IsthmusError, type Run, type SweepState } from '../../../../../src-main/contract/index.ts';
import type { Workbench } from '../../../../../src-renderer/state/app/workbench.svelte.ts';
import { sweepList } from '../../../../../src-renderer/state/dataset/sweep-list.svelte.ts';
import { SweepView } from '../../../../../src-renderer/state/sweep/sweep.svelte.ts';
import { aDataset, aRun } from '../../../records.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

function aState(more: Partial<SweepState> = {}): SweepState {
  const sweep = { id: 's1', dataset: 'd1', created: '', methods: ['pca'] as const, dims: [2, 4], seeds: 1 };
  return { sweep: { ...sweep, methods: [...sweep.methods] }, runs: [], points: [], choice: null, ...more };
}

function anEvaluation(sha256: string): Run['artifacts'] {
  return [{ name: 'evaluation.json', dtype: 'json', shape: [], sha256, bytes: 1 }];
}

/** A workbench whose runs can be set, and services that answer a sweep, or as they are told to. */
function page(answer: () => unknown = () => aState()) {
  let runs = $state.raw<readonly Run[]>([]);
  const asked: unknown[] = [];
  const failures: unknown[] = [];
  const workbench = {
    client: {
      call: (_: string, input: unknown) => {
        asked.push(input);
        return Promise.resolve().then(answer);
      },
    },
    progress: new Map([['r2', { progress: { fraction: 0.5, phase: '', seconds_left: null } }]]),
    runsOfSweep: (sweep: string) => runs.filter((run) => run.sweep === sweep),
    runsOf: () => runs,
    report: (thrown: unknown) => failures.push(thrown),
  } as unknown as Workbench;
  const set = (next: readonly Run[]): void => {
    runs = next;
    flushSync();
  };
  return { workbench, asked, failures, set, runs: () => runs };
}

const run = (id: string, status: Run['status'], more: Partial<Run> = {}): Run =>
  aRun(id, 'd1', { sweep: 's1', status, ...more });

test('a sweep is read at first, when a run has finished, and when one was measured anew', async () => {
  const { workbench, asked, set } = page();
  const view = new SweepView(workbench, aDataset('d1'), 's1');
  const stop = view.follow();
  flushSync();
  expect(asked).toHaveLength(1);
  set([run('r1', 'running')]);
  set([run('r1', 'running', { name: 'renamed' })]);
  expect(asked).toHaveLength(1);
  set([run('r1', 'finished', { artifacts: anEvaluation('a') })]);
  expect(asked).toHaveLength(2);
  set([run('r1', 'finished', { artifacts: anEvaluation('b') })]);
  expect(asked).toHaveLength(3);
  stop();
  set([]);
  expect(asked).toHaveLength(3);
  await settle();
  expect(view.state?.sweep.id).toBe('s1');
});

test('a sweep is gone when there is none, or it is another dataset’s, and that is no failure', async () => {
  const nowhere = page(() => {
    throw new IsthmusError('not_found', 'No.');
  });
  const view = new SweepView(nowhere.workbench, aDataset('d1'), 's1');
  await view.read();
  expect([view.gone, nowhere.failures]).toEqual([true, []]);

  const other = new SweepView(page().workbench, aDataset('d2'), 's1');
  expect(other.gone).toBe(false);
  await other.read();
  expect(other.gone).toBe(true);
});

test('half of a run is half a run of progress', () => {
  const { workbench, set } = page();
  const view = new SweepView(workbench, aDataset('d1'), 's1');
  expect(view.fraction).toBeNull();
  set([run('r1', 'finished'), run('r2', 'running'), run('r3', 'queued'), run('r4', 'failed')]);
  expect(view.left.map(({ id }) => id)).toEqual(['r2', 'r3']);
  // Two of four are done, and half of a third.
  expect(view.fraction).toBe(2.5 / 4);
});

test('it says why no code size is chosen, and which where one is', async () => {
  let state = aState();
  const { workbench, set } = page(() => state);
  const view = new SweepView(workbench, aDataset('d1'), 's1');
  expect(view.sentence).toBe('');
  await view.read();
  set([run('r1', 'running')]);
  expect(view.sentence).toBe('A code size is chosen as soon as there are enough to choose from.');
  set([run('r1', 'failed')]);
  expect(view.sentence).toBe('None of its runs has a result yet.');
  set([run('r1', 'finished')]);
  expect(view.sentence).toContain('without labels it takes three sizes');
  state = aState({ choice: { method: 'pca', dim: 4, metric: 'knn_accuracy', sentence: 'Four will do.' } });
  await view.read();
  expect(view.sentence).toBe('Four will do.');
});

test('the list of sweeps is read again when one is new or gone, and not when a run changes', () => {
  const { workbench, asked, set, runs } = page(() => []);
  const list = sweepList(workbench, 'd1', runs);
  flushSync();
  set([run('r1', 'queued'), run('r2', 'queued')]);
  set([run('r2', 'finished'), run('r1', 'running')]);
  expect(asked).toHaveLength(2);
  set([run('r1', 'queued', { sweep: 's2' }), run('r2', 'queued')]);
  set([run('r1', 'queued', { sweep: 's2' })]);
  expect(asked).toHaveLength(4);
  list.dispose();
});

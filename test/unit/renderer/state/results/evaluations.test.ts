import { afterEach, expect, test, vi } from 'vitest';
import { npyHeader, type Artifact, type Run } from '../../../../../src-main/contract/index.ts';
import {
  Evaluations,
  filesOf,
  hasArray,
  isEvaluated,
} from '../../../../../src-renderer/state/results/evaluations.ts';
import { aRun } from '../../../records.ts';

afterEach(() => vi.unstubAllGlobals());

const about = {
  k: 5,
  per_sample: ['silhouette', 'stress'],
  bootstrap: [],
  classifiers: ['knn', 'linear'],
  classes: [],
  clusterings: [],
  feature_errors: false,
};

function artifact(name: string, sha256: string): Artifact {
  return { name, dtype: 'float32', shape: [], sha256, bytes: 1 };
}

function measured(sha: string): Run {
  return aRun('aaaa', 'dddd', {
    artifacts: [artifact('evaluation.json', sha), artifact('per-sample.npy', sha)],
  });
}

/** Answers with an evaluation and two lines of two numbers; tells what was asked for. */
function serve(evaluation: unknown = about): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    const body = url.endsWith('.json')
      ? JSON.stringify(evaluation)
      : new Uint8Array([...npyHeader('<f4', [2, 2]), ...new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer)]);
    return Promise.resolve(new Response(body));
  });
  return asked;
}

test('a line is the one that the evaluation names, and each file is read once', async () => {
  const asked = serve();
  const evaluations = new Evaluations();
  const line = (name: string) =>
    evaluations.line(measured('one'), 'per-sample.npy', ({ per_sample }) => per_sample, name);
  expect([...((await line('stress')) ?? [])]).toEqual([3, 4]);
  expect([...((await line('silhouette')) ?? [])]).toEqual([1, 2]);
  expect(await line('continuity')).toBeNull();
  expect(asked).toEqual(['/arrays/runs/aaaa/evaluation.json', '/arrays/runs/aaaa/per-sample.npy']);
});

test('a run that was measured anew is read anew', async () => {
  const asked = serve();
  const evaluations = new Evaluations();
  await evaluations.about(measured('one'));
  await evaluations.about(measured('two'));
  expect(asked).toHaveLength(2);
});

test('a run of an earlier version has nothing to read, and asking for it says so', async () => {
  const old = aRun('aaaa', 'dddd', { name: 'PCA 8' });
  const evaluations = new Evaluations();
  expect([isEvaluated(old), hasArray(old, 'confusion.npy')]).toEqual([false, false]);
  expect(await evaluations.line(old, 'confusion.npy', ({ classifiers }) => classifiers, 'knn')).toBeNull();
  await expect(evaluations.about(old)).rejects.toMatchObject({
    message: 'PCA 8 was evaluated by an earlier version: re-evaluate it.',
  });
});

test('a reading that failed is tried again, and a file that is something else is refused', async () => {
  serve({ k: 'many' });
  const evaluations = new Evaluations();
  await expect(evaluations.about(measured('one'))).rejects.toMatchObject({ code: 'internal' });
  serve();
  expect(await evaluations.about(measured('one'))).toMatchObject({ k: 5 });
});

test('the files that are read of some runs are others when one is measured anew, and only then', () => {
  const files = (run: Run) => filesOf([run], ['per-sample.npy', 'clusters.npy']);
  expect(files(measured('one'))).toEqual([{ run: 'aaaa', name: 'per-sample.npy', sha256: 'one' }]);
  expect(files({ ...measured('one'), name: 'called otherwise' })).toEqual(files(measured('one')));
  expect(files(measured('two'))).not.toEqual(files(measured('one')));
});

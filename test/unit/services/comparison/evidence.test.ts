import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resamples, type Run } from '../../../../src-main/contract/index.ts';
import { EvidenceReader } from '../../../../src-main/services/comparison/evidence.ts';
import { writeJson, writeNpy } from '../../../../src-main/store/arrays.ts';
import { homePaths, type HomePaths } from '../../../../src-main/store/paths.ts';
import { aRun } from '../../records.ts';
import { onDisk } from '../on-disk.ts';

let paths: HomePaths;

beforeAll(() => {
  paths = homePaths(mkdtempSync(join(tmpdir(), 'isthmus-evidence-')));
});
afterAll(() => rmSync(paths.root, { recursive: true }));

/** A run that was measured, and has kept one figure on every resample. */
function measured(id: string, value: number): Run {
  const folder = join(paths.runs, id);
  mkdirSync(folder, { recursive: true });
  writeJson(join(folder, 'evaluation.json'), {
    k: 5,
    per_sample: [],
    bootstrap: ['knn_accuracy'],
    classifiers: [],
    classes: [],
    clusterings: [],
    feature_errors: false,
  });
  const values = new Float64Array(resamples).fill(value);
  return aRun(id, 'data1', { artifacts: [writeNpy(join(folder, 'bootstrap.npy'), values, [1, resamples])] });
}

test('of a run that is deleted while it is compared there is no evidence, and of the others there is', async () => {
  const runs = [measured('gone', 0.25), measured('there', 0.5)];
  rmSync(join(paths.runs, 'gone'), { recursive: true });
  const evidence = await new EvidenceReader(onDisk(paths), () => undefined).of(runs);
  expect([...evidence.keys()]).toEqual(['there']);
  expect(evidence.get('there')?.get('knn_accuracy')?.[999]).toBe(0.5);
});

test('what is kept and cannot be read costs that run its evidence alone, and is logged with its id', async () => {
  const runs = [measured('broken', 0.75), measured('whole', 0.5)];
  writeFileSync(join(paths.runs, 'broken', 'evaluation.json'), '{}');
  const lines: string[] = [];
  const evidence = await new EvidenceReader(onDisk(paths), (line) => lines.push(line)).of(runs);
  expect([...evidence.keys()]).toEqual(['whole']);
  expect(lines).toEqual([expect.stringMatching(/^run broken: /)]);
});

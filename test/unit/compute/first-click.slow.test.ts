import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { fitJob } from '../../../src-main/compute/jobs/fit.ts';
import { importJob } from '../../../src-main/compute/jobs/import.ts';
import { completeParams, dataFacts } from '../../../src-main/contract/index.ts';
import { quietJob } from './job-context.ts';

const digits = resolve(import.meta.dirname, '../../../resources/digits');

test('the first click on the digits separates held-out classes well: code size 8, defaults, any seed', async () => {
  const home = mkdtempSync(join(tmpdir(), 'isthmus-'));
  const context = quietJob();
  try {
    const datasetFolder = mkdtempSync(join(home, 'dataset-'));
    const source = { path: digits, names: null, name: 'digits' };
    const kept = await importJob({ source, options: {}, folder: datasetFolder }, context);
    const dataset = { ...kept, id: 'digits', created: '', source: 'digits' };
    const { rows, features } = dataset;
    expect([rows, features]).toEqual([1_797, 64]);
    const params = completeParams('autoencoder', dataFacts(dataset), 8, {});
    for (const seed of [0, 1]) {
      const folder = mkdtempSync(join(home, 'run-'));
      const checkpoints = mkdtempSync(join(home, 'checkpoints-'));
      const { metrics } = await fitJob(
        {
          expected: [],
          dataset,
          datasetFolder,
          folder,
          checkpoints,
          patientSince: 0,
          method: 'autoencoder',
          dim: 8,
          params,
          seed,
          alignTo: null,
        },
        context,
      );
      expect(metrics['knn_accuracy']?.value).toBeGreaterThanOrEqual(0.95);
    }
  } finally {
    rmSync(home, { recursive: true });
  }
});

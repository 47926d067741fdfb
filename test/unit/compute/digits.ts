import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { JobInput } from '../../../src-main/compute/protocol.ts';
import { methodDefinition, type Dataset, type MethodName } from '../../../src-main/contract/index.ts';
import { writeNpy } from '../../../src-main/store/arrays.ts';
import { everyRow } from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';

const digits = oracle('digits');
const rows = digits.all.rows;

/** The digits of the oracle as a dataset. */
export const dataset: Dataset = {
  id: 'digits',
  name: 'digits',
  kind: 'images',
  source: 'digits',
  created: '2026-01-01T00:00:00.000Z',
  rows,
  features: 64,
  shape: [8, 8, 1],
  feature_names: [],
  classes: Array.from({ length: 10 }, (_, label) => ({
    name: String(label),
    count: digits.labels.filter((own) => own === label).length,
  })),
  splits: { train: digits.train.length, test: digits.test.length },
  split: { kind: 'given', test_fraction: 0.25, seed: 0 },
  recipe: { kind: 'images', width: 8, height: 8, channels: 1, fit: 'exact' },
  skipped: [],
  warnings: [],
  hash: 'x',
  artifacts: [],
  thumbnails: null,
};

/** Writes the files that an import of the digits would have kept, to a folder of its own. */
export function keepDigits(home: string): string {
  const folder = mkdtempSync(join(home, 'dataset-'));
  const bytes = Uint8Array.from(digits.all.gather(everyRow(rows)), (value) => Math.round(255 * value));
  const split = new Uint8Array(rows);
  for (const row of digits.test) split[row] = 1;
  writeNpy(join(folder, 'matrix.npy'), bytes, [rows, 64]);
  writeNpy(join(folder, 'labels.npy'), digits.labels, [rows]);
  writeNpy(join(folder, 'split.npy'), split, [rows]);
  return folder;
}

/** What a fit of the digits is asked with, but for the folders. */
export function fitInput(
  method: MethodName,
  dim: number,
  set: Record<string, unknown> = {},
): Omit<JobInput<'fit'>, 'datasetFolder' | 'folder' | 'checkpoints'> {
  const facts = {
    rows: digits.train.length,
    features: 64,
    classes: 10,
    kind: 'images',
    shape: [64],
  } as const;
  const params = { ...methodDefinition(method).defaults(facts, dim), ...set };
  return { expected: [], dataset, patientSince: 0, method, dim, params, seed: 3, alignTo: null };
}

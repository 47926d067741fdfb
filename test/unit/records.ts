import type { Dataset, Epoch, Run } from '../../src-main/contract/index.ts';

/** A whole record, of which a test says only what it is about. */
export function aDataset(id: string, more: Partial<Dataset> = {}): Dataset {
  return {
    id,
    name: `dataset ${id}`,
    kind: 'table',
    source: '/data/some.csv',
    created: '2026-01-01T00:00:00.000Z',
    rows: 10,
    features: 2,
    shape: [2],
    feature_names: ['width', 'height'],
    classes: [{ name: 'a', count: 10 }],
    splits: { train: 8, test: 2 },
    split: { kind: 'stratified', test_fraction: 0.2, seed: 0 },
    recipe: { kind: 'array', scaling: 'none', missing: 'mean', fill: [0, 0], offset: [0, 0], scale: [1, 1] },
    skipped: [{ file: 'x', reason: 'is empty' }],
    warnings: ['one warning'],
    hash: 'h'.repeat(64),
    artifacts: [{ name: 'matrix.npy', dtype: 'float32', shape: [10, 2], sha256: 'm'.repeat(64), bytes: 208 }],
    thumbnails: null,
    ...more,
  };
}

/** A queued run, of which a test says only what it is about. */
export function aRun(id: string, dataset: string, more: Partial<Run> = {}): Run {
  return {
    id,
    dataset,
    dataset_hash: 'h'.repeat(64),
    name: `run ${id}`,
    method: 'pca',
    dim: 2,
    status: 'queued',
    created: '2026-01-01T00:00:00.000Z',
    seconds: null,
    seed: 7,
    params: { whiten: false },
    preset: null,
    parent: null,
    sweep: null,
    checkpoint: null,
    metrics: {},
    history: [],
    facts: {},
    versions: {},
    device: '',
    message: null,
    artifacts: [],
    ...more,
  };
}

/** An epoch of a curve, of which a test says only what it is about. */
export function anEpoch(epoch: number, more: Partial<Epoch> = {}): Epoch {
  return {
    epoch,
    phase: null,
    loss: 1 / epoch,
    val_loss: null,
    learning_rate: 0.1,
    gradient_norm: null,
    seconds: 1,
    samples_per_second: 8,
    figures: {},
    ...more,
  };
}

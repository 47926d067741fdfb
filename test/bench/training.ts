/**
 * Seconds an epoch of training beside Keras and PyTorch, where Python has them, as a table: each figure the median of five
 * processes that took turns with the others'. Isthmus trains on as many threads as it would for a run of these parameters.
 * `ISTHMUS_PYTHON` names a Python with the peers.
 */
import { join } from 'node:path';
import { completeParams } from '../../src-main/contract/index.ts';
import { threadsFor } from '../../src-main/services/threads.ts';
import { computeEnv } from '../../src-main/compute/supervisor/index.ts';
import { aDataset, aRun } from '../unit/records.ts';
import { lastJson, median, pythonWith } from './children/processes.ts';
import { benchFacts, benchRun } from './children/trainings.ts';

const rounds = 5;
const cases = [
  ['dense', 64],
  ['dense', 256],
  ['dense', 1_024],
  ['convolution', 64],
  ['convolution', 128],
  ['convolution', 256],
] as const;

const here = (...names: string[]): string => join(import.meta.dirname, ...names);
const keras = pythonWith('keras');
const torch = pythonWith('torch');

type Trainer = (network: string, batch: number) => Promise<number | null>;

const trainers: Record<string, Trainer> = {
  async isthmus(network, batch) {
    const { method, dim, set } = benchRun(network, batch);
    const params = completeParams(method, benchFacts, dim, set);
    const { features, kind, shape, rows } = benchFacts;
    const dataset = aDataset('data1', {
      features,
      kind,
      shape: [...shape],
      splits: { train: rows, test: 0 },
    });
    const threads = threadsFor(aRun('run1', 'data1', { method, dim, params }), dataset);
    const args = [here('children', 'train.ts'), network, String(batch)];
    return secondsOf(await lastJson(process.execPath, args, computeEnv(threads)));
  },
  keras: (network, batch) => peer(keras, network, batch, 'keras'),
  torch: (network, batch) =>
    network === 'dense' ? peer(torch, network, batch, 'torch') : Promise.resolve(null),
};

async function peer(
  python: string | null,
  network: string,
  batch: number,
  library: string,
): Promise<number | null> {
  if (python === null) return null;
  const args = [here('peers', `${network}.py`), '--batch', String(batch), '--library', library];
  return secondsOf(await lastJson(python, args));
}

function secondsOf(answer: Record<string, unknown> | null): number | null {
  const seconds = answer?.['seconds_per_epoch'];
  return typeof seconds === 'number' ? seconds : null;
}

const show = (value: number | null, digits: number): string => (value === null ? '-' : value.toFixed(digits));
console.log('| network | batch | Isthmus | Keras | of Keras | PyTorch | of PyTorch |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const [network, batch] of cases) {
  const found = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, train] of Object.entries(trainers)) {
      const seconds = await train(network, batch);
      if (seconds !== null) found.set(name, [...(found.get(name) ?? []), seconds]);
    }
  }
  const middle = (name: string): number | null => {
    const values = found.get(name) ?? [];
    return values.length === 0 ? null : median(values);
  };
  const own = middle('isthmus');
  const share = (of: number | null): string => show(own === null || of === null ? null : own / of, 2);
  const [k, t] = [middle('keras'), middle('torch')];
  console.log(
    `| ${network} | ${batch} | ${show(own, 2)} s | ${show(k, 2)} s | ${share(k)} | ${show(t, 2)} s | ${share(t)} |`,
  );
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Epoch } from '../../../../src-main/contract/index.ts';
import type { Draws } from '../../../../src-main/methods/network/draws.ts';
import type { Parameter } from '../../../../src-main/methods/network/layer.ts';
import {
  trainPhase,
  weightsRandom,
  type TrainingConfig,
  type Trained,
} from '../../../../src-main/methods/training/train.ts';
import { TrainableVariables } from '../../../../src-main/methods/training/trainable-variables.ts';
import type { Step, Trainer } from '../../../../src-main/methods/training/trainer.ts';
import {
  DenseRows,
  free,
  liveHandles,
  loadTensorFlow,
  mean,
  Random,
  readFloats,
  scalar,
  scope,
  upload,
  type Handle,
} from '../../../../src-main/tensor/index.ts';
import { factsOf, fitContext } from '../fit-context.ts';

beforeAll(loadTensorFlow);
afterEach(() => expect(liveHandles()).toBe(0));

const kernel: Parameter = {
  name: 'kernel',
  shape: [1],
  role: 'kernel',
  initialize: () => Float32Array.of(0),
};
const running: Parameter = {
  name: 'mean',
  shape: [1],
  role: 'running',
  initialize: () => Float32Array.of(0),
};

/** Learns nothing but which step it was: that is its weight, and ten times it its running mean. */
class Recorder implements Trainer {
  readonly trainables = new TrainableVariables([kernel, running], new Random(1));
  readonly rates: number[] = [];
  /** By step, the rows it was given. */
  readonly batches: number[][] = [];
  readonly epochs: number[] = [];
  /** By step, the first number that it drew. */
  readonly drawn: number[] = [];
  readonly #losses: (step: number) => number;
  readonly #watched: ((epoch: number) => number) | null;

  /** @param watched what validation comes to after an epoch; null: the mean of the rows it is done on */
  constructor(losses: (step: number) => number, watched: ((epoch: number) => number) | null = null) {
    this.#losses = losses;
    this.#watched = watched;
  }

  beginEpoch(epoch: number): void {
    this.epochs.push(epoch);
  }

  step(x: Handle, rate: number, draws: Draws, measure: boolean): Step {
    this.rates.push(rate);
    this.batches.push([...readFloats(x)]);
    const first = scope(() => draws.uniform([1]));
    this.drawn.push(readFloats(first)[0] ?? NaN);
    free(first);
    const step = this.rates.length;
    scope(() => {
      this.trainables.variables[0]?.assign(upload(Float32Array.of(step), [1]));
      this.trainables.move(running, upload(Float32Array.of(10 * step), [1]));
    });
    return { loss: this.#losses(step), gradientNorm: measure ? step : null };
  }

  watch(x: Handle): Handle {
    return this.#watched === null ? mean(x) : scalar(this.#watched(this.epochs.at(-1) ?? NaN));
  }

  encode(x: Handle): Handle {
    return x;
  }

  state(): { arrays: Record<string, Float32Array>; counters: number[] } {
    return { arrays: this.trainables.state(), counters: [] };
  }

  restore(): void {
    throw new Error('Nothing is resumed here.');
  }

  dispose(): void {
    this.trainables.dispose();
  }
}

const plain: TrainingConfig = {
  schedule: 'constant',
  learning_rate: 0.004,
  batch_size: 2,
  epochs: 10,
  patience: 0,
  validation_fraction: 0.2,
  keep: 'best',
};

/** Trains on so many rows of one feature, their own numbers. */
async function train(
  recorder: Recorder,
  rows: number,
  set: Partial<TrainingConfig> = {},
  seed = 1,
): Promise<Trained> {
  const source = new DenseRows(
    Float32Array.from({ length: rows }, (_, row) => row),
    1,
  );
  try {
    return await trainPhase(
      source,
      recorder,
      { ...plain, ...set },
      fitContext('autoencoder', factsOf(source), 1, {}, { seed }),
    );
  } finally {
    recorder.dispose();
  }
}

const lossesOf = ({ history }: Trained): [number, number | null][] =>
  history.map(({ loss, val_loss }: Epoch) => [loss, val_loss]);

describe('the steps of a training', () => {
  test("have the rates that PyTorch's schedulers have over all steps of all epochs, and the last of each is told", async () => {
    const path = join(import.meta.dirname, '../../../fixtures/optimizers/expected.json');
    const { schedules } = JSON.parse(readFileSync(path, 'utf8')) as {
      schedules: { schedule: TrainingConfig['schedule']; steps: number; rates: number[] }[];
    };
    for (const { schedule, rates } of schedules.filter(({ steps }) => steps === 40)) {
      // 8 rows to train on, 4 steps an epoch.
      const recorder = new Recorder(() => 1);
      const { history } = await train(recorder, 10, { schedule });
      expect(recorder.rates).toHaveLength(40);
      recorder.rates.forEach((rate, step) => expect(rate).toBeCloseTo(rates[step] ?? NaN, 12));
      history.forEach(({ learning_rate }, epoch) =>
        expect(learning_rate).toBeCloseTo(rates[4 * epoch + 3] ?? NaN, 12),
      );
    }
  });

  test('take every training row once an epoch, in another order each, and none that is watched', async () => {
    const recorder = new Recorder(() => 1);
    const { trainingRows, validationRows } = await train(recorder, 30, { batch_size: 7, epochs: 3 });
    expect([trainingRows, validationRows]).toEqual([24, 6]);
    const sizes = recorder.batches.map(({ length }) => length);
    expect(sizes).toEqual([7, 7, 7, 3, 7, 7, 7, 3, 7, 7, 7, 3]);
    const orders = [0, 4, 8].map((first) => recorder.batches.slice(first, first + 4).flat());
    const sorted = orders.map((order) => order.toSorted((a, b) => a - b).join());
    expect(new Set(sorted).size).toBe(1);
    expect(new Set(orders[0]).size).toBe(24);
    expect(new Set(orders.map((order) => order.join())).size).toBe(3);
  });

  test('draw anew in every step of every epoch, and the same for the same seed', async () => {
    const [one, same, other] = [1, 1, 2].map(() => new Recorder(() => 1));
    if (one === undefined || same === undefined || other === undefined) throw new Error('There are three.');
    await train(one, 10, { epochs: 3 });
    await train(same, 10, { epochs: 3 });
    await train(other, 10, { epochs: 3 }, 2);
    expect(new Set(one.drawn).size).toBe(12);
    expect([same.drawn, same.batches]).toEqual([one.drawn, one.batches]);
    expect(other.drawn).not.toEqual(one.drawn);
    const rowsOf = ({ batches }: Recorder): number[] => batches.slice(0, 4).flat().toSorted();
    expect(rowsOf(other)).not.toEqual(rowsOf(one));
  });

  test('are told which epoch begins, from 1', async () => {
    const recorder = new Recorder(() => 1);
    await train(recorder, 10, { epochs: 3 });
    expect(recorder.epochs).toEqual([1, 2, 3]);
  });
});

describe('the losses of an epoch', () => {
  test('are means over rows, however many a batch has', async () => {
    // Batches of 3, 3 and 2 rows with mean losses of 1, 2 and 6.
    const recorder = new Recorder(
      (step) => [1, 2, 6][step - 1] ?? NaN,
      () => 9,
    );
    const trained = await train(recorder, 10, { batch_size: 3, epochs: 1 });
    expect(lossesOf(trained)).toEqual([[(3 * 1 + 3 * 2 + 2 * 6) / 8, 9]]);
    expect(trained.history[0]?.gradient_norm).toBe(3);
  });

  test('of validation are those of all its rows, though they are put through in blocks', async () => {
    const recorder = new Recorder(() => 1);
    const trained = await train(recorder, 2_600, { validation_fraction: 0.5, batch_size: 512, epochs: 1 });
    expect(trained.validationRows).toBe(1_300);
    const seen = recorder.batches.flat().reduce((sum, row) => sum + row, 0);
    const all = (2_600 * 2_599) / 2;
    expect(trained.history[0]?.val_loss).toBeCloseTo((all - seen) / 1_300, 3);
  });

  test.each([
    [10, 0.25, 3],
    [10, 0.24, 2],
    [10, 0, 0],
    [3, 0.5, 2],
    [2, 0.9, 1],
  ])('of %i rows and a share of %d for validation are watched on %i', async (rows, share, wanted) => {
    const recorder = new Recorder(() => 1);
    const { validationRows, trainingRows, history } = await train(recorder, rows, {
      validation_fraction: share,
      epochs: 1,
    });
    expect([validationRows, trainingRows]).toEqual([wanted, rows - wanted]);
    expect(history[0]?.val_loss === null).toBe(wanted === 0);
  });
});

describe('the weights that are kept', () => {
  /** Of the epoch that they are of, where an epoch has 4 steps. */
  const epochOf = ({ weights }: Trained): [number, number] => [
    (weights.get(kernel)?.[0] ?? NaN) / 4,
    (weights.get(running)?.[0] ?? NaN) / 40,
  ];
  const watched = [5, 4, 4, 4.5, 3, 3.5];
  const recorder = (): Recorder =>
    new Recorder(
      (step) => 1 / step,
      (epoch) => watched[epoch - 1] ?? 9,
    );

  test('are those of the lowest validation loss, with their running means; of equal ones the first', async () => {
    const trained = await train(recorder(), 10, { epochs: 4 });
    expect([trained.bestEpoch, epochOf(trained)]).toEqual([2, [2, 2]]);
    const longer = await train(recorder(), 10, { epochs: 6 });
    expect([longer.bestEpoch, epochOf(longer)]).toEqual([5, [5, 5]]);
    expect(longer.message).toBeNull();
  });

  test('are those of the lowest training loss where nothing is watched', async () => {
    const losses = new Recorder((step) => [3, 1, 2][Math.floor((step - 1) / 5)] ?? 9);
    const { bestEpoch, history } = await train(losses, 10, { epochs: 3, validation_fraction: 0 });
    expect([bestEpoch, history.map(({ loss }) => loss)]).toEqual([2, [3, 1, 2]]);
  });

  test('are those of the last epoch where that is asked for', async () => {
    const trained = await train(recorder(), 10, { epochs: 4, keep: 'last' });
    expect([trained.bestEpoch, epochOf(trained)]).toEqual([4, [4, 4]]);
  });

  test.each([
    [1, 3, 2],
    [2, 4, 2],
    [3, 8, 5],
    [0, 10, 5],
  ])('with a patience of %i come after %i epochs, and are of epoch %i', async (patience, ended, best) => {
    const trained = await train(recorder(), 10, { patience });
    expect([trained.history.length, trained.bestEpoch]).toEqual([ended, best]);
    const count = patience === 1 ? 'an epoch' : `${patience} epochs`;
    expect(trained.message).toBe(
      patience === 0
        ? null
        : `Stopped after epoch ${ended} of 10: the validation loss had not improved for ${count}; the weights of epoch ${best} are kept.`,
    );
  });
});

test('each phase draws first weights of its own', () => {
  const firstOf = (phase: number): number => weightsRandom(7, phase).float();
  expect(firstOf(0)).toBe(weightsRandom(7).float());
  expect(new Set([0, 1, 2].map(firstOf)).size).toBe(3);
});

test.each([NaN, Infinity])('there is no best where a value of it was %d', (value) => {
  const trainables = new TrainableVariables(
    [kernel, running],
    new Random(1),
    new Map([['mean', Float32Array.of(value)]]),
  );
  expect(trainables.best()).toBeNull();
  trainables.rememberBest();
  expect(trainables.best()).toBeNull();
  trainables.dispose();
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { Draws } from '../../../../src-main/methods/network/draws.ts';
import { freeEnergy, type Units } from '../../../../src-main/methods/rbm/machine.ts';
import { RbmTrainer, machineOf, machineParameters } from '../../../../src-main/methods/rbm/rbm-trainer.ts';
import { logOdds } from '../../../../src-main/methods/rbm/start.ts';
import {
  DenseRows,
  free,
  placeholder,
  liveHandles,
  loadTensorFlow,
  Pace,
  Random,
  readFloats,
  scope,
  upload,
  type Handle,
} from '../../../../src-main/tensor/index.ts';

beforeAll(loadTensorFlow);
afterEach(() => expect(liveHandles()).toBe(0));

/** Machines trained by NumPy; see make.py. */
const expected = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../fixtures/boltzmann/expected.json'), 'utf8'),
) as {
  features: number;
  units: number;
  batch: number;
  epochs: number;
  rate: number;
  turned: number[];
  cases: {
    visible: Units;
    k: number;
    momentum: number;
    weight_decay: number;
    x: number[][];
    start: number[];
    draws: number[][];
    losses: number[];
    kernel: number[];
    visible_bias: number[];
    hidden_bias: number[];
    free_energy: number[];
    pseudo_likelihood?: number;
  }[];
};
const { features, units, batch, epochs, rate } = expected;

/** Gives the numbers that NumPy drew, in their order; nothing is drawn of them while a step is recorded. */
class Replayed extends Draws {
  readonly #drawn: number[][];

  constructor(drawn: readonly number[][]) {
    super(new Random(0));
    this.#drawn = [...drawn];
  }

  get left(): number {
    return this.#drawn.length;
  }

  override double(): this {
    return this;
  }

  override follow(): void {
    // There is but one.
  }

  override uniform(shape: readonly number[]): Handle {
    const count = shape.reduce((product, size) => product * size, 1);
    let isRecorded = false;
    return placeholder(() => {
      const values = isRecorded ? this.#drawn.shift() : new Array<number>(count).fill(0);
      isRecorded = true;
      return Float32Array.from(values ?? []);
    }, shape);
  }
}

test('the unit that is turned over in each row is the one that NumPy turned over', () => {
  const random = new Random(1);
  expect(expected.turned.map(() => random.int(features))).toEqual(expected.turned);
});

test.each(expected.cases)(
  'CD-$k of $visible units with a momentum of $momentum and a weight decay of $weight_decay comes to what NumPy comes to',
  async (known) => {
    const names = { kernel: 'kernel', hiddenBias: 'hidden', visibleBias: 'visible' };
    const slots = machineParameters(names, units, new Float32Array(features));
    slots.kernel = { ...slots.kernel, initialize: () => Float32Array.from(known.start) };
    const how = { ...known, hidden: 'bernoulli', persistent: false, batch_size: batch } as const;
    const trainee = new RbmTrainer(slots, how, new Random(1));
    const draws = new Replayed(known.draws);
    const losses: number[] = [];
    for (let epoch = 1; epoch <= epochs; epoch++) {
      trainee.beginEpoch(epoch);
      for (let from = 0; from < known.x.length; from += batch) {
        const values = Float32Array.from(known.x.slice(from, from + batch).flat());
        const x = upload(values, [batch, features]);
        losses.push(trainee.step(x, rate, draws, false).loss);
        free(x);
      }
    }
    expect(draws.left).toBe(0);
    const close = (found: ArrayLike<number> | undefined, wanted: readonly number[]): void => {
      expect(found).toHaveLength(wanted.length);
      wanted.forEach((value, i) => expect(found?.[i]).toBeCloseTo(value, 4));
    };
    close(losses, known.losses);
    trainee.trainables.rememberBest();
    const learnt = trainee.trainables.best();
    close(learnt?.get(slots.kernel), known.kernel);
    close(learnt?.get(slots.visibleBias), known.visible_bias);
    close(learnt?.get(slots.hiddenBias), known.hidden_bias);
    const x = upload(Float32Array.from(known.x.flat()), [known.x.length, features]);
    const energies = scope(() => freeEnergy(machineOf(slots, how, trainee.trainables.current()), x));
    close(readFloats(energies), known.free_energy);
    free(x, energies);
    const watched = new DenseRows(Float32Array.from(known.x.flat()), features);
    const figures = await trainee.figures(watched, new Pace());
    const energy = known.free_energy.reduce((sum, each) => sum + each, 0) / known.x.length;
    expect(figures['free_energy']).toBeCloseTo(energy, 4);
    if (known.pseudo_likelihood === undefined) expect(figures).not.toHaveProperty('pseudo_likelihood');
    else expect(figures['pseudo_likelihood']).toBeCloseTo(known.pseudo_likelihood, 4);
    trainee.dispose();
  },
);

test("a machine starts as Hinton's guide has it: small normal weights, hidden units off, visible ones as often on as the data", () => {
  const names = { kernel: 'kernel', hiddenBias: 'hidden', visibleBias: 'visible' };
  const slots = machineParameters(names, 100, new Float32Array(200).fill(0.25));
  const weights = slots.kernel.initialize(new Random(2));
  const deviation = Math.sqrt(weights.reduce((sum, value) => sum + value ** 2, 0) / weights.length);
  expect(deviation / 0.01).toBeCloseTo(1, 1);
  expect(slots.hiddenBias.initialize(new Random(2))).toEqual(new Float32Array(100).fill(-1));
  expect(slots.visibleBias.initialize(new Random(2))).toEqual(new Float32Array(200).fill(0.25));
});

test('the logarithm of the odds of what was always or never on is that of one row more', () => {
  const [even, often, never, always] = logOdds([0.5, 0.75, 0, 1], 98);
  expect(even).toBe(0);
  expect(often).toBeCloseTo(Math.log(3), 6);
  expect(never).toBeCloseTo(Math.log(1 / 99), 5);
  expect(always).toBeCloseTo(Math.log(99), 5);
});

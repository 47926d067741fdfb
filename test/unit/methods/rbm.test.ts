import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Draws } from '../../../src-main/methods/network/draws.ts';
import { methods } from '../../../src-main/methods/index.ts';
import { freeEnergy } from '../../../src-main/methods/rbm/machine.ts';
import { RbmTrainer, machineOf, machineParameters } from '../../../src-main/methods/rbm/rbm-trainer.ts';
import {
  DenseRows,
  free,
  placeholder,
  liveHandles,
  loadTensorFlow,
  Random,
  readFloats,
  scope,
  SomeRows,
  upload,
  type Handle,
} from '../../../src-main/tensor/index.ts';
import { oracle } from '../oracle.ts';
import { factsOf, fitContext } from './fit-context.ts';

beforeAll(loadTensorFlow);
afterEach(() => expect(liveHandles()).toBe(0));

const names = { kernel: 'encoder-0-kernel', hiddenBias: 'encoder-0-bias', visibleBias: 'decoder-0-bias' };

interface Recorded {
  rows: number;
  features: number;
  units: number;
  batch: number;
  epochs: number;
  x: number[];
  first_components: number[][];
  uniforms: number[][];
  components: number[][];
  intercept_hidden: number[];
  intercept_visible: number[];
  transformed: number[][];
  free_energy: number[];
}

/** Gives the numbers that were drawn elsewhere, in their order. */
class Replayed extends Draws {
  readonly #drawn: number[][];

  constructor(drawn: number[][]) {
    super(new Random(0));
    this.#drawn = [...drawn];
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
      expect(values).toHaveLength(count);
      return Float32Array.from(values ?? []);
    }, shape);
  }
}

describe("from the same start and with the same draws as scikit-learn 1.9.1's BernoulliRBM", () => {
  const recorded = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../fixtures/sklearn/rbm.json'), 'utf8'),
  ) as Recorded;
  const { rows, features, units, batch, epochs } = recorded;

  test('a persistent chain comes to the same weights, codes and free energies', () => {
    const slots = machineParameters(names, units, new Float32Array(features));
    slots.kernel = {
      ...slots.kernel,
      initialize: () =>
        Float32Array.from(
          { length: features * units },
          (_, i) => recorded.first_components[i % units]?.[Math.floor(i / units)] ?? 0,
        ),
    };
    slots.hiddenBias = { ...slots.hiddenBias, initialize: () => new Float32Array(units) };
    const how = {
      visible: 'bernoulli',
      hidden: 'bernoulli',
      k: 1,
      persistent: true,
      momentum: 0,
      weight_decay: 0,
      batch_size: batch,
    } as const;
    const trainer = new RbmTrainer(slots, how, new Random(1));
    const draws = new Replayed(recorded.uniforms);
    for (let epoch = 1; epoch <= epochs; epoch++) {
      trainer.beginEpoch(epoch);
      for (let from = 0; from < rows; from += batch) {
        const x = upload(Float32Array.from(recorded.x.slice(from * features, (from + batch) * features)), [
          batch,
          features,
        ]);
        trainer.step(x, 0.1, draws, false);
        free(x);
      }
    }
    const x = upload(Float32Array.from(recorded.x), [rows, features]);
    const read = (work: () => Handle): Float32Array => {
      const handle = scope(work);
      const values = readFloats(handle);
      free(handle);
      return values;
    };
    const close = (found: Float32Array, wanted: number[]): void => {
      expect(found).toHaveLength(wanted.length);
      wanted.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
    };
    const turned = Array.from({ length: features }, (_, f) => recorded.components.map((row) => row[f] ?? 0));
    trainer.trainables.rememberBest();
    const learnt = trainer.trainables.best();
    close(learnt?.get(slots.kernel) ?? new Float32Array(0), turned.flat());
    close(learnt?.get(slots.hiddenBias) ?? new Float32Array(0), recorded.intercept_hidden);
    close(learnt?.get(slots.visibleBias) ?? new Float32Array(0), recorded.intercept_visible);
    close(
      read(() => trainer.encode(x)),
      recorded.transformed.flat(),
    );
    close(
      read(() => freeEnergy(machineOf(slots, how, trainer.trainables.current()), x)),
      recorded.free_energy,
    );
    free(x);
    trainer.dispose();
  });
});

const digits = oracle('digits');
const train = new SomeRows(digits.all, digits.train);

describe.each([
  ['CD-1', {}],
  ['CD-3', { k: 3 }],
  ['a persistent chain', { persistent: true, learning_rate: 0.02, epochs: 60 }],
])('a Boltzmann machine of digits by %s', (_, set) => {
  test('takes held-out rows for ever likelier, and is the same for one seed and once loaded', async () => {
    const fit = (seed = 1) =>
      methods.rbm.fit(train, fitContext('rbm', factsOf(train), 32, { epochs: 15, ...set }, { seed }));
    const fitted = await fit();
    const [first, last] = [fitted.history[0], fitted.history.at(-1)];
    // A persistent chain moves what all free energies are measured against too.
    if (!('persistent' in set)) {
      expect(last?.figures['free_energy']).toBeLessThan((first?.figures['free_energy'] ?? 0) - 2);
    }
    expect(last?.figures['pseudo_likelihood']).toBeGreaterThan(first?.figures['pseudo_likelihood'] ?? 0);
    expect(last?.val_loss).toBeLessThan(first?.val_loss ?? 0);
    const rows = digits.all.gather(digits.test);
    const codes = fitted.encode(rows);
    expect(codes.every((value) => value >= 0 && value <= 1)).toBe(true);
    const folder = mkdtempSync(join(tmpdir(), 'isthmus-'));
    fitted.save(folder);
    const loaded = await methods.rbm.load(folder);
    rmSync(folder, { recursive: true });
    expect(loaded.encode(rows)).toEqual(codes);
    expect(loaded.decode?.(codes)).toEqual(fitted.decode?.(codes));
    const [again, other] = [await fit(), await fit(2)];
    expect(again.encode(rows)).toEqual(codes);
    expect(other.encode(rows)).not.toEqual(codes);
    for (const each of [fitted, loaded, again, other]) each.dispose();
  });
});

test('Gaussian visible units learn standardised columns', async () => {
  const random = new Random(6);
  const features = 10;
  // Three hidden causes, and noise.
  const values = new Float32Array(600 * features);
  for (let row = 0; row < 600; row++) {
    const causes = [random.int(2), random.int(2), random.int(2)];
    for (let f = 0; f < features; f++) {
      values[row * features + f] = 2 * (causes[f % 3] ?? 0) - 1 + 0.4 * random.normal();
    }
  }
  const source = new DenseRows(values, features);
  const facts = { ...factsOf(source), kind: 'table', shape: [features] } as const;
  const fitted = await methods.rbm.fit(source, fitContext('rbm', facts, 6, { epochs: 40 }));
  const [first, last] = [fitted.history[0], fitted.history.at(-1)];
  expect(last?.figures['free_energy']).toBeLessThan((first?.figures['free_energy'] ?? 0) - 1);
  expect(last?.figures['pseudo_likelihood']).toBeUndefined();
  expect(last?.val_loss).toBeLessThan(0.5);
  fitted.dispose();
});

test('values that are no probabilities are refused for Bernoulli units, with what to do', async () => {
  const source = new DenseRows(Float32Array.of(0.5, 1.5, 0.25, 0.75), 2);
  const context = fitContext('rbm', factsOf(source), 2);
  await expect(methods.rbm.fit(source, context)).rejects.toMatchObject({
    code: 'bad_input',
    message: expect.stringContaining('there is one of 1.5: set visible to "gaussian"'),
  });
});

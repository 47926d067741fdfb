import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Epoch } from '../contract/index.ts';
import { DeepBeliefAutoencoderParams } from '../contract/methods/deep_belief_autoencoder.ts';
import {
  blocks,
  free,
  keep,
  readFloats,
  scope,
  sum,
  upload,
  uploadSamples,
  type Handle,
  type Pace,
  type Rows,
} from '../tensor/index.ts';
import { denseLayers, layerSizes } from './autoencoder/dense.ts';
import type { FitContext, Method } from './method.ts';
import { activation } from './network/activation.ts';
import { affine, denseParameters } from './network/affine.ts';
import { FittedNetwork } from './network/fitted.ts';
import type { Layer } from './network/layer.ts';
import { forward, type Network, type Weights } from './network/network.ts';
import { logOdds, visibleStart } from './rbm/start.ts';
import { RbmTrainer, machineParameters } from './rbm/rbm-trainer.ts';
import type { NamedArrays } from './training/checkpoint.ts';
import { ConjugateGradientTrainer } from './training/conjugate-gradient-trainer.ts';
import { NetworkTrainer } from './training/network-trainer.ts';
import {
  trainPhase,
  weightsRandom,
  type TrainingConfig,
  type TrainingPhase,
  type Trained,
} from './training/train.ts';

/** How every machine is trained, as the paper's supporting material has it. */
const pretraining = { momentum: 0.9, weight_decay: 0.0002, persistent: false } as const;
/** What an epoch of conjugate gradients costs, in epochs of Adam: for the time that is left. */
const costOfConjugate = 8;

const Model = z.object({
  method: z.literal('deep_belief_autoencoder'),
  features: z.number().int(),
  dim: z.number().int(),
  params: DeepBeliefAutoencoderParams,
});

/** What a machine has learned. */
interface Machine {
  /** `visible units × hidden units`. */
  kernel: Float32Array;
  visibleBias: Float32Array;
  hiddenBias: Float32Array;
}

/**
 * A deep autoencoder that is not trained from nothing: a Boltzmann machine is trained on the samples, the next on what its
 * hidden units make of them, and so on; the last has hidden units with normal noise instead of an on and off. The stack is
 * unrolled, its decoder starting as the encoder transposed, and all of it is fine-tuned.
 * Source: Hinton and Salakhutdinov 2006, https://doi.org/10.1126/science.1127647, and its supporting material
 */
export const deepBeliefAutoencoder: Method = {
  async fit(train, context) {
    const params = DeepBeliefAutoencoderParams.parse(context.params);
    const { dim } = context;
    const { features } = train;
    const sizes = [features, ...params.hidden, dim];
    const kept = await context.checkpoints?.load();
    const machines: Machine[] = [];
    let history: Epoch[] = [];
    const shares = sharesOf(sizes, params);
    const carried = (): NamedArrays => Object.assign({}, ...machines.map(carriedMachine)) as NamedArrays;
    const phaseOf = (index: number, name: string): TrainingPhase => ({
      index,
      name,
      epochsBefore: index * params.pretraining_epochs,
      share: [shares[index], shares[index + 1]],
      carried: carried(),
      history,
    });
    for (let i = 0; i < sizes.length - 1; i++) {
      if (kept && kept.phase > i) {
        machines.push(takenMachine(kept.arrays, i));
        continue;
      }
      const name = `Boltzmann machine ${i + 1} of ${sizes.length - 1}`;
      const phase = phaseOf(i, name);
      const trainables = await trainMachine(train, sizes, params, machines, phase, context);
      machines.push(trainables.machine);
      ({ history } = trainables);
    }
    const phase = phaseOf(sizes.length - 1, 'Fine-tuning');
    const net = networkOf(params, dim, features);
    const trained = await fineTune(train, net, params, unrolled(machines), phase, context);
    const facts = {
      layers: layerSizes(features, params, dim),
      parameters: trained.parameters,
      best_epoch: phase.epochsBefore + trained.bestEpoch,
      training_rows: trained.trainingRows,
      validation_rows: trained.validationRows,
      pretraining_epochs: phase.epochsBefore,
    };
    const model = { method: 'deep_belief_autoencoder', features, dim, params };
    const told = { facts, history: trained.history, message: trained.message };
    return new FittedNetwork(net, model, trained.weights, told);
  },

  async load(folder) {
    const model = Model.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
    return FittedNetwork.load(folder, networkOf(model.params, model.dim, model.features), model);
  },
};

/** Trains the machine on top of those that there are. */
async function trainMachine(
  train: Rows,
  sizes: readonly number[],
  params: DeepBeliefAutoencoderParams,
  beneath: readonly Machine[],
  phase: TrainingPhase,
  context: FitContext,
): Promise<{ machine: Machine; history: Epoch[] }> {
  const { index } = phase;
  const isCode = index === sizes.length - 2;
  // The paper's batches are of 100; few rows would make too few steps of them.
  const batch_size = train.rows < 5_000 ? 20 : 100;
  const stack = uploaded(beneath);
  const start =
    index === 0
      ? await visibleStart(train, params.visible, context.pace)
      : logOdds(await meansAbove(train, stack, context.pace), train.rows);
  const names = {
    kernel: `machine-${index}-kernel`,
    hiddenBias: `machine-${index}-hidden`,
    visibleBias: `machine-${index}-visible`,
  };
  const parameters = machineParameters(names, sizes[index + 1], start);
  const how = {
    ...pretraining,
    batch_size,
    k: params.k,
    visible: index === 0 ? params.visible : 'bernoulli',
    hidden: isCode ? 'gaussian' : 'bernoulli',
  } as const;
  const trainer = new RbmTrainer(parameters, how, weightsRandom(context.seed, index), (x) =>
    through(stack, x),
  );
  const config: TrainingConfig = {
    batch_size,
    epochs: params.pretraining_epochs,
    patience: 0,
    validation_fraction: params.validation_fraction,
    learning_rate: isCode ? params.code_learning_rate : params.pretraining_learning_rate,
    schedule: 'constant',
    keep: 'last',
  };
  try {
    const { weights, history } = await trainPhase(train, trainer, config, context, phase);
    const array = (parameter: keyof typeof parameters): Float32Array =>
      weights.get(parameters[parameter]) ?? new Float32Array(0);
    const machine = {
      kernel: array('kernel'),
      visibleBias: array('visibleBias'),
      hiddenBias: array('hiddenBias'),
    };
    return { machine, history };
  } finally {
    trainer.dispose();
    free(...stack.weights.values());
  }
}

async function fineTune(
  train: Rows,
  net: Network,
  params: DeepBeliefAutoencoderParams,
  start: ReadonlyMap<string, Float32Array>,
  phase: TrainingPhase,
  context: FitContext,
): Promise<Trained> {
  const random = weightsRandom(context.seed, phase.index);
  const { optimizer } = params;
  const trainer =
    optimizer === 'cg'
      ? new ConjugateGradientTrainer(net, random, start)
      : new NetworkTrainer(net, { ...params, optimizer }, random, start);
  try {
    return await trainPhase(train, trainer, { ...params, keep: 'best' }, context, phase);
  } finally {
    trainer.dispose();
  }
}

function networkOf(params: DeepBeliefAutoencoderParams, dim: number, features: number): Network {
  const { hidden, visible, loss } = params;
  const shape = {
    features,
    hidden,
    dim,
    activation: 'sigmoid',
    tied: false,
    batch_normalization: false,
    dropout: 0,
  } as const;
  return {
    ...denseLayers(shape, { outputsPerCode: 1, activation: 'linear' }),
    output: visible === 'bernoulli' ? 'sigmoid' : 'linear',
    loss,
  };
}

/** First weights of the autoencoder: up through the machines, and down the same way. */
function unrolled(machines: readonly Machine[]): Map<string, Float32Array> {
  const start = new Map<string, Float32Array>();
  machines.forEach(({ kernel, visibleBias, hiddenBias }, i) => {
    const down = machines.length - 1 - i;
    start.set(`encoder-${i}-kernel`, kernel);
    start.set(`encoder-${i}-bias`, hiddenBias);
    start.set(`decoder-${down}-kernel`, transpose(kernel, visibleBias.length, hiddenBias.length));
    start.set(`decoder-${down}-bias`, visibleBias);
  });
  return start;
}

/** A matrix transposed. `values`: `rows × columns` → `columns × rows`. */
function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[column * rows + row] = values[row * columns + column];
    }
  }
  return out;
}

/** Machines that are trained, inside TensorFlow. */
interface Stack {
  layers: Layer[];
  weights: Weights;
}

function uploaded(machines: readonly Machine[]): Stack {
  const weights = new Map<Layer['parameters'][number], Handle>();
  const layers = machines.flatMap(({ kernel, hiddenBias }, i) => {
    const outputs = hiddenBias.length;
    const parameters = denseParameters(`below-${i}`, kernel.length / outputs, outputs);
    weights.set(parameters.kernel, keep(upload(kernel, parameters.kernel.shape)));
    weights.set(parameters.bias, keep(upload(hiddenBias, parameters.bias.shape)));
    return [affine(parameters.kernel, parameters.bias), activation('sigmoid')];
  });
  return { layers, weights };
}

function through({ layers, weights }: Stack, x: Handle): Handle {
  return forward(layers, weights, x);
}

/** How often the topmost hidden units are on, over all rows. */
async function meansAbove(train: Rows, stack: Stack, pace: Pace): Promise<Float32Array> {
  let totals = new Float64Array(0);
  for (const { values } of blocks(train)) {
    const sums = scope(() => sum(through(stack, uploadSamples(values, train.features)), [0]));
    const part = readFloats(sums);
    free(sums);
    if (totals.length === 0) totals = new Float64Array(part.length);
    part.forEach((value, i) => (totals[i] += value));
    await pace.yieldToEventLoop();
  }
  return Float32Array.from(totals, (total) => total / train.rows);
}

function carriedMachine({ kernel, visibleBias, hiddenBias }: Machine, i: number): NamedArrays {
  return {
    [`machine/${i}/kernel`]: kernel,
    [`machine/${i}/visible`]: visibleBias,
    [`machine/${i}/hidden`]: hiddenBias,
  };
}

function takenMachine(arrays: NamedArrays, i: number): Machine {
  const array = (name: string): Float32Array => {
    const values = arrays[`machine/${i}/${name}`];
    if (values === undefined) throw new Error(`The checkpoint lacks machine ${i + 1}.`);
    return values;
  };
  return { kernel: array('kernel'), visibleBias: array('visible'), hiddenBias: array('hidden') };
}

/** Where each phase begins in the progress of all, by what they cost, and 1 at the end. */
function sharesOf(sizes: readonly number[], params: DeepBeliefAutoencoderParams): number[] {
  const weights = sizes.slice(1).map((size, i) => size * sizes[i]);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const each = params.optimizer === 'cg' ? costOfConjugate : 1;
  const costs = [
    ...weights.map((weight, i) => {
      const beneath = weights.slice(0, i).reduce((sum, below) => sum + below, 0);
      return params.pretraining_epochs * (5 * weight + beneath);
    }),
    params.epochs * each * 6 * total,
  ];
  const all = costs.reduce((sum, cost) => sum + cost, 0);
  let before = 0;
  return [
    0,
    ...costs.map((cost) => {
      before += cost;
      return before / all;
    }),
  ];
}

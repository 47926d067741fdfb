import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { badInput } from '../../contract/index.ts';
import { AutoencoderParams, autoencoderDefaults } from '../../contract/methods/autoencoder.ts';
import type { TrainingParams } from '../../contract/methods/training.ts';
import type { Pace, Rows } from '../../tensor/index.ts';
import type { Facts, FittedMethod, Method } from '../method.ts';
import { FittedNetwork } from '../network/fitted.ts';
import type { OutputActivation } from '../network/loss.ts';
import type { Network } from '../network/network.ts';
import { checkForProbabilities } from '../network/probabilities.ts';
import { NetworkTrainer } from '../training/network-trainer.ts';
import { trainPhase, weightsRandom } from '../training/train.ts';
import { denseLayers, layerSizes, type CodeLayer } from './dense.ts';

/** What sets one kind of autoencoder apart from the others. */
export interface AutoencoderDefinition<
  Params extends TrainingParams & { output_activation: OutputActivation },
> {
  /** Complete parameters of this kind, checked. */
  params: z.ZodType<Params>;
  /**
   * The network of these parameters.
   * @param shape of one sample
   * @throws IsthmusError `bad_input` where parameters and data do not go together
   */
  network(params: Params, dim: number, shape: readonly number[]): Network;
  /** Sizes of the layers, for the record. */
  sizes(params: Params, dim: number, shape: readonly number[]): number[];
  /** Further facts of what was learned. */
  facts?(fitted: FittedMethod, train: Rows, pace: Pace): Promise<Facts>;
}

/** `model.json`: the shape of the network whose weights lie beside it. */
const Model = z.object({
  features: z.number().int(),
  dim: z.number().int(),
  shape: z.array(z.number().int()),
  params: z.record(z.string(), z.unknown()),
});

/** The same as it was written when there was one kind. */
const FirstModel = Model.omit({ params: true, shape: true })
  .extend({
    hidden: AutoencoderParams.shape.hidden,
    activation: AutoencoderParams.shape.activation,
    output_activation: AutoencoderParams.shape.output_activation,
  })
  .transform(({ features, dim, hidden, activation, output_activation }) => {
    const defaults = autoencoderDefaults(
      { rows: 1, features, classes: 0, kind: 'table', shape: [features] },
      dim,
    );
    return {
      features,
      dim,
      shape: [features],
      params: { ...defaults, hidden, activation, output_activation },
    };
  });

/** A method that is an autoencoder of some kind. */
export function createAutoencoder<Params extends TrainingParams & { output_activation: OutputActivation }>(
  kind: AutoencoderDefinition<Params>,
): Method {
  return {
    async fit(train, context) {
      const params = kind.params.parse(context.params);
      if (params.loss === 'binary_crossentropy') {
        await checkForCrossEntropy(train, params.output_activation, context.pace);
      }
      const { features } = train;
      const { dim, shape, seed } = context;
      const net = kind.network(params, dim, shape);
      const trainer = new NetworkTrainer(net, params, weightsRandom(seed));
      try {
        const trained = await trainPhase(train, trainer, { ...params, keep: 'best' }, context);
        const facts: Facts = {
          layers: kind.sizes(params, dim, shape),
          parameters: trained.parameters,
          best_epoch: trained.bestEpoch,
          training_rows: trained.trainingRows,
          validation_rows: trained.validationRows,
        };
        const { weights, history, message } = trained;
        const model = { features, dim, shape, params };
        const fitted = new FittedNetwork(net, model, weights, { facts, history, message });
        await addFacts(fitted, facts, train, context.pace);
        return fitted;
      } finally {
        trainer.dispose();
      }
    },

    async load(folder) {
      const model = z
        .union([Model, FirstModel])
        .parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
      const net = kind.network(kind.params.parse(model.params), model.dim, model.shape);
      return FittedNetwork.load(folder, net, model);
    },
  };

  async function addFacts(fitted: FittedMethod, facts: Facts, train: Rows, pace: Pace): Promise<void> {
    try {
      Object.assign(facts, await kind.facts?.(fitted, train, pace));
    } catch (error) {
      fitted.dispose();
      throw error;
    }
  }
}

/** What a kind of dense autoencoder adds to a plain one. */
interface DenseAutoencoderDefinition<Params extends AutoencoderParams> extends Pick<
  AutoencoderDefinition<Params>,
  'params' | 'facts'
> {
  /** How its encoder ends where that is not plainly the code. */
  code?(params: Params): Partial<CodeLayer>;
  /** What happens to input and code. */
  extras?(
    params: Params,
    dim: number,
    features: number,
  ): Pick<Network, 'corrupt' | 'bottleneck' | 'contraction'>;
}

/**
 * A method that is a dense autoencoder: hidden layers, a code, and the mirror of the hidden layers.
 * Source: Hinton and Salakhutdinov 2006, without its layerwise pretraining
 */
export function createDenseAutoencoder<Params extends AutoencoderParams>(
  kind: DenseAutoencoderDefinition<Params>,
): Method {
  const featuresOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);
  return createAutoencoder<Params>({
    ...kind,
    network(params, dim, shape) {
      const features = featuresOf(shape);
      const code: CodeLayer = { outputsPerCode: 1, activation: 'linear', ...kind.code?.(params) };
      return {
        ...denseLayers({ ...params, features, dim }, code),
        output: params.output_activation,
        loss: params.loss,
        ...kind.extras?.(params, dim, features),
      };
    },
    sizes: (params, dim, shape) => layerSizes(featuresOf(shape), params, dim),
  });
}

/** Cross-entropy is that of probabilities: values and outputs must lie between 0 and 1. */
async function checkForCrossEntropy(train: Rows, output: OutputActivation, pace: Pace): Promise<void> {
  if (output !== 'sigmoid') {
    throw badInput(
      'The loss "binary_crossentropy" needs outputs between 0 and 1: set output_activation to "sigmoid", or the loss to "mse".',
    );
  }
  await checkForProbabilities(
    train,
    (value) =>
      `The loss "binary_crossentropy" needs features between 0 and 1, and there is one of ${value}: use the loss "mse", or import the data with the scaling "minmax".`,
    pace,
  );
}

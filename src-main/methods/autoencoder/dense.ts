import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { badInput, type Artifact, type Epoch } from '../../contract/index.ts';
import { autoencoderDefaults, AutoencoderParams } from '../../contract/methods/autoencoder.ts';
import { readNpyAs, writeJson, writeNpy } from '../../store/arrays.ts';
import {
  blocks,
  free,
  readFloats,
  scope,
  upload,
  type Handle,
  type Pace,
  type Rows,
} from '../../tensor/index.ts';
import type { Facts, Fitted, Method } from '../method.ts';
import { asItIs } from './code.ts';
import { mirrored, type Ends, type LayerHandles, type Weights } from './layers.ts';
import { forward, type Network } from './network.ts';
import { trainWeights } from './train.ts';
import { uploadWeights } from './weights.ts';

/** What sets one kind of dense autoencoder apart from the others. */
export interface Kind<Params extends AutoencoderParams> {
  /** Complete parameters of this kind, checked. */
  params: z.ZodType<Params>;
  /** How its network ends where it is not a plain linear code. */
  ends?(params: Params): Partial<Ends>;
  /** What happens to input and code. */
  extras?(params: Params, dim: number, features: number): Pick<Network, 'corrupt' | 'code' | 'contraction'>;
  /** Further facts of what was learnt. */
  facts?(fitted: Fitted, train: Rows, pace: Pace): Promise<Facts>;
}

/** `model.json`: the shape of the network whose weights lie beside it. */
const Model = z.object({
  features: z.number().int(),
  dim: z.number().int(),
  params: z.record(z.string(), z.unknown()),
});

/** The same as it was written before there were several kinds. */
const FirstModel = Model.omit({ params: true })
  .extend({
    hidden: AutoencoderParams.shape.hidden,
    activation: AutoencoderParams.shape.activation,
    output_activation: AutoencoderParams.shape.output_activation,
  })
  .transform(({ features, dim, hidden, activation, output_activation }) => {
    const defaults = autoencoderDefaults({ rows: 1, features, classes: 0, kind: 'table' }, dim);
    return { features, dim, params: { ...defaults, hidden, activation, output_activation } };
  });

/**
 * A method that is a dense autoencoder: hidden layers, a code, and the mirror of the hidden layers.
 * Source: Hinton and Salakhutdinov 2006, without its layerwise pretraining
 */
export function denseAutoencoder<Params extends AutoencoderParams>(kind: Kind<Params>): Method {
  return {
    async fit(train, context) {
      const params = kind.params.parse(context.params);
      if (params.loss === 'binary_crossentropy') await checkForCrossEntropy(train, params, context.pace);
      const { features } = train;
      const { dim } = context;
      const net = networkOf(kind, params, dim, features);
      const trained = await trainWeights(train, net, params, context);
      const { hidden } = params;
      const facts: Facts = {
        layers: [features, ...hidden, dim, ...[...hidden].reverse(), features],
        parameters: trained.parameters,
        best_epoch: trained.bestEpoch,
        training_rows: trained.trainingRows,
        validation_rows: trained.validationRows,
      };
      const model = { features, dim, params: { ...params } };
      const { weights, history, message } = trained;
      const plain = new FittedAutoencoder(net, model, weights, facts, history, message);
      if (kind.facts === undefined) return plain;
      try {
        Object.assign(facts, await kind.facts(plain, train, context.pace));
        return plain;
      } catch (error) {
        plain.dispose();
        throw error;
      }
    },

    async load(folder) {
      const model = z
        .union([Model, FirstModel])
        .parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
      const net = networkOf(kind, kind.params.parse(model.params), model.dim, model.features);
      const array = async (name: string): Promise<Float32Array> =>
        (await readNpyAs(join(folder, `${name}.npy`), 'float32')).data;
      const weights = await Promise.all(
        net.layers.map(async (_, i) => {
          const name = layerName(net, i);
          return { kernel: await array(`${name}-kernel`), bias: await array(`${name}-bias`) };
        }),
      );
      return new FittedAutoencoder(net, model, weights, {}, [], null);
    },
  };
}

function networkOf<Params extends AutoencoderParams>(
  kind: Kind<Params>,
  params: Params,
  dim: number,
  features: number,
): Network {
  const { hidden, activation, output_activation, loss, dropout } = params;
  const ends: Ends = { outputsPerCode: 1, code: 'linear', output: output_activation, ...kind.ends?.(params) };
  return {
    layers: mirrored(features, hidden, dim, activation, ends),
    encoderLayers: hidden.length + 1,
    loss,
    dropout,
    ...kind.extras?.(params, dim, features),
  };
}

class FittedAutoencoder implements Fitted {
  readonly features: number;
  readonly dim: number;
  readonly facts: Facts;
  readonly history: readonly Epoch[];
  readonly message: string | null;
  readonly #net: Network;
  readonly #model: z.infer<typeof Model>;
  readonly #weights: readonly Weights[];
  readonly #handles: readonly LayerHandles[];

  constructor(
    net: Network,
    model: z.infer<typeof Model>,
    weights: readonly Weights[],
    facts: Facts,
    history: Epoch[],
    message: string | null,
  ) {
    this.features = model.features;
    this.dim = model.dim;
    this.facts = facts;
    this.history = history;
    this.message = message;
    this.#net = net;
    this.#model = model;
    this.#weights = weights;
    this.#handles = uploadWeights(net.layers, weights);
  }

  encode(values: Float32Array): Float32Array {
    const { encoderLayers, code = asItIs } = this.#net;
    return this.#through(0, encoderLayers, values, this.features, (outputs) => code.encode(outputs));
  }

  decode(codes: Float32Array): Float32Array {
    const { layers, encoderLayers } = this.#net;
    return this.#through(encoderLayers, layers.length, codes, this.dim, (outputs) => outputs);
  }

  save(folder: string): Artifact[] {
    const arrays = this.#net.layers.flatMap(({ inputs, outputs }, i) => {
      const name = layerName(this.#net, i);
      const { kernel, bias } = this.#weights[i] ?? { kernel: new Float32Array(0), bias: new Float32Array(0) };
      return [
        writeNpy(join(folder, `${name}-kernel.npy`), kernel, [inputs, outputs]),
        writeNpy(join(folder, `${name}-bias.npy`), bias, [outputs]),
      ];
    });
    return [...arrays, writeJson(join(folder, 'model.json'), this.#model)];
  }

  dispose(): void {
    for (const { kernel, bias } of this.#handles) free(kernel, bias);
  }

  #through(
    from: number,
    to: number,
    values: Float32Array,
    width: number,
    after: (outputs: Handle) => Handle,
  ): Float32Array {
    const result = scope(() =>
      after(
        forward(
          this.#net.layers.slice(from, to),
          this.#handles.slice(from, to),
          upload(values, [values.length / width, width]),
        ),
      ),
    );
    const copy = readFloats(result);
    free(result);
    return copy;
  }
}

/** `encoder-0`, `encoder-1`, …, `decoder-0`, …: file names of a layer's weights. */
function layerName({ encoderLayers }: Network, layer: number): string {
  return layer < encoderLayers ? `encoder-${layer}` : `decoder-${layer - encoderLayers}`;
}

/** Cross-entropy is that of probabilities: values and outputs must lie between 0 and 1. */
async function checkForCrossEntropy(train: Rows, params: AutoencoderParams, pace: Pace): Promise<void> {
  if (params.output_activation !== 'sigmoid') {
    throw badInput(
      'The loss "binary_crossentropy" needs outputs between 0 and 1: set output_activation to "sigmoid", or the loss to "mse".',
    );
  }
  for (const { values } of blocks(train)) {
    const outside = values.find((value) => value < 0 || value > 1);
    if (outside !== undefined) {
      throw badInput(
        `The loss "binary_crossentropy" needs features between 0 and 1, and there is one of ${outside}: use the loss "mse", or import the data with the scaling "minmax".`,
      );
    }
    await pace.breathe();
  }
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { badInput, type Artifact, type Epoch } from '../../contract/index.ts';
import { AutoencoderParams } from '../../contract/methods/autoencoder.ts';
import { readNpyAs, writeJson, writeNpy } from '../../store/arrays.ts';
import { blocks, free, readFloats, scope, upload, type Pace, type Rows } from '../../tensor/index.ts';
import type { Facts, Fitted, Method } from '../method.ts';
import { mirrored, type Layer, type Weights } from './layers.ts';
import { forward, type LayerHandles } from './network.ts';
import { trainWeights } from './train.ts';
import { uploadWeights } from './weights.ts';

/** `model.json`: the shape of the network whose weights lie beside it. */
const Model = z.object({
  method: z.literal('autoencoder'),
  features: z.number().int(),
  dim: z.number().int(),
  hidden: z.array(z.number().int()),
  activation: AutoencoderParams.shape.activation,
  output_activation: AutoencoderParams.shape.output_activation,
});
type Model = z.infer<typeof Model>;

/**
 * A dense autoencoder: hidden layers, a linear code, and the mirror of the hidden layers.
 * Source: Hinton and Salakhutdinov 2006, without its layerwise pretraining
 */
export const autoencoder: Method = {
  async fit(train, context) {
    const params = AutoencoderParams.parse(context.params);
    if (params.loss === 'binary_crossentropy') await checkForCrossEntropy(train, params, context.pace);
    const { features } = train;
    const { hidden, activation, output_activation } = params;
    const model: Model = {
      method: 'autoencoder',
      features,
      dim: context.dim,
      hidden,
      activation,
      output_activation,
    };
    const trained = await trainWeights(train, layersOf(model), hidden.length + 1, params, context);
    const facts: Facts = {
      layers: [features, ...hidden, context.dim, ...[...hidden].reverse(), features],
      parameters: trained.weights.reduce((n, { kernel, bias }) => n + kernel.length + bias.length, 0),
      best_epoch: trained.bestEpoch,
      training_rows: trained.trainingRows,
      validation_rows: trained.validationRows,
    };
    return new FittedAutoencoder(model, trained.weights, facts, trained.history, trained.message);
  },

  async load(folder) {
    const model = Model.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
    const array = async (name: string): Promise<Float32Array> =>
      (await readNpyAs(join(folder, `${name}.npy`), 'float32')).data;
    const weights = await Promise.all(
      layersOf(model).map(async (_, i) => {
        const name = layerName(model, i);
        return { kernel: await array(`${name}-kernel`), bias: await array(`${name}-bias`) };
      }),
    );
    return new FittedAutoencoder(model, weights, {}, [], null);
  },
};

class FittedAutoencoder implements Fitted {
  readonly features: number;
  readonly dim: number;
  readonly facts: Facts;
  readonly history: readonly Epoch[];
  readonly message: string | null;
  readonly #model: Model;
  readonly #weights: readonly Weights[];
  readonly #layers: readonly Layer[];
  readonly #handles: readonly LayerHandles[];

  constructor(
    model: Model,
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
    this.#model = model;
    this.#weights = weights;
    this.#layers = layersOf(model);
    this.#handles = uploadWeights(this.#layers, weights);
  }

  encode(values: Float32Array): Float32Array {
    return this.#through(0, this.#model.hidden.length + 1, values, this.features);
  }

  decode(codes: Float32Array): Float32Array {
    return this.#through(this.#model.hidden.length + 1, this.#layers.length, codes, this.dim);
  }

  save(folder: string): Artifact[] {
    const arrays = this.#layers.flatMap(({ inputs, outputs }, i) => {
      const name = layerName(this.#model, i);
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

  #through(from: number, to: number, values: Float32Array, width: number): Float32Array {
    const result = scope(() =>
      forward(
        this.#layers.slice(from, to),
        this.#handles.slice(from, to),
        upload(values, [values.length / width, width]),
      ),
    );
    const copy = readFloats(result);
    free(result);
    return copy;
  }
}

function layersOf({ features, hidden, dim, activation, output_activation }: Model): Layer[] {
  return mirrored(features, hidden, dim, activation, output_activation);
}

/** `encoder-0`, `encoder-1`, …, `decoder-0`, …: file names of a layer's weights. */
function layerName({ hidden }: Model, layer: number): string {
  const encoder = hidden.length + 1;
  return layer < encoder ? `encoder-${layer}` : `decoder-${layer - encoder}`;
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

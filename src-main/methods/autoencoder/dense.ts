import type { AutoencoderParams } from '../../contract/methods/autoencoder.ts';
import type { Activation } from '../network/activation.ts';
import { affine, denseParameters } from '../network/affine.ts';
import { activationLayers, hiddenTail, type HiddenParams } from '../network/hidden.ts';
import type { Layer, Parameter } from '../network/layer.ts';

/** What a dense network is made of. */
export interface DenseShape extends HiddenParams {
  /** Of a sample: both the first layer's inputs and the last one's outputs. */
  features: number;
  /** The encoder's hidden sizes, from the input inwards; none makes a single layer each way. */
  hidden: readonly number[];
  /** Entries of a code. */
  dim: number;
  /** Whether the decoder uses the encoder's kernels, transposed. */
  tied: boolean;
}

/** How the encoder ends where its outputs are not plainly the code. */
export interface CodeLayer {
  /** Outputs for every entry of a code: 2 where it tells a mean and a variance. */
  outputsPerCode: 1 | 2;
  activation: Activation;
}

/**
 * The layers of a dense autoencoder; the decoder mirrors the encoder and ends before its output's activation.
 * @returns an encoder from `rows × features` to `rows × outputsPerCode · dim`, a decoder from `rows × dim` back
 */
export function denseLayers(shape: DenseShape, code: CodeLayer): { encoder: Layer[]; decoder: Layer[] } {
  const { features, hidden, dim, tied } = shape;
  const inwards = [features, ...hidden];
  const outwards = [dim, ...[...hidden].reverse(), features];
  const kernels: Parameter[] = [];
  const encoder = inwards.flatMap((inputs, i) => {
    const isCode = i === hidden.length;
    const outputs = isCode ? code.outputsPerCode * dim : inwards[i + 1];
    const { kernel, bias } = denseParameters(`encoder-${i}`, inputs, outputs);
    kernels.push(kernel);
    const sums = affine(kernel, bias);
    return isCode
      ? [sums, ...activationLayers(code.activation)]
      : [sums, ...hiddenTail(shape, `encoder-${i}`, outputs)];
  });
  const decoder = outwards.slice(0, -1).flatMap((inputs, i) => {
    const outputs = outwards[i + 1];
    const { kernel, bias } = denseParameters(`decoder-${i}`, inputs, outputs);
    const mirrored = tied ? kernels.at(-1 - i) : undefined;
    const sums = affine(mirrored ?? kernel, bias, mirrored !== undefined);
    return i === hidden.length ? [sums] : [sums, ...hiddenTail(shape, `decoder-${i}`, outputs)];
  });
  return { encoder, decoder };
}

/** Sizes of all layers, for the record: `784, 512, 32, 512, 784`. */
export function layerSizes(
  features: number,
  { hidden }: Pick<AutoencoderParams, 'hidden'>,
  dim: number,
): number[] {
  return [features, ...hidden, dim, ...[...hidden].reverse(), features];
}

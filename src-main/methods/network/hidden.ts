import { activation, type Activation } from './activation.ts';
import { dropout } from './dropout.ts';
import type { Layer } from './layer.ts';
import { batchNormalisation } from './normalisation.ts';

/** What follows the sums of every hidden layer. */
export interface HiddenParams {
  activation: Activation;
  batch_normalization: boolean;
  /** Fraction of the hidden units that each step drops, 0 to 1. */
  dropout: number;
}

/**
 * The layers after the sums of a hidden layer: batch normalisation, activation, dropout, each where it is asked for.
 * @param name of the layer, before the names of its parameters
 * @param outputs units, or filters of a convolution
 */
export function hiddenTail(params: HiddenParams, name: string, outputs: number): Layer[] {
  return [
    ...(params.batch_normalization ? [batchNormalisation(name, outputs)] : []),
    ...activationLayers(params.activation),
    ...(params.dropout > 0 ? [dropout(params.dropout)] : []),
  ];
}

/** The layer of an activation; none for `linear`. */
export function activationLayers(name: Activation): Layer[] {
  return name === 'linear' ? [] : [activation(name)];
}

import { badInput } from '../contract/index.ts';
import { ConvolutionalAutoencoderParams } from '../contract/methods/convolutional_autoencoder.ts';
import { createAutoencoder } from './autoencoder/factory.ts';
import { affine, denseParameters } from './network/affine.ts';
import { convolution, transposedConvolution } from './network/convolution.ts';
import { activationLayers, hiddenTail } from './network/hidden.ts';
import type { Layer } from './network/layer.ts';
import type { Network } from './network/network.ts';
import { maxPooling, reshaped, upsampling, type PictureShape } from './network/pictures.ts';

/**
 * A convolutional autoencoder: layers of filters that each halve the sides of the picture, rounded up, a dense code, and
 * the mirror of it all, which comes back to every size it went through.
 * Source: Masci et al. 2011, https://doi.org/10.1007/978-3-642-21735-7_7, with strides or transposed convolutions
 *   where asked for
 */
export const convolutionalAutoencoder = createAutoencoder({
  params: ConvolutionalAutoencoderParams,
  network: convolutionalNetwork,
  sizes(params, dim, shape) {
    const sizes = stages(pictureOf(shape), params.filters).map(([h, w, c]) => h * w * c);
    return [...sizes, dim, ...sizes.toReversed()];
  },
});

/**
 * The network of these parameters.
 * @param dim entries of a code
 * @param shape height, width and channels of a picture
 * @throws IsthmusError `bad_input` where samples are no pictures, or too small for so many layers
 */
export function convolutionalNetwork(
  params: ConvolutionalAutoencoderParams,
  dim: number,
  shape: readonly number[],
): Network {
  const { filters, kernel_size: side, output_activation: output, loss } = params;
  const picture = pictureOf(shape);
  const sizes = stages(picture, filters);
  const inner = sizes.at(-1) ?? picture;
  const flat = inner[0] * inner[1] * inner[2];
  const into = denseParameters(`encoder-${filters.length}`, flat, dim);
  const outOf = denseParameters('decoder-0', dim, flat);
  return {
    encoder: [
      reshaped(picture),
      ...filters.flatMap((outputs, i) => {
        const name = `encoder-${i}`;
        const inputs = sizes[i][2];
        return [...downsample(params, { name, inputs, outputs, side }), ...hiddenTail(params, name, outputs)];
      }),
      reshaped([flat]),
      affine(into.kernel, into.bias),
    ],
    decoder: [
      affine(outOf.kernel, outOf.bias),
      ...activationLayers(params.activation),
      reshaped(inner),
      ...filters.flatMap((_, i) => {
        const from = filters.length - i;
        const name = `decoder-${i + 1}`;
        const [inputs, outputs] = [sizes[from][2], sizes[from - 1][2]];
        const to = sizes[from - 1];
        const layers = upsample(params, { name, inputs, outputs, side }, to);
        return from === 1 ? layers : [...layers, ...hiddenTail(params, name, outputs)];
      }),
      reshaped([picture[0] * picture[1] * picture[2]]),
    ],
    output,
    loss,
  };
}

interface Filters {
  name: string;
  inputs: number;
  outputs: number;
  side: number;
}

function downsample({ downsampling }: ConvolutionalAutoencoderParams, filters: Filters): Layer[] {
  return downsampling === 'strides'
    ? [convolution({ ...filters, stride: 2 })]
    : [convolution({ ...filters, stride: 1 }), maxPooling()];
}

function upsample(
  params: ConvolutionalAutoencoderParams,
  filters: Filters,
  [height, width]: PictureShape,
): Layer[] {
  return params.upsampling === 'transposed'
    ? [transposedConvolution({ ...filters, stride: 2 }, height, width)]
    : [upsampling(height, width), convolution({ ...filters, stride: 1 })];
}

function pictureOf(shape: readonly number[]): PictureShape {
  const [height, width, channels] = shape;
  if (height === undefined || width === undefined || channels === undefined) {
    throw badInput('A convolutional autoencoder needs pictures: choose another method for a table.');
  }
  return [height, width, channels];
}

/** The picture's shape before the first layer and after each. */
function stages(picture: PictureShape, filters: readonly number[]): PictureShape[] {
  const all: PictureShape[] = [picture];
  for (const outputs of filters) {
    const [height, width] = all.at(-1) ?? picture;
    if (Math.max(height, width) < 2) {
      throw badInput(
        `Pictures of ${picture[1]} × ${picture[0]} pixels cannot be halved ${filters.length} times: give fewer filters.`,
      );
    }
    all.push([Math.ceil(height / 2), Math.ceil(width / 2), outputs]);
  }
  return all;
}

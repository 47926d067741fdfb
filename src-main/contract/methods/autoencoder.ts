import { z } from 'zod';
import { fieldsOf, type FieldWords } from '../fields.ts';
import type { DataFacts, MethodDefinition } from './definition.ts';
import { trainingDefaults, trainingShape, trainingStructure, trainingWords } from './training.ts';

export const AutoencoderParams = z.strictObject({
  hidden: z.array(z.int().min(1).max(65_536)).max(8),
  tied: z.boolean(),
  ...trainingShape,
});
export type AutoencoderParams = z.infer<typeof AutoencoderParams>;

/** Parameters of a dense autoencoder without which its weights would have other shapes or meanings. */
export const autoencoderStructure = ['hidden', 'tied', ...trainingStructure] as const;

/** The words of the form fields that all dense autoencoders share. */
export const autoencoderWords: FieldWords<AutoencoderParams> = {
  hidden: {
    label: 'Hidden layers',
    help: 'Sizes of the encoder between input and code, e.g. 512,256; the decoder mirrors them.',
  },
  ...trainingWords,
  tied: {
    label: 'Tied weights',
    help: "The decoder uses the encoder's weights, transposed: half as many weights to train.",
    advanced: true,
  },
};

/** A dense autoencoder whose decoder mirrors its encoder. */
export const autoencoder: MethodDefinition<AutoencoderParams> = {
  name: 'autoencoder',
  title: 'Autoencoder',
  summary: 'A network that compresses every sample to a few numbers and learns to reconstruct it from them.',
  source: 'https://doi.org/10.1126/science.1127647',
  decodes: true,
  iterative: true,
  seeded: true,
  supervised: false,
  choosesDim: true,
  structure: autoencoderStructure,
  largestProduct: largestDenseProduct,
  params: AutoencoderParams,
  fields: fieldsOf(AutoencoderParams, autoencoderWords),
  defaults: autoencoderDefaults,
};

/** Multiplications in the largest product of a step of a dense network. */
export function largestDenseProduct(
  { features }: DataFacts,
  dim: number,
  params: Record<string, unknown>,
): number {
  const { hidden, batch_size } = DenseSteps.parse(params);
  const sizes = [features, ...hidden, dim];
  return (
    batch_size *
    Math.max(...hidden.map((size, i) => size * (sizes[i] ?? 1)), (hidden.at(-1) ?? features) * dim)
  );
}

const DenseSteps = z.object({
  hidden: AutoencoderParams.shape.hidden,
  batch_size: AutoencoderParams.shape.batch_size,
});

/** Layers as wide as the data can fill. */
export function autoencoderDefaults(facts: DataFacts, dim: number): AutoencoderParams {
  const { rows, features } = facts;
  const widest = rows < 500 ? 128 : rows < 5_000 ? 256 : 512;
  const first = Math.max(dim, Math.min(widest, Math.max(32, 4 * features)));
  const hidden = first >= 4 * dim && rows >= 500 ? [first, Math.max(dim, Math.round(first / 2))] : [first];
  return { hidden, tied: false, ...trainingDefaults(facts) };
}

import { z } from 'zod';
import { autoencoderDefaults } from './autoencoder.ts';
import type { DataFacts } from './definition.ts';
import type { MethodName } from './names.ts';

/** Settings that go together, by what a user wants of them. */
export interface Preset {
  title: string;
  /** One line that says what it is for. */
  help: string;
  method: MethodName;
  /** The code size, where none is asked for. */
  dim: number | null;
  /** Errors that were published of what it reproduces. */
  published?: Published;
  /** What it sets; all else is as the defaults have it. */
  params(facts: DataFacts, dim: number): Record<string, unknown>;
}

/** Figures to hold one's own against. */
interface Published {
  /** What they were measured on, and their unit. */
  measured: string;
  /** Of this library's metrics the one that is the same. */
  metric: 'reconstruction_sse';
  errors: readonly { what: string; value: number }[];
  source: string;
}

/** Table of the paper: squared error of reconstructions by 30 numbers. */
const hinton: Published = {
  measured:
    'handwritten digits (MNIST), held-out pictures: squared error summed over the 784 pixels of a picture, averaged over pictures',
  metric: 'reconstruction_sse',
  errors: [
    { what: 'Deep autoencoder 784-1000-500-250-30', value: 3.0 },
    { what: 'Logistic PCA, 30 components', value: 8.01 },
    { what: 'PCA, 30 components', value: 13.87 },
  ],
  source: 'https://doi.org/10.1126/science.1127647',
};

/** Every preset by the name that the command line knows it by. */
export const presets = {
  quick: {
    title: 'Quick look',
    help: 'A small network and a quarter of the epochs, to see whether there is anything to find.',
    method: 'autoencoder',
    dim: null,
    params(facts, dim) {
      const { epochs } = autoencoderDefaults(facts, dim);
      return { hidden: [Math.max(dim, 64)], epochs: Math.max(5, Math.round(epochs / 4)) };
    },
  },
  best: {
    title: 'Best quality',
    help: 'Smooth activations, a warm-up and three times the epochs.',
    method: 'autoencoder',
    dim: null,
    params(facts, dim) {
      const { epochs } = autoencoderDefaults(facts, dim);
      return { activation: 'gelu', schedule: 'warmup', epochs: 3 * epochs, patience: 3 * 20 };
    },
  },
  small: {
    title: 'Small code',
    help: 'Two numbers per sample, which can be plotted as they are; with a deeper network to reach them.',
    method: 'autoencoder',
    dim: 2,
    params(facts, dim) {
      const { hidden, epochs } = autoencoderDefaults(facts, dim);
      const last = hidden.at(-1) ?? dim;
      return {
        hidden: [...hidden, Math.max(dim, Math.round(last / 4))],
        activation: 'gelu',
        epochs: 2 * epochs,
      };
    },
  },
  'hinton-2006': {
    title: 'Hinton & Salakhutdinov 2006',
    help: 'The recipe that made deep autoencoders work: 1000-500-250-30, Boltzmann machines first, then conjugate gradients.',
    method: 'deep_belief_autoencoder',
    dim: 30,
    published: hinton,
    params: ({ kind }) => ({
      hidden: [1_000, 500, 250],
      pretraining_epochs: 10,
      pretraining_learning_rate: kind === 'images' ? 0.1 : 0.005,
      code_learning_rate: 0.001,
      optimizer: 'cg',
      batch_size: 1_000,
      epochs: 20,
      patience: 0,
      validation_fraction: 0,
    }),
  },
  'hinton-modern': {
    title: 'Hinton & Salakhutdinov, modern',
    help: 'The sizes of the 2006 paper, 1000-500-250-30, trained as is usual today.',
    method: 'autoencoder',
    dim: 30,
    published: hinton,
    params: () => ({
      hidden: [1_000, 500, 250],
      activation: 'gelu',
      optimizer: 'adam',
      schedule: 'cosine',
      learning_rate: 0.001,
      batch_size: 256,
      epochs: 64,
      patience: 0,
      validation_fraction: 0,
    }),
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
export const presetNames = Object.keys(presets) as PresetName[];
export const presetName = z.enum(presetNames);

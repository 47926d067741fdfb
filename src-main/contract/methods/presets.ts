import { z } from 'zod';
import type { MethodName } from './index.ts';
import { autoencoderDefaults } from './autoencoder.ts';
import type { DataFacts } from './definition.ts';

/** Settings that go together, by what a user wants of them. */
export interface Preset {
  title: string;
  /** One line that says what it is for. */
  help: string;
  method: MethodName;
  /** The code size, where none is asked for. */
  dim: number | null;
  /** What it sets; all else is as the defaults have it. */
  params(facts: DataFacts, dim: number): Record<string, unknown>;
}

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
    help: 'Two numbers a sample, which can be plotted as they are; a deeper network to reach them.',
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
  'hinton-modern': {
    title: 'Hinton & Salakhutdinov, modern',
    help: 'The sizes of the 2006 paper, 1000-500-250-30, trained as one does today.',
    method: 'autoencoder',
    dim: 30,
    params: () => ({
      hidden: [1_000, 500, 250],
      activation: 'gelu',
      optimizer: 'adam',
      schedule: 'cosine',
      learning_rate: 0.001,
      batch_size: 128,
      epochs: 60,
      patience: 0,
    }),
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
export const presetNames = Object.keys(presets) as PresetName[];
export const presetName = z.enum(presetNames);

import { autoencoderDefaults, type AutoencoderParams } from './autoencoder.ts';
import type { DataFacts } from './definition.ts';

/** Settings that go together, by what a user wants of them; all of them are autoencoders. */
export interface Preset {
  title: string;
  /** One line that says what it is for. */
  help: string;
  /** The code size, where none is asked for. */
  dim: number | null;
  /** What it sets; all else is as the defaults have it. */
  params(facts: DataFacts, dim: number): Partial<AutoencoderParams>;
}

/** Every preset by the name that the command line knows it by. */
export const presets = {
  quick: {
    title: 'Quick look',
    help: 'A small network and a quarter of the epochs, to see whether there is anything to find.',
    dim: null,
    params(facts, dim) {
      const { epochs } = autoencoderDefaults(facts, dim);
      return { hidden: [Math.max(dim, 64)], epochs: Math.max(5, Math.round(epochs / 4)) };
    },
  },
  best: {
    title: 'Best quality',
    help: 'Smooth activations, a warm-up and three times the epochs.',
    dim: null,
    params(facts, dim) {
      const { epochs } = autoencoderDefaults(facts, dim);
      return { activation: 'gelu', schedule: 'warmup', epochs: 3 * epochs, patience: 3 * 20 };
    },
  },
  small: {
    title: 'Small code',
    help: 'Two numbers a sample, which can be plotted as they are; a deeper network to reach them.',
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

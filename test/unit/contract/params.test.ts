import { describe, expect, it } from 'vitest';
import { completeParams, type MethodName } from '../../../src-main/contract/index.ts';

const facts = { rows: 100, features: 10, classes: 10, kind: 'table', shape: [10] } as const;
const set = (given: Record<string, unknown>, method: MethodName = 'autoencoder') =>
  completeParams(method, facts, 2, given);

describe('parameters that cannot be used', () => {
  it.each([
    [{ epochs: 0 }, 'epochs', 'it must be at least 1'],
    [{ epochs: 1.5 }, 'epochs', 'it must be a whole number'],
    [{ epochs: 'many' }, 'epochs', 'it must be a number'],
    [{ learning_rate: 0 }, 'learning_rate', 'it must be more than 0'],
    [{ validation_fraction: 0.6 }, 'validation_fraction', 'it must be at most 0.5'],
    [{ activation: 'swish' }, 'activation', 'it must be relu or elu or gelu or tanh or sigmoid'],
    [{ hidden: ['a', 8] }, 'hidden', 'each of its values must be a number'],
    [{ hidden: [8, 0] }, 'hidden', 'each of its values must be at least 1'],
    [{ hidden: Array(9).fill(8) }, 'hidden', 'it takes at most 8 values'],
    [{ hidden: 8 }, 'hidden', 'it must be a list of numbers'],
  ])('%j is refused in plain words', (given, name, why) => {
    const sentence = `The parameter "${name}" of Autoencoder cannot be used: ${why}.`;
    expect(() => set(given)).toThrow(new RegExp(`^${sentence.replaceAll('.', '\\.')}$`));
  });

  it('say so of PCA too', () => {
    expect(() => set({ whiten: 1 }, 'pca')).toThrow(
      'The parameter "whiten" of PCA cannot be used: it must be true or false.',
    );
  });
});

describe('rates of Boltzmann machines', () => {
  const rates = (features: number, kind: 'images' | 'table'): unknown[] => {
    const about = { ...facts, features, kind, shape: [features] } as const;
    return [
      completeParams('rbm', about, 16, {})['learning_rate'],
      completeParams('deep_belief_autoencoder', about, 16, {})['pretraining_learning_rate'],
    ];
  };

  it('are the usual ones up to some hundred features, and fall beyond', () => {
    expect(rates(64, 'images')).toEqual([0.05, 0.1]);
    expect(rates(784, 'images')).toEqual([0.05, 0.1]);
    expect(rates(10_304, 'images')).toEqual([0.0039, 0.0078]);
    expect(rates(765, 'table')).toEqual([0.005, 0.005]);
    expect(rates(20_000, 'table')).toEqual([0.0002, 0.0002]);
  });
});

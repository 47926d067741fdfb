import { methodDefinition, type DataFacts, type MethodName } from '../../../src-main/contract/index.ts';
import type { FitContext } from '../../../src-main/methods/index.ts';
import { Pace, type Rows } from '../../../src-main/tensor/index.ts';

/** Facts of labelled pictures of this size. */
export function factsOf({ rows, features }: Pick<Rows, 'rows' | 'features'>): DataFacts {
  return { rows, features, classes: 10, kind: 'images', shape: [1, features, 1] };
}

/** What a method is given to fit quietly: its defaults for some data, overlaid with what a test sets. */
export function fitContext(
  method: MethodName,
  facts: DataFacts,
  dim: number,
  set: Record<string, unknown> = {},
  more: Partial<FitContext> = {},
): FitContext {
  return {
    dim,
    params: { ...methodDefinition(method).defaults(facts, dim), ...set },
    seed: 1,
    shape: facts.shape,
    labels: new Int32Array(0),
    pace: new Pace(),
    stopRequested: () => false,
    progress: () => undefined,
    epoch: () => Promise.resolve(),
    ...more,
  };
}

/** As small as each can be, so that fifty take moments. */
export function smallestParams(method: MethodName): Record<string, unknown> {
  switch (method) {
    case 'raw':
    case 'linear_discriminant':
    case 'random_projection':
    case 'pca':
      return {};
    case 'convolutional_autoencoder':
      return { epochs: 1, filters: [4], batch_normalization: true };
    case 'rbm':
      return { epochs: 1, persistent: true };
    case 'deep_belief_autoencoder':
      return { epochs: 1, pretraining_epochs: 1, hidden: [8], optimizer: 'cg' };
    case 'contractive_autoencoder':
      return { epochs: 1, hidden: [8], weight_decay: 0.01 };
    default:
      return {
        epochs: 1,
        hidden: [8],
        batch_normalization: true,
        dropout: 0.1,
        optimizer: 'adamw',
        weight_decay: 0.01,
      };
  }
}

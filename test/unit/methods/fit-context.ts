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

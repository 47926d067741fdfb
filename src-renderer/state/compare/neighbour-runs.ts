import type { Run } from '../../../src-main/contract/index.ts';

/** The representations whose neighbours are held against one another. */
export interface NeighbourRuns {
  /** What neighbours are kept in, gained over or lost from; null where no run is finished. */
  reference: Run | null;
  others: readonly Run[];
}

/**
 * The raw features, on show or not, are what the others are held against; without them PCA, or else the first column. PCA is
 * always among the others.
 * @param runs all of a dataset, in the order of their columns
 */
export function neighbourRuns(runs: readonly Run[], isShown: (run: string) => boolean): NeighbourRuns {
  const finished = runs.filter(({ status }) => status === 'finished');
  const shown = finished.filter(({ id }) => isShown(id));
  const firstOf = (method: Run['method']): Run | undefined => {
    const is = (run: Run): boolean => run.method === method;
    return shown.find(is) ?? finished.find((run) => is(run) && run.sweep === null) ?? finished.find(is);
  };
  const pca = firstOf('pca');
  const reference = firstOf('raw') ?? pca ?? shown[0] ?? null;
  const unseen = pca === undefined || isShown(pca.id) ? [] : [pca];
  return { reference, others: [...unseen, ...shown].filter((run) => run !== reference) };
}

/** What kept, gained and lost are said against; the signs that mark them follow. */
export function referenceSentence({ reference, others }: NeighbourRuns): string {
  if (reference === null) return 'No run is finished, so there is nothing to find neighbours in.';
  if (others.length === 0) return `There is no other finished run to compare ${reference.name} with.`;
  return reference.method === 'raw'
    ? `Against ${reference.name}:`
    : `Raw features have no finished run, so against ${reference.name}:`;
}

import { IsthmusError, metricInfos, type Comparison, type Handlers, type Run } from '../contract/index.ts';
import { getDataset } from '../store/datasets.ts';
import { listRuns } from '../store/runs.ts';
import type { Context } from './context.ts';
import { verdict } from './verdict.ts';

export function compareHandlers({ store }: Context): Pick<Handlers, 'compare.get'> {
  return {
    async 'compare.get'({ dataset: id, runs: asked }) {
      const dataset = getDataset(store.read, id);
      const runs = listRuns(store.read, id);
      const unknown = asked?.find((run) => !runs.some((known) => known.id === run));
      if (unknown !== undefined) {
        throw new IsthmusError(
          'not_found',
          `${dataset.name} has no run ${unknown}: it may have been deleted.`,
        );
      }
      const chosen = runs.filter(
        (run) => run.status === 'finished' && (asked?.includes(run.id) ?? run.sweep === null),
      );
      return compare(chosen, { features: dataset.features, labelled: dataset.classes.length > 0 });
    },
  };
}

/** Finished runs side by side: raw features first, the others in the order they were made. */
export function compare(runs: readonly Run[], data: { features: number; labelled: boolean }): Comparison {
  const ordered = [
    ...runs.filter(({ method }) => method === 'raw'),
    ...runs.filter(({ method }) => method !== 'raw'),
  ];
  return {
    representations: ordered.map(({ id, name, method, dim, metrics }) => ({
      run: id,
      name,
      method,
      dim,
      metrics,
    })),
    best: bestOf(ordered),
    verdict: verdict(ordered, data),
  };
}

/** For each metric that has a good direction, the runs that share the best value; nobody is best alone. */
function bestOf(runs: readonly Run[]): Record<string, string[]> {
  const best: Record<string, string[]> = {};
  for (const { name, better } of metricInfos) {
    if (better === null) continue;
    const having = runs.flatMap(({ id, metrics }) => {
      const value = metrics[name]?.value ?? null;
      return value === null ? [] : [{ id, value }];
    });
    if (having.length < 2) continue;
    const values = having.map(({ value }) => value);
    const top = better === 'higher' ? Math.max(...values) : Math.min(...values);
    best[name] = having.filter(({ value }) => value === top).map(({ id }) => id);
  }
  return best;
}

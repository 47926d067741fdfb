/**
 * Runs side by side: the table of figures, paired differences, the verdict in one sentence, and the report as a page.
 * It reads what was measured and measures nothing.
 */

import {
  IsthmusError,
  metricInfos,
  type Comparison,
  type Dataset,
  type Difference,
  type Handlers,
  type Run,
} from '../../contract/index.ts';
import { getDataset } from '../../store/datasets.ts';
import { listRuns } from '../../store/runs.ts';
import type { Context } from '../context.ts';
import { differenceOf, EvidenceReader, neighbourCounts, type Evidence } from './evidence.ts';
import { writeReport } from './report/index.ts';
import { recordedIn } from '../recorded.ts';
import { spreadOf } from '../spread.ts';
import { sweepsOf } from '../sweeps.ts';
import { verdict } from './verdict.ts';

export function compareHandlers(context: Context): Pick<Handlers, 'compare.get' | 'compare.report'> {
  const { store, log } = context;
  const recorded = recordedIn(context);
  const reader = new EvidenceReader(recorded, log);

  function chosen(id: string, asked: readonly string[] | undefined): { dataset: Dataset; runs: Run[] } {
    const dataset = getDataset(store.read, id);
    const runs = listRuns(store.read, id);
    const unknown = asked?.find((run) => !runs.some((known) => known.id === run));
    if (unknown !== undefined) {
      throw new IsthmusError('not_found', `${dataset.name} has no run ${unknown}: it may have been deleted.`);
    }
    return {
      dataset,
      runs: runs.filter(
        (run) => run.status === 'finished' && (asked?.includes(run.id) ?? run.sweep === null),
      ),
    };
  }

  async function compared(dataset: Dataset, runs: readonly Run[]): Promise<Comparison> {
    const data = { features: dataset.features, labelled: dataset.classes.length > 0 };
    return compare(runs, data, await reader.of(runs));
  }

  return {
    async 'compare.get'({ dataset: id, runs: asked }) {
      const { dataset, runs } = chosen(id, asked);
      return compared(dataset, runs);
    },

    async 'compare.report'({ dataset: id, runs: asked }) {
      const { dataset, runs } = chosen(id, asked);
      const comparison = await compared(dataset, runs);
      const html = await writeReport({ dataset, runs, comparison, sweeps: sweepsOf(context, id), recorded });
      return { name: `${dataset.name}.html`, html };
    },
  };
}

/** Finished runs side by side: raw features first, the others in the order they were made. */
export function compare(
  runs: readonly Run[],
  data: { features: number; labelled: boolean },
  evidence: Evidence,
): Comparison {
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
    differences: differencesOf(ordered, evidence),
    seeds: seedsOf(ordered),
    verdict: verdict(ordered, data, (first, second, metric) => differenceOf(first, second, metric, evidence)),
  };
}

/** For each metric that resamples were kept of, every run against the best, and the best against who comes next. */
function differencesOf(runs: readonly Run[], evidence: Evidence): Difference[] {
  return metricInfos.flatMap(({ name, better }) => {
    if (better === null) return [];
    const ranked = runs
      .flatMap((run) => {
        const value = run.metrics[name]?.value ?? null;
        return value === null || evidence.get(run.id)?.has(name) !== true ? [] : [{ run, value }];
      })
      .sort((a, b) => (better === 'higher' ? b.value - a.value : a.value - b.value))
      .map(({ run }) => run);
    const [best, next] = ranked;
    if (best === undefined || next === undefined) return [];
    return ranked.flatMap((run) => differenceOf(run, run === best ? next : best, name, evidence) ?? []);
  });
}

/** Runs that differ in their seed alone, where there are several, with what figures of the same neighbours vary by. */
function seedsOf(runs: readonly Run[]): Comparison['seeds'] {
  const groups = Map.groupBy(runs, ({ method, dim, params }) => JSON.stringify([method, dim, params]));
  return [...groups.values()].flatMap((group) => {
    if (new Set(group.map(({ seed }) => seed)).size < 2) return [];
    const metrics: Comparison['seeds'][number]['metrics'] = {};
    for (const { name } of metricInfos) {
      if (neighbourCounts(group, name).length > 1) continue;
      const values = group.flatMap((run) => run.metrics[name]?.value ?? []);
      if (values.length > 1) metrics[name] = spreadOf(values);
    }
    return [{ runs: group.map(({ id }) => id), metrics }];
  });
}

/**
 * For each metric that has a good direction, the runs that share the best value; nobody is best alone, nor among figures of
 * several numbers of neighbours.
 */
function bestOf(runs: readonly Run[]): Record<string, string[]> {
  const best: Record<string, string[]> = {};
  for (const { name, better } of metricInfos) {
    if (better === null || neighbourCounts(runs, name).length > 1) continue;
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

import { fixed, metricInfos, type Run } from '../contract/index.ts';
import { metricText, counted, table } from './text.ts';

/** A run as `--json` gives it. */
export function summary(run: Run) {
  const { id, dataset, name, method, dim, status, seconds, seed, params, preset, parent, sweep } = run;
  const { checkpoint, metrics, history, facts, versions, device, message } = run;
  const settings = { id, dataset, name, method, dim, status, seconds, seed, params, preset, parent, sweep };
  return { ...settings, checkpoint, metrics, history, facts, versions, device, message };
}

export type Summary = ReturnType<typeof summary>;

/** Names of the metrics that some records have, in the order they are shown. */
export const measured = (all: readonly Pick<Run, 'metrics'>[]): string[] =>
  metricInfos
    .map(({ name }) => name)
    .filter((name) => all.some(({ metrics }) => metrics[name] !== undefined));

/** What a run came to, for people. */
export function describe(run: Summary): string {
  const took = run.seconds === null ? '' : ` in ${fixed(run.seconds, 1)} s`;
  const epochs = run.history.length > 0 ? `, ${counted(run.history.length, 'epoch')}` : '';
  return [
    `${run.name} (run ${run.id}) ${run.status}${took}${epochs}${run.device && `, on ${run.device}`}.`,
    ...(run.message === null ? [] : [run.message]),
    ...measured([run]).map((name) => {
      const metric = run.metrics[name];
      return `  ${name.padEnd(32)}${metricText(name, metric)}${metric?.reason ? `  (${metric.reason})` : ''}`;
    }),
    '',
  ].join('\n');
}

/** Runs as a table. */
export function runTable(runs: readonly Summary[]): string {
  return table(
    ['run', 'dataset', 'name', 'status', 'seed', 'neighbour accuracy', 'seconds'],
    runs.map((run) => [
      run.id,
      run.dataset,
      run.name,
      run.status,
      String(run.seed),
      metricText('knn_accuracy', run.metrics['knn_accuracy']),
      run.seconds === null ? '-' : fixed(run.seconds, 1),
    ]),
  );
}

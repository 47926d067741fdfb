/**
 * Every method on every dataset of a folder of real data, with defaults, as a table: that it finishes, that its figures are
 * finite, and that what the comparison says of them is true. `ISTHMUS_DATA` names the folder, where the datasets lie under
 * the names below; words after the program's name choose among them. The status is 1 where anything does not hold.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  dataFacts,
  methodDefinition,
  methodNames,
  metricInfos,
  offeredDim,
  toIsthmusError,
  type Client,
  type Dataset,
  type MethodName,
  type Run,
} from '../../src-main/contract/index.ts';
import { createServices, localClient, nodeFork } from '../../src-main/services/index.ts';
import { falseClaims } from './children/claims.ts';

const datasets = [
  'tabular/iris.csv',
  'tabular/penguins.csv',
  'tabular/optdigits.hol',
  'tabular/optdigits.tes',
  'tabular/optdigits.tra',
  'single-cell',
  'single-cell/X_pca.npy',
  'single-cell/X_umap.npy',
  'orl-faces',
  'tabular/Dry_Bean_Dataset.csv',
  'fashion-mnist/png-folders',
  'tabular/diamonds.csv',
  'fashion-mnist',
];

const failures: string[] = [];

/** Starts a run with defaults and waits for its end; null where the method is not for this data. */
async function finished(client: Client, dataset: Dataset, method: MethodName): Promise<Run | null> {
  const facts = dataFacts(dataset);
  if (methodDefinition(method).unfit?.(facts) != null) return null;
  const dim = offeredDim(method, facts);
  let run = await client.call('runs.start', { dataset: dataset.id, method, dim, params: {} });
  while (run.status === 'queued' || run.status === 'running') {
    await sleep(50);
    run = await client.call('runs.get', { run: run.id });
  }
  return run;
}

/** What is wrong with a run's record, one line each. */
function faultsOf({ status, message, metrics, history, method }: Run, { classes }: Dataset): string[] {
  if (status !== 'finished') return [`${status}: ${message}`];
  const missing = metricInfos.flatMap(({ name, group, needsLabels }) => {
    const value = metrics[name]?.value ?? null;
    if (value !== null) return Number.isFinite(value) ? [] : [`${name} is ${value}`];
    const isTime = name === 'fit_seconds' || name === 'encode_seconds';
    const cannotBe =
      (needsLabels && classes.length === 0) ||
      (group === 'reconstruction' && !methodDefinition(method).decodes) ||
      (isTime && method === 'raw');
    return cannotBe ? [] : [`${name} is missing: ${metrics[name]?.reason}`];
  });
  const odd = history.filter(
    ({ loss, val_loss, gradient_norm }) =>
      ![loss, val_loss ?? 0, gradient_norm ?? 0].every((value) => Number.isFinite(value)),
  );
  return [...missing, ...odd.map(({ epoch }) => `epoch ${epoch} has a loss that is not finite`)];
}

/** A figure of a run, and in brackets how far it is above those of PCA and of the raw features. */
function figure(run: Run, name: string, others: readonly (Run | undefined)[], scale: number): string {
  const of = (each: Run | undefined): number | null => each?.metrics[name]?.value ?? null;
  const value = of(run);
  if (value === null) return '-';
  const text = (number: number): string =>
    scale === 1 ? String(Number(number.toPrecision(3))) : (scale * number).toFixed(1);
  const beside = others.map((other) => {
    const theirs = of(other);
    return theirs === null || other === run ? '·' : `${value > theirs ? '+' : ''}${text(value - theirs)}`;
  });
  return `${text(value)} (${beside.join(', ')})`;
}

async function tryAll(client: Client, path: string, name: string): Promise<void> {
  const dataset = await client.call('datasets.import', { source: { path }, options: {} });
  const { rows, features, classes, splits } = dataset;
  console.log(
    `\n${name}: ${rows} × ${features}, ${classes.length} classes, ${splits.train} to train and ${splits.test} held out\n`,
  );
  console.log(
    '| method | dim | s | epochs | neighbours % (of PCA, of raw) | linear % (of PCA, of raw) | mse (of PCA) | trust | faults |',
  );
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  const runs: Partial<Record<MethodName, Run>> = {};
  for (const method of methodNames) {
    const run = await finished(client, dataset, method);
    if (run === null) continue;
    runs[method] = run;
    const faults = faultsOf(run, dataset);
    failures.push(...faults.map((fault) => `${name}, ${method}: ${fault}`));
    const { pca, raw } = runs;
    const cells = [
      method,
      run.dim,
      run.seconds?.toFixed(1) ?? '-',
      run.history.length,
      figure(run, 'knn_accuracy', [pca, raw], 100),
      figure(run, 'linear_accuracy', [pca, raw], 100),
      figure(run, 'reconstruction_mse', [pca], 1),
      run.metrics['trustworthiness']?.value?.toFixed(3) ?? '-',
      faults.join('; '),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
  const comparison = await client.call('compare.get', { dataset: dataset.id });
  console.log(`\n${comparison.verdict.sentence}`);
  const doubts = falseClaims(comparison, { features, labelled: classes.length > 0 });
  for (const doubt of doubts) console.log(`Not so: ${doubt}.`);
  failures.push(...doubts.map((doubt) => `${name}, verdict: ${doubt}`));
  // The largest has gigabytes of codes and reconstructions.
  await client.call('datasets.delete', { dataset: dataset.id });
}

const folder = process.env['ISTHMUS_DATA'] ?? '';
const words = process.argv.slice(2);
const chosen = datasets.filter(
  (name) => existsSync(join(folder, name)) && (words.length === 0 || words.some((word) => name === word)),
);
if (folder === '' || chosen.length === 0) {
  console.log('Skipped: ISTHMUS_DATA names no folder in which one of these datasets is.');
} else {
  const root = join(import.meta.dirname, '..', '..');
  const home = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
  const services = createServices({
    home,
    fork: nodeFork(join(root, 'src-main', 'compute', 'entry.ts')),
    resources: join(root, 'resources'),
    version: '0.0.0',
    desktop: false,
  });
  const { client } = localClient(services);
  try {
    for (const name of chosen) {
      await tryAll(client, join(folder, name), name).catch((thrown: unknown) => {
        failures.push(`${name}: ${toIsthmusError(thrown).message}`);
      });
    }
  } finally {
    await services.close();
    rmSync(home, { recursive: true, force: true });
  }
  console.log(`\n${chosen.length} datasets, ${failures.length} failures.`);
  for (const failure of failures) console.log(`  ${failure}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}

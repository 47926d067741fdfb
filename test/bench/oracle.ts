/**
 * Metrics of real runs held against scikit-learn's and SciPy's (`peers/metrics_oracle.py`): raw features, principal
 * components and a short autoencoder of the digits and of three datasets of the folder that `ISTHMUS_DATA` names, from
 * what the runs export. Prints a JSON line for each, with the largest deviation of every kind, and then what is too far
 * apart; the status is 1 where anything is. `ISTHMUS_PYTHON` names a Python that has both. Words after the program's name
 * choose among the datasets; the word `fixtures` besides writes what was found to `test/fixtures/oracle`.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadModel } from '../../src-main/compute/model.ts';
import { ReconstructedRows } from '../../src-main/compute/reconstructed-rows.ts';
import {
  toIsthmusError,
  type Client,
  type Dataset,
  type Run,
  type Source,
} from '../../src-main/contract/index.ts';
import { Matrix } from '../../src-main/datasets/matrix.ts';
import { pairsOf } from '../../src-main/metrics/structure/pairs.ts';
import { createServices, localClient, nodeFork } from '../../src-main/services/index.ts';
import { readNpyAs, writeNpy } from '../../src-main/store/arrays.ts';
import { homePaths } from '../../src-main/store/paths.ts';
import { everyRow, loadTensorFlow } from '../../src-main/tensor/index.ts';
import { lastJson, pythonWith } from './children/processes.ts';
import { deviationOf, type Deviation } from './children/tolerances.ts';

/** Codes are few enough numbers for those of the autoencoder to be a fixture. */
const datasets = [
  { name: 'digits', path: null, dim: 16 },
  { name: 'dry-bean', path: 'tabular/Dry_Bean_Dataset.csv', dim: 4 },
  { name: 'orl-faces', path: 'orl-faces', dim: 16 },
  { name: 'single-cell', path: 'single-cell', dim: 16 },
] as const;
const methods = ['raw', 'pca', 'autoencoder'] as const;
type Method = (typeof methods)[number];

/** What the oracle prints. */
interface Answer {
  versions: Record<string, string>;
  metrics: Record<string, number>;
  /** By classifier: held-out rows of which it predicts another class than ours. */
  differ: Record<string, number>;
  /** What its own clusterings find, how far they agree with the labels, and with ours. */
  clusterings: Record<string, Record<string, unknown>>;
}

/** What is in `test/fixtures/oracle/expected.json`. */
interface Fixture {
  versions: Record<string, string>;
  datasets: Record<
    string,
    { sha256: Record<string, string>; dim: number } & Partial<Record<Method, unknown>>
  >;
}

const root = join(import.meta.dirname, '..', '..');
const fixtures = join(root, 'test', 'fixtures', 'oracle');
const home = mkdtempSync(join(tmpdir(), 'isthmus-bench-'));
const paths = homePaths(home);
const violations: string[] = [];

async function finished(client: Client, dataset: Dataset, method: Method, dim: number): Promise<Run> {
  const params = method === 'autoencoder' ? { epochs: 20 } : {};
  const size = method === 'raw' ? dataset.features : dim;
  let run = await client.call('runs.start', { dataset: dataset.id, method, dim: size, params });
  while (run.status === 'queued' || run.status === 'running') {
    await sleep(50);
    run = await client.call('runs.get', { run: run.id });
  }
  if (run.status !== 'finished') throw new Error(`${method}: ${run.status}: ${run.message}`);
  return run;
}

/** Writes the features of all rows as numbers, or rows as a run reconstructs them. */
function writeRows(path: string, rows: Matrix | ReconstructedRows): void {
  writeNpy(path, rows.gather(everyRow(rows.rows)), [rows.rows, rows.features]);
}

/** Exports a run and puts beside its codes what the oracle asks for besides. */
async function prepared(client: Client, dataset: Dataset, run: Run, folder: string): Promise<string[]> {
  await client.call('exports.write', { run: run.id, to: folder, format: 'npy', split: 'all' });
  const at = (name: string): string => join(folder, name);
  const { data: split } = await readNpyAs(at('split.npy'), 'uint8');
  const rows = everyRow(dataset.rows);
  const test = rows.filter((row) => split[row] === 1);
  const pairs = pairsOf(test.length);
  const parts = { train: rows.filter((row) => split[row] === 0), test };
  for (const [name, part] of Object.entries(parts)) writeNpy(at(`${name}.npy`), part, [part.length]);
  const both = new Int32Array(2 * pairs.left.length);
  both.set(pairs.left);
  both.set(pairs.right, pairs.left.length);
  writeNpy(at('pairs.npy'), both, [2, pairs.left.length]);
  const original = Matrix.open(join(paths.datasets, dataset.id, 'matrix.npy'));
  writeRows(at('reference.npy'), original);
  const kept = (name: string): string => join(paths.runs, run.id, name);
  const given = ['--train', at('train.npy'), '--test', at('test.npy'), '--reference', at('reference.npy')];
  given.push(
    '--pairs',
    at('pairs.npy'),
    '--clusters',
    kept('clusters.npy'),
    '--predicted',
    kept('predicted.npy'),
  );
  const model = await loadModel(join(paths.runs, run.id), run.method);
  const decode = model.decode?.bind(model);
  if (decode !== undefined) {
    const codes = Matrix.open(at('codes.npy'));
    writeRows(at('reconstructed.npy'), new ReconstructedRows(codes, original.features, decode));
    given.push('--reconstructed', at('reconstructed.npy'));
    codes.close();
  }
  original.close();
  return [at('codes.npy'), at('labels.npy'), ...given];
}

/** How far a run's metrics are from the oracle's. */
function deviations(run: Run, answer: Answer, truth: Int32Array): Deviation[] {
  return Object.entries(answer.metrics).map(([name, theirs]) => {
    const own = run.metrics[name]?.value ?? NaN;
    const found = deviationOf(name, own, theirs, truth);
    const differ = answer.differ[name.split('_')[0] ?? ''];
    // Where every prediction is the same, so are the figures that come of them.
    return differ === 0 && found.kind !== 'closed form' ? { ...found, most: 1e-6 } : found;
  });
}

/** The largest deviation of each kind, as the metric and by how much. */
function largest(found: readonly Deviation[]): Record<string, string> {
  const by: Record<string, string> = {};
  for (const kind of new Set(found.map((each) => each.kind))) {
    const [worst] = found.filter((each) => each.kind === kind).sort((a, b) => b.by - a.by);
    if (worst !== undefined) by[kind] = `${worst.name} ${worst.by.toExponential(1)}`;
  }
  return by;
}

/** Holds one run against the oracle, and says what was found. */
async function held(
  client: Client,
  python: string,
  dataset: Dataset,
  run: Run,
  name: string,
): Promise<Answer> {
  const folder = join(home, `${name}-${run.method}`);
  mkdirSync(folder);
  const args = await prepared(client, dataset, run, folder);
  const answer = (await lastJson(python, [
    join(import.meta.dirname, 'peers', 'metrics_oracle.py'),
    ...args,
  ])) as unknown as Answer | null;
  if (answer === null) throw new Error(`${run.method}: the oracle gave no answer`);
  const { data: labels } = await readNpyAs(join(folder, 'labels.npy'), 'int32');
  const { data: test } = await readNpyAs(join(folder, 'test.npy'), 'int32');
  const found = deviations(
    run,
    answer,
    test.map((row) => labels[row] ?? -1),
  );
  for (const { name: metric, by, most } of found) {
    if (by <= most) continue;
    const [own, theirs] = [run.metrics[metric]?.value, answer.metrics[metric]];
    violations.push(
      `${name}, ${run.method}: ${metric} is ${own}, and by the oracle ${theirs}: ${by} apart, at most ${most}`,
    );
  }
  const { kmeans, hdbscan } = answer.clusterings;
  console.log(
    JSON.stringify({
      dataset: name,
      method: run.method,
      dim: run.dim,
      held_out: test.length,
      compared: found.length,
      largest: largest(found),
      predictions_that_differ: answer.differ,
      kmeans_inertia_of_theirs: kmeans?.['inertia_ratio'],
      hdbscan_alike: hdbscan?.['alike'],
      too_far: found.filter(({ by, most }) => !(by <= most)).map(({ name: metric }) => metric),
    }),
  );
  return answer;
}

/** What the tests can do without the run: no figures of our clusters, and none of rows that only its model reconstructs. */
function forTests({ metrics, clusterings }: Answer, method: Method): unknown {
  const ours =
    method === 'autoencoder' ? /^(kmeans|hdbscan)_|^reconstruction_|^explained_/ : /^(kmeans|hdbscan)_/;
  const own = Object.entries(clusterings).map(([name, { assigned, ...figures }]) => {
    const { adjusted_rand, normalized_mutual_info, homogeneity, completeness } = figures;
    return [name, { assigned, adjusted_rand, normalized_mutual_info, homogeneity, completeness }];
  });
  return {
    metrics: Object.fromEntries(Object.entries(metrics).filter(([name]) => !ours.test(name))),
    clusterings: Object.fromEntries(own) as unknown,
  };
}

/** Runs every method on a dataset, and holds each against the oracle. */
async function tryAll(
  client: Client,
  python: string,
  { name, dim }: (typeof datasets)[number],
  source: Source,
  fixture: Fixture | null,
): Promise<void> {
  const dataset = await client.call('datasets.import', { source, options: {} });
  const arrays = dataset.artifacts.filter((each) => /^(matrix|labels|split)\.npy$/.test(each.name));
  const sha256 = Object.fromEntries(arrays.map((each) => [each.name, each.sha256]));
  const entry: Fixture['datasets'][string] = { sha256, dim };
  for (const method of methods) {
    const run = await finished(client, dataset, method, dim);
    const answer = await held(client, python, dataset, run, name);
    if (fixture === null) continue;
    entry[method] = forTests(answer, method);
    fixture.versions = answer.versions;
    if (method === 'autoencoder')
      copyFileSync(join(home, `${name}-${method}`, 'codes.npy'), join(fixtures, `${name}-autoencoder.npy`));
  }
  if (fixture !== null) fixture.datasets[name] = entry;
}

const words = process.argv.slice(2);
const wanted = words.filter((word) => word !== 'fixtures');
const python = pythonWith('sklearn, scipy');
const data = process.env['ISTHMUS_DATA'] ?? '';
if (python === null) {
  console.log('Skipped: there is no Python with scikit-learn and SciPy; ISTHMUS_PYTHON may name one.');
} else {
  await loadTensorFlow();
  const services = createServices({
    home,
    fork: nodeFork(join(root, 'src-main', 'compute', 'entry.ts')),
    resources: join(root, 'resources'),
    version: '0.0.0',
    desktop: false,
  });
  const { client } = localClient(services);
  const file = join(fixtures, 'expected.json');
  const before = (): Fixture =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Fixture) : { versions: {}, datasets: {} };
  const fixture = words.includes('fixtures') ? before() : null;
  try {
    for (const dataset of datasets) {
      if (wanted.length > 0 && !wanted.includes(dataset.name)) continue;
      const path = dataset.path === null ? null : join(data, dataset.path);
      if (path !== null && (data === '' || !existsSync(path))) {
        console.log(`Skipped ${dataset.name}: ISTHMUS_DATA names no folder that has ${dataset.path}.`);
        continue;
      }
      const source: Source = path === null ? { sample: 'digits' } : { path };
      await tryAll(client, python, dataset, source, fixture).catch((thrown: unknown) => {
        violations.push(`${dataset.name}: ${toIsthmusError(thrown).message}`);
      });
    }
  } finally {
    await services.close();
    rmSync(home, { recursive: true, force: true });
  }
  if (fixture !== null) writeFileSync(file, JSON.stringify(fixture));
  console.log(`${violations.length} too far apart.`);
  for (const violation of violations) console.log(`  ${violation}`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}

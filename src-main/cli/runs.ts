import type { Command } from 'commander';
import {
  IsthmusError,
  badInput,
  dataFacts,
  metricInfos,
  methodNames,
  presetNames,
  presets,
  offeredDim,
  type CallInput,
  type Comparison,
  type Dataset,
  type MethodName,
  type Preset,
  type PresetName,
  type Run,
} from '../contract/index.ts';
import type { Program } from '../host/program.ts';
import { withDataset } from './datasets.ts';
import { act, command, type CommonOptions, type Session } from './session.ts';
import { metricText, plural, table } from './text.ts';
import { idOf, integer, listOf, oneOf, setting } from './values.ts';
import { endOf } from './wait.ts';

interface RunFlags extends CommonOptions {
  method?: MethodName;
  preset?: PresetName;
  dim?: number;
  set: Record<string, unknown>;
  seed: number;
}

interface SweepFlags extends CommonOptions {
  methods: MethodName[];
  dims: number[];
  seeds: number;
}

const dim = integer('--dim', 1, 1_000_000);
const method = oneOf('--method', methodNames);

export function addRunCommands(isthmus: Command, program: Program): void {
  command(isthmus, 'run <dataset>', 'fit a method on a dataset, given by its id or a path, and measure it')
    .option('--method <m>', methodNames.join(', '), method)
    .option(
      '--preset <p>',
      `settings that go together: ${presetNames.join(', ')}`,
      oneOf('--preset', presetNames),
    )
    .option('--dim <k>', 'the code size', dim)
    .option('--set <name=value>', 'a parameter of the method; may be given several times', setting, {})
    .option('--seed <s>', 'the seed', integer('--seed', 0, 4_294_967_295), 0)
    .action((meant: string, flags: RunFlags) =>
      act(
        program,
        flags,
        (session) =>
          withDataset(session, meant, async (dataset) => {
            return { run: summary(await fit(session, dataset, askedOf(dataset, flags))) };
          }),
        ({ run }) => describe(run),
      ),
    );

  command(isthmus, 'sweep <dataset>', 'fit several methods at several code sizes, with several seeds')
    .requiredOption('--methods <m,m>', methodNames.join(', '), listOf(oneOf('--methods', methodNames)))
    .requiredOption('--dims <k,k>', 'the code sizes', listOf(integer('--dims', 1, 1_000_000)))
    .option('--seeds <n>', 'how many seeds, from 0', integer('--seeds', 1, 1_000), 1)
    .action((meant: string, flags: SweepFlags) =>
      act(
        program,
        flags,
        (session) => withDataset(session, meant, (dataset) => sweep(session, dataset, flags)),
        ({ runs }) => listed(runs),
      ),
    );

  command(isthmus, 'runs [dataset]', 'list runs, of one dataset or of all').action(
    (dataset: string | undefined, flags: CommonOptions) =>
      act(
        program,
        flags,
        async ({ client }) => {
          if (dataset !== undefined) await client.call('datasets.get', { dataset: idOf('dataset', dataset) });
          const runs = await client.call('runs.list', dataset === undefined ? {} : { dataset });
          return { runs: runs.map(summary) };
        },
        ({ runs }) =>
          runs.length === 0 ? 'There are no runs yet: `isthmus run` makes one.\n' : listed(runs),
      ),
  );

  command(isthmus, 'compare <dataset>', 'show finished runs side by side')
    .option(
      '--runs <id,id>',
      'only these',
      listOf((text) => idOf('run', text)),
    )
    .action((dataset: string, flags: CommonOptions & { runs?: string[] }) =>
      act(program, flags, (session) => compare(session, dataset, flags.runs), compared),
    );

  command(isthmus, 'project <run>', "make a map of a run's codes")
    .requiredOption('--to <map>', 'pca', oneOf('--to', ['pca'] as const))
    .option('--dim <d>', '2 or 3', integer('--dim', 2, 3), 2)
    .option('--seed <s>', 'the seed', integer('--seed', 0, 4_294_967_295), 0)
    .action((meant: string, flags: CommonOptions & { to: 'pca'; dim: 2 | 3; seed: number }) =>
      act(
        program,
        flags,
        async ({ client, signal, services }) => {
          const { to, seed } = flags;
          const run = await client.call(
            'runs.project',
            { run: idOf('run', meant), to, dim: flags.dim, seed },
            { signal },
          );
          const map = run.artifacts.find(({ name }) => name === `map-${to}-${flags.dim}.npy`);
          if (!map) throw new IsthmusError('internal', 'The map was made but is not on record.');
          const { path } = services.files.array('runs', run.id, map.name);
          return { map: { path, shape: map.shape, sha256: map.sha256 } };
        },
        ({ map }) => `${map.path}\n`,
      ),
    );
}

interface Asked {
  method: MethodName;
  dim: number | undefined;
  params: Record<string, unknown>;
  seed: number;
}

/** What the flags of `run` mean for a dataset: a preset's settings, and over them what was set by hand. */
function askedOf(dataset: Dataset, { method: by, preset: name, dim: size, set, seed }: RunFlags): Asked {
  if (name === undefined) {
    if (by === undefined) throw badInput('Say which method to run, with --method or --preset.');
    return { method: by, dim: size, params: set, seed };
  }
  if (by !== undefined && by !== 'autoencoder') {
    throw badInput(`The preset "${name}" is for the method autoencoder, not ${by}: leave --method out.`);
  }
  const preset: Preset = presets[name];
  const facts = dataFacts(dataset);
  const chosen = size ?? preset.dim ?? offeredDim('autoencoder', facts);
  return { method: 'autoencoder', dim: chosen, params: { ...preset.params(facts, chosen), ...set }, seed };
}

async function fit(session: Session, dataset: Dataset, asked: Asked): Promise<Run> {
  const [run] = await fitAll(session, [request(dataset, asked)]);
  if (!run) throw new IsthmusError('internal', 'The run is not on record.');
  return run;
}

/** Queues runs and waits for all of them; the first that fails ends the command, and the rest with it. */
async function fitAll(session: Session, requests: readonly CallInput<'runs.start'>[]): Promise<Run[]> {
  const { client } = session;
  const started: Run[] = [];
  try {
    for (const each of requests) started.push(await client.call('runs.start', each));
    const ended: Run[] = [];
    for (const { id } of started) ended.push(await endOf(session, id));
    return ended;
  } catch (error) {
    for (const { id } of started.toReversed()) await client.call('runs.cancel', { run: id });
    throw error;
  }
}

function request(
  dataset: Dataset,
  { method: name, dim: size, params, seed }: Asked,
): CallInput<'runs.start'> {
  return {
    dataset: dataset.id,
    method: name,
    dim: size ?? offeredDim(name, dataFacts(dataset)),
    params,
    seed,
  };
}

async function sweep(session: Session, dataset: Dataset, flags: SweepFlags) {
  const requests = flags.methods.flatMap((name) => {
    // Raw features are what they are at every size and seed.
    if (name === 'raw') return [request(dataset, { method: name, dim: undefined, params: {}, seed: 0 })];
    return flags.dims.flatMap((size) =>
      Array.from({ length: flags.seeds }, (_, seed) =>
        request(dataset, { method: name, dim: size, params: {}, seed }),
      ),
    );
  });
  return { runs: (await fitAll(session, requests)).map(summary) };
}

async function compare(
  { client }: Session,
  meant: string,
  chosen: string[] | undefined,
): Promise<Pick<Comparison, 'representations' | 'best' | 'verdict'>> {
  const dataset = idOf('dataset', meant);
  for (const run of chosen ?? []) {
    const { name, status } = await client.call('runs.get', { run });
    if (status !== 'finished') throw badInput(`${name} is ${status}: only finished runs can be compared.`);
  }
  return client.call('compare.get', { dataset, ...(chosen && { runs: chosen }) });
}

function summary(run: Run) {
  const { id, dataset, name, method: by, dim: size, status, seconds, seed, params } = run;
  const { metrics, history, facts, versions, device, message } = run;
  const settings = { id, dataset, name, method: by, dim: size, status, seconds, seed, params };
  return { ...settings, metrics, history, facts, versions, device, message };
}

type Summary = ReturnType<typeof summary>;

const metricsOf = (all: readonly Pick<Run, 'metrics'>[]): string[] =>
  metricInfos
    .map(({ name }) => name)
    .filter((name) => all.some(({ metrics }) => metrics[name] !== undefined));

function describe(run: Summary): string {
  const took = run.seconds === null ? '' : ` in ${run.seconds.toFixed(1)} s`;
  const epochs = run.history.length > 0 ? `, ${plural(run.history.length, 'epoch')}` : '';
  return [
    `${run.name} (run ${run.id}) ${run.status}${took}${epochs}${run.device && `, on ${run.device}`}.`,
    ...(run.message === null ? [] : [run.message]),
    ...metricsOf([run]).map((name) => {
      const metric = run.metrics[name];
      return `  ${name.padEnd(22)}${metricText(name, metric)}${metric?.reason ? `  (${metric.reason})` : ''}`;
    }),
    '',
  ].join('\n');
}

function listed(runs: readonly Summary[]): string {
  return table(
    ['run', 'dataset', 'name', 'status', 'seed', 'neighbour accuracy', 'seconds'],
    runs.map((run) => [
      run.id,
      run.dataset,
      run.name,
      run.status,
      String(run.seed),
      metricText('knn_accuracy', run.metrics['knn_accuracy']),
      run.seconds === null ? '-' : run.seconds.toFixed(1),
    ]),
  );
}

function compared({ representations, verdict, best }: Comparison): string {
  const rows = metricsOf(representations).map((name) => [
    name,
    ...representations.map((each) => {
      const text = metricText(name, each.metrics[name]);
      return best[name]?.includes(each.run) === true ? `${text} *` : `${text}  `;
    }),
  ]);
  const header = ['', ...representations.map(({ name, run }) => `${name} (${run})`)];
  return `${representations.length === 0 ? '' : `${table(header, rows)}\n`}${verdict.sentence}\n`;
}

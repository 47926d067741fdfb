import type { Command } from 'commander';
import {
  calls,
  IsthmusError,
  methodDefinition,
  methodNames,
  type MethodName,
  type Sweep,
  type SweepChoice,
  type SweepPoint,
} from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { withDataset } from './datasets.ts';
import { act, command, type CommonOptions, type Session } from './session.ts';
import { summary, type Summary } from './summary.ts';
import { count, counted, spreadText, table } from './text.ts';
import { idOf, listOf, methodSetting, numberOf, oneOf, type MethodSettings } from './values.ts';
import { settled } from './wait.ts';

interface SweepFlags extends CommonOptions {
  methods: MethodName[];
  dims: number[];
  seeds: number;
  set: MethodSettings;
}

/** A sweep with what came of it, as `--json` gives it. */
export interface SweepOutcome {
  sweep: Sweep;
  runs: Summary[];
  points: SweepPoint[];
  choice: SweepChoice | null;
}

/** The figures that the table shows, by what it calls them. */
const shown = { reconstruction_mse: 'mean squared error', knn_accuracy: 'neighbour accuracy' } as const;

/** What a sweep is asked for by. */
const asked = calls['sweeps.start'].input.shape;

export function addSweepCommands(isthmus: Command, program: ProgramFiles): void {
  command(isthmus, 'sweep <dataset>', 'fit several methods at several code sizes, with several seeds')
    .requiredOption('--methods <m,m>', methodNames.join(', '), listOf(oneOf('--methods', methodNames)))
    .requiredOption('--dims <k,k>', 'the code sizes', listOf(numberOf('--dims', asked.dims)))
    .option('--seeds <n>', 'how many seeds, from 0', numberOf('--seeds', asked.seeds), 1)
    .option(
      '--set <METHOD.name=value>',
      'a parameter of one of the methods; may be given several times',
      methodSetting,
      {},
    )
    .addHelpText('after', '\nAfter Ctrl+C, `isthmus resume SWEEP` continues with what is left.')
    .action((meant: string, flags: SweepFlags) =>
      act(
        program,
        flags,
        (session) =>
          withDataset(session, meant, async ({ id }) => {
            const { methods, dims, seeds, set } = flags;
            const input = { dataset: id, methods, dims, seeds, params: set };
            const { sweep, left_out } = await session.client.call('sweeps.start', input);
            return { ...(await endOfSweep(session, sweep.id)), left_out };
          }),
        ({ left_out, ...outcome }) => sweepText(outcome, left_out),
      ),
    );

  command(isthmus, 'sweeps <dataset>', 'list the sweeps of a dataset').action(
    (dataset: string, flags: CommonOptions) =>
      act(
        program,
        flags,
        async ({ client }) => {
          const { id } = await client.call('datasets.get', { dataset: idOf('dataset', dataset) });
          const sweeps = await client.call('sweeps.list', { dataset: id });
          const states = sweeps.map((sweep) => client.call('sweeps.get', { sweep: sweep.id }));
          return { sweeps: (await Promise.all(states)).map(withCounts) };
        },
        ({ sweeps }) =>
          sweeps.length === 0
            ? 'There are no sweeps of this dataset yet: `isthmus sweep` makes one.\n'
            : table(
                ['sweep', 'methods', 'sizes', 'seeds', 'runs', 'finished', 'created'],
                sweeps.map((each) => [
                  each.id,
                  each.methods.join(','),
                  each.dims.join(','),
                  count(each.seeds),
                  count(each.runs),
                  count(each.finished),
                  each.created.slice(0, 16).replace('T', ' '),
                ]),
              ),
      ),
  );
}

function withCounts({ sweep, runs }: { sweep: Sweep; runs: readonly { status: string }[] }) {
  const finished = runs.filter(({ status }) => status === 'finished').length;
  return { ...sweep, runs: runs.length, finished };
}

/**
 * Waits for all runs of a sweep. Ctrl+C cancels those that wait for their turn; the one that trains keeps a checkpoint.
 * @throws IsthmusError `cancelled`; where no run finished, what the first failed with
 */
export async function endOfSweep(session: Session, id: string): Promise<SweepOutcome> {
  const { client, services, signal, progress } = session;
  const { runs: queued } = await client.call('sweeps.get', { sweep: id });
  const ids = queued.map(({ run }) => run);
  await settled(session, ids, signal, (ended) =>
    progress.say(`${count(ended)} of ${counted(ids.length, 'run')} ended.`),
  );
  if (signal.aborted) {
    await cancelWaiting(session, id);
    throw new IsthmusError(
      'cancelled',
      `The sweep was cancelled: \`isthmus resume ${id}\` continues with what is left of it.`,
    );
  }
  const { sweep, points, choice, runs } = await client.call('sweeps.get', { sweep: id });
  const records = await Promise.all(runs.map(({ run }) => client.call('runs.get', { run })));
  if (!records.some(({ status }) => status === 'finished')) {
    const failure = ids.map((run) => services.failureOf(run)).find((error) => error !== null);
    if (failure !== undefined) throw failure;
  }
  return { sweep, runs: records.map(summary), points, choice };
}

async function cancelWaiting({ client }: Session, id: string): Promise<void> {
  const { runs } = await client.call('sweeps.get', { sweep: id });
  for (const { run, status } of runs.toReversed()) {
    // One that another process has in its queue is that one's to cancel.
    if (status === 'queued') await client.call('runs.cancel', { run }).catch(() => undefined);
  }
}

/** What came of a sweep, for people: its figures by method and size, what is missing, and the size to choose. */
export function sweepText({ sweep, runs, points, choice }: SweepOutcome, leftOut: readonly string[]): string {
  const finished = runs.filter(({ status }) => status === 'finished').length;
  const names = Object.keys(shown) as (keyof typeof shown)[];
  const metrics = names.filter((name) => points.some((point) => point.metrics[name] !== undefined));
  const rows = sweep.methods.flatMap((method) =>
    points
      .filter((point) => point.method === method)
      .sort((a, b) => a.dim - b.dim)
      .map((point) => [
        methodDefinition(method).title,
        count(point.dim),
        count(
          runs.filter((run) => run.status === 'finished' && run.method === method && run.dim === point.dim)
            .length,
        ),
        ...metrics.map((name) => spreadText(name, point.metrics[name])),
      ]),
  );
  return [
    `Sweep ${sweep.id}: ${count(finished)} of ${counted(runs.length, 'run')} finished.`,
    table(['method', 'size', 'seeds', ...metrics.map((name) => shown[name])], rows),
    ...leftOut,
    ...runs
      .filter(({ status }) => status !== 'finished')
      .map(({ name, status, message }) => `${name} ${status}${message === null ? '.' : `: ${message}`}`),
    ...(choice === null ? [] : [choice.sentence]),
    '',
  ].join('\n');
}

import type { Command } from 'commander';
import {
  calls,
  seed,
  badInput,
  dataFacts,
  methodNames,
  presetNames,
  presets,
  offeredDim,
  type CallInput,
  type Dataset,
  type MethodName,
  type Preset,
  type PresetName,
} from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { withDataset } from './datasets.ts';
import { act, command, type CommonOptions } from './session.ts';
import { describe, runTable, summary } from './summary.ts';
import { idOf, numberOf, oneOf, setting } from './values.ts';
import { endOf } from './wait.ts';

interface RunFlags extends CommonOptions {
  method?: MethodName;
  preset?: PresetName;
  dim?: number;
  set: Record<string, unknown>;
  seed: number;
}

/** A call for one run leaves the size to the method: here it takes what a sweep takes. */
const dim = numberOf('--dim', calls['sweeps.start'].input.shape.dims);
const method = oneOf('--method', methodNames);

export function addRunCommands(isthmus: Command, program: ProgramFiles): void {
  command(isthmus, 'run <dataset>', 'fit a method on a dataset, given by its id or a path, and measure it')
    .option('--method <m>', methodNames.join(', '), method)
    .option(
      '--preset <p>',
      `settings that belong together: ${presetNames.join(', ')}`,
      oneOf('--preset', presetNames),
    )
    .option('--dim <k>', 'the code size', dim)
    .option('--set <name=value>', 'a parameter of the method; may be given several times', setting, {})
    .option('--seed <s>', 'the seed', numberOf('--seed', seed), 0)
    .action((meant: string, flags: RunFlags) =>
      act(
        program,
        flags,
        (session) =>
          withDataset(session, meant, async (dataset) => {
            const { id } = await session.client.call('runs.start', asked(dataset, flags));
            return { run: summary(await endOf(session, id)) };
          }),
        ({ run }) => describe(run),
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
          runs.length === 0 ? 'There are no runs yet: `isthmus run` makes one.\n' : runTable(runs),
      ),
  );
}

/** What the flags of `run` ask for; a preset brings its method, and a size where it has one. */
function asked(
  dataset: Dataset,
  { method: by, preset: named, dim: size, set, seed }: RunFlags,
): CallInput<'runs.start'> {
  const preset: Preset | undefined = named && presets[named];
  if (preset !== undefined && by !== undefined && by !== preset.method) {
    throw badInput(
      `The preset "${named}" is for the method ${preset.method}, not ${by}: leave --method out.`,
    );
  }
  const chosen = preset?.method ?? by;
  if (chosen === undefined) throw badInput('Say which method to run, with --method or --preset.');
  return {
    dataset: dataset.id,
    method: chosen,
    dim: size ?? preset?.dim ?? offeredDim(chosen, dataFacts(dataset)),
    params: set,
    seed,
    ...(named && { preset: named }),
  };
}

import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import {
  calls,
  mapColumns,
  seed,
  figure,
  fixed,
  IsthmusError,
  MapRecord,
  mapDefinition,
  mapNames,
  usualNeighbours,
  type MapName,
} from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { act, command, type CommonOptions, type Session } from './session.ts';
import { describe, summary } from './summary.ts';
import { counted } from './text.ts';
import { idOf, numberOf, oneOf, setting } from './values.ts';

interface ProjectFlags extends CommonOptions {
  to: MapName;
  dim: 2 | 3;
  set: Record<string, unknown>;
  seed: number;
}

/** A map as `--json` gives it. */
interface Made extends MapRecord {
  path: string;
  shape: number[];
  sha256: string;
}

/** A parser for the option that says how many axes a map has. */
export const axes = oneOf(
  '--dim',
  mapColumns.options.map(({ value }) => value),
);

/** Commands that map finished runs and measure them anew. */
export function addMapCommands(isthmus: Command, program: ProgramFiles): void {
  command(isthmus, 'project <run>', "make a map of a run's codes")
    .requiredOption('--to <map>', mapNames.join(', '), oneOf('--to', mapNames))
    .option('--dim <d>', '2 or 3', axes, 2)
    .option('--set <name=value>', 'a parameter of the map; may be given several times', setting, {})
    .option('--seed <s>', 'the seed', numberOf('--seed', seed), 0)
    .addHelpText(
      'after',
      `\n${mapNames.map((name) => `  ${name.padEnd(10)}${mapDefinition(name).summary}`).join('\n')}\n\n` +
        'A map that is there already with the same parameters and seed is not made again.',
    )
    .action((run: string, flags: ProjectFlags) =>
      act(
        program,
        flags,
        async (session) => ({ map: await project(session, idOf('run', run), flags) }),
        ({ map }) => described(map),
      ),
    );

  command(isthmus, 'measure <run>', 're-evaluate a finished run, replacing its figures')
    .option(
      '--k <k>',
      'neighbours, in every metric that has them',
      numberOf('--k', calls['runs.measure'].input.shape.k),
      usualNeighbours,
    )
    .action((meant: string, flags: CommonOptions & { k: number }) =>
      act(
        program,
        flags,
        async ({ client, signal, progress: { task } }) => {
          const asked = { run: idOf('run', meant), k: flags.k, task };
          return { run: summary(await client.call('runs.measure', asked, { signal })) };
        },
        ({ run }) => describe(run),
      ),
    );
}

async function project(
  { client, services, signal }: Session,
  id: string,
  { to, dim, set: params, seed }: ProjectFlags,
): Promise<Made> {
  const run = await client.call('runs.project', { run: id, to, dim, params, seed }, { signal });
  const map = run.artifacts.find(({ name }) => name === `map-${to}-${dim}.npy`);
  if (!map) throw new IsthmusError('internal', 'The map was made but is not on record.');
  const { path } = services.files.array('runs', id, map.name);
  const about = services.files.array('runs', id, `map-${to}-${dim}.json`);
  const record = MapRecord.parse(JSON.parse(await readFile(about.path, 'utf8')));
  return { path, shape: map.shape, sha256: map.sha256, ...record };
}

function described({ path, to, dim, rows, seconds, facts, aligned_to, repeatable, message }: Made): string {
  const figures = Object.entries(facts).map(
    ([name, value]) => `  ${name.padEnd(30)}${typeof value === 'number' ? figure(value) : value}\n`,
  );
  return [
    `${path}\n`,
    `${mapDefinition(to).title} to ${dim} axes, of ${counted(rows, 'sample')}, in ${fixed(seconds, 1)} s.\n`,
    ...(message === null ? [] : [`${message}\n`]),
    ...(repeatable ? [] : ['It is not repeatable: made again, it will differ slightly.\n']),
    ...(aligned_to === null ? [] : [`Aligned with the map of run ${aligned_to}.\n`]),
    ...figures,
  ].join('');
}

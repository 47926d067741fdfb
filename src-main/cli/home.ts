import type { Command } from 'commander';
import { counted, type Verified } from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { chooseHome, repairHome, restoreHome, type Repaired } from '../services/index.ts';
import { act, command, type CommonOptions } from './session.ts';

/** `backup`, `verify`, `restore`, `repair`: what is done to the home itself; the last two with nothing else open. */
export function addHomeCommands(parent: Command, program: ProgramFiles): void {
  command(
    parent,
    'backup',
    "copy the database into the home's backups, of which the last five are kept",
  ).action((options: CommonOptions) =>
    act(
      program,
      options,
      ({ client }) => client.call('home.backup', {}),
      ({ backup }) => `${backup}\n`,
    ),
  );
  command(parent, 'verify', 'hold every record and every byte of the home against how it was written').action(
    (options: CommonOptions) =>
      act(
        program,
        options,
        async ({ client, signal, progress }) => {
          const verified = await client.call('home.verify', { task: progress.task }, { signal });
          if (verified.faults.length > 0) process.exitCode = 1;
          return verified;
        },
        verdict,
      ),
  );
  command(
    parent,
    'restore [file]',
    'put back a copy of the database, the newest backup where none is named',
  ).action(async (file: string | undefined, options: CommonOptions) => {
    const restored = await restoreHome(chooseHome(options.home), file);
    print(options, restored, `Restored from ${restored.from}.\n${summary(restored)}`);
  });
  command(parent, 'repair', 'make a lost or damaged database again from what lies in the home').action(
    async (options: CommonOptions) => {
      const repaired = await repairHome(chooseHome(options.home));
      print(options, repaired, summary(repaired));
    },
  );
}

function verdict({ datasets, runs, files, faults }: Verified): string {
  const checked = [counted(datasets, 'dataset'), counted(runs, 'finished run'), counted(files, 'file')];
  const all = `Checked: ${checked.join(', ')}.`;
  return faults.length === 0
    ? `${all} All are as they were written.\n`
    : `${[...faults, `${all} Not as written: ${faults.length}.`].join('\n')}\n`;
}

function print({ json }: CommonOptions, result: unknown, text: string): void {
  process.stdout.write(json === true ? `${JSON.stringify(result)}\n` : text);
}

function summary({ setAside, datasets, runs, left }: Repaired): string {
  const lines = [
    ...(setAside === null ? [] : [`The database that was there lies in ${setAside} now.`]),
    datasets.length + runs.length === 0
      ? 'No record was missing.'
      : `Brought back: ${counted(datasets.length, 'dataset')} and ${counted(runs.length, 'run')}.`,
    ...left.map(({ folder, reason }) => `Left alone: ${folder}, because ${reason}.`),
  ];
  return `${lines.join('\n')}\n`;
}

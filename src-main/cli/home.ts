import type { Command } from 'commander';
import { counted } from '../contract/index.ts';
import { chooseHome, repairHome, type Repaired } from '../services/index.ts';
import { command, type CommonOptions } from './session.ts';

/** `repair`: what is done to the home itself, with nothing else open. */
export function addHomeCommands(parent: Command): void {
  command(parent, 'repair', 'make a lost or damaged database again from what lies in the home').action(
    async (options: CommonOptions) => {
      const repaired = await repairHome(chooseHome(options.home));
      process.stdout.write(options.json === true ? `${JSON.stringify(repaired)}\n` : summary(repaired));
    },
  );
}

function summary({ setAside, datasets, runs, left }: Repaired): string {
  const lines = [
    ...(setAside === null ? [] : [`The database could not be used and lies in ${setAside} now.`]),
    datasets.length + runs.length === 0
      ? 'No record was missing.'
      : `Brought back: ${counted(datasets.length, 'dataset')} and ${counted(runs.length, 'run')}.`,
    ...left.map(({ folder, reason }) => `Left alone: ${folder}, because ${reason}.`),
  ];
  return `${lines.join('\n')}\n`;
}

import type { Command } from 'commander';
import type { ProgramFiles } from '../host/program.ts';
import { act, command, type CommonOptions } from './session.ts';
import { fileLines } from './text.ts';
import { idOf, oneOf } from './values.ts';

interface ExportFlags extends CommonOptions {
  to: string;
  format: 'npy' | 'csv' | 'parquet';
  split: 'all' | 'train' | 'test';
}

const format = oneOf('--format', ['npy', 'csv', 'parquet'] as const);
const split = oneOf('--split', ['all', 'train', 'test'] as const);

export function addExport(isthmus: Command, program: ProgramFiles): void {
  command(isthmus, 'export <run>', "write a run's codes with row ids, labels and split into a folder")
    .requiredOption('--to <dir>', 'the folder')
    .option('--format <f>', 'npy, csv or parquet', format, 'npy')
    .option('--split <s>', 'all, train or test', split, 'all')
    .action((run: string, flags: ExportFlags) =>
      act(
        program,
        flags,
        async ({ client, signal }) =>
          client.call(
            'exports.write',
            { run: idOf('run', run), to: flags.to, format: flags.format, split: flags.split },
            { signal },
          ),
        ({ files }) => fileLines(files),
      ),
    );
}

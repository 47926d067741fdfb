import type { Command } from 'commander';
import { badInput } from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { act, command, type CommonOptions } from './session.ts';
import { fileLines } from './text.ts';
import { idOf, oneOf } from './values.ts';

interface ExportFlags extends CommonOptions {
  to: string;
  format: 'npy' | 'csv' | 'parquet';
  split: 'all' | 'train' | 'test';
  safeCells?: boolean;
}

const format = oneOf('--format', ['npy', 'csv', 'parquet'] as const);
const split = oneOf('--split', ['all', 'train', 'test'] as const);

export function addExport(isthmus: Command, program: ProgramFiles): void {
  command(isthmus, 'export <run>', "write a run's codes with row ids, labels and split into a folder")
    .requiredOption('--to <dir>', 'the folder')
    .option('--format <f>', 'npy, csv or parquet', format, 'npy')
    .option('--split <s>', 'all, train or test', split, 'all')
    .option(
      '--safe-cells',
      'put an apostrophe in front of cells of a CSV that a spreadsheet may take for formulas',
    )
    .action((run: string, flags: ExportFlags) =>
      act(
        program,
        flags,
        async ({ client, signal }) => {
          const { to, format, split, safeCells: safe_cells = false } = flags;
          if (safe_cells && format !== 'csv') {
            throw badInput('--safe-cells is for spreadsheets: give it with --format csv.');
          }
          const asked = { run: idOf('run', run), to, format, split, safe_cells };
          return client.call('exports.write', asked, { signal });
        },
        ({ files, warnings }) => `${fileLines(files)}${warnings.map((warning) => `${warning}\n`).join('')}`,
      ),
    );
}

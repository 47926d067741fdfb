import type { Command } from 'commander';
import { z } from 'zod';
import { modelCalls, fixed, badInput, mapDefinition, mapNames, type MapName } from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { axes } from './maps.ts';
import { act, command, type CommonOptions } from './session.ts';
import { count, fileLines, counted, table } from './text.ts';
import { idOf, numberOf, oneOf } from './values.ts';

interface ToFile extends CommonOptions {
  to: string;
}

const orders = ['worst', 'best', 'rows'] as const;
const splits = ['all', 'train', 'test'] as const;
/** Maps that take new rows. */
const placing = mapNames.filter((name) => mapDefinition(name).places);
/** Samples that are written at most. */
const samples = z.int().min(1).max(10_000);
const { 'models.traverse': traverse, 'models.interpolate': interpolate, 'models.draw': draw } = modelCalls;
/** Rows that are listed at most; the file and `--json` have all of them. */
const maxListed = 20;

const arrayFile = 'the array file to write';
const anyFile = 'the file to write: an array (.npy), or of pictures a sheet (.png)';
const scale =
  '\nAn array has one row per sample, in the scale that the run was trained on: pictures from 0 to 1; a table as it was\n' +
  "scaled, of which number × scale + offset is the value in the table's own units. Both stand for every feature\n" +
  'under "recipe" in the run.json that `isthmus export` writes.';

/** Commands that put a trained model to use. */
export function addModelCommands(isthmus: Command, program: ProgramFiles): void {
  command(
    isthmus,
    'encode <run> <path>',
    'encode new rows with a run and write their codes, or their positions in a map',
  )
    .requiredOption('--to <file.npy>', arrayFile)
    .option(
      '--map <m>',
      `write their positions in a map of the run: ${placing.join(', ')}`,
      oneOf('--map', mapNames),
    )
    .option('--dim <d>', 'the axes of that map, 2 or 3', axes)
    .option('--follow-links', 'also read what links in the folder lead to outside of it')
    .addHelpText('after', '\nWarns of rows that are unlike those the run was trained on.')
    .action(
      (run: string, path: string, flags: ToFile & { map?: MapName; dim?: 2 | 3; followLinks?: boolean }) =>
        act(
          program,
          flags,
          async ({ client, signal, progress: { task } }) => {
            const { to, map: kind, dim, followLinks: follow_links } = flags;
            if (kind === undefined && dim !== undefined) {
              throw badInput('--dim says how many axes a map has: name the map with --map.');
            }
            const map = kind === undefined ? {} : { map: { to: kind, dim: dim ?? 2 } };
            const source = { path, follow_links };
            const asked = { run: idOf('run', run), source, to, task, ...map };
            const { files, warnings } = await client.call('models.encode', asked, { signal });
            return { files, warnings };
          },
          ({ files, warnings }) => `${fileLines(files)}${warnings.map((warning) => `${warning}\n`).join('')}`,
        ),
    );

  command(isthmus, 'decode <run> <codes.npy>', 'decode codes into samples')
    .requiredOption('--to <file.npy>', arrayFile)
    .addHelpText('after', scale)
    .action((run: string, codes: string, flags: ToFile) =>
      act(
        program,
        flags,
        ({ services, signal }) => services.models.decode(idOf('run', run), codes, flags.to, signal),
        ({ files }) => fileLines(files),
      ),
    );

  command(isthmus, 'reconstruct <run>', 'write the reconstructions of samples by a run')
    .requiredOption('--to <file>', anyFile)
    .option('--order <o>', orders.join(', '), oneOf('--order', orders), 'worst')
    .option('--split <s>', splits.join(', '), oneOf('--split', splits), 'all')
    .option('--count <n>', 'how many', numberOf('--count', samples), 20)
    .addHelpText(
      'after',
      `\nA sheet shows each sample as original, reconstruction and difference (brighter: further off).\n${scale}`,
    )
    .action(
      (
        run: string,
        flags: ToFile & { order: (typeof orders)[number]; split: (typeof splits)[number]; count: number },
      ) =>
        act(
          program,
          flags,
          ({ services }) => {
            const { order, split, count } = flags;
            return services.models.reconstruct(idOf('run', run), { order, split, count }, flags.to);
          },
          ({ files, rows, total }) => {
            const lines = rows
              .slice(0, maxListed)
              .map(({ row, id, label, split, error }) => [
                String(row),
                id,
                label ?? '-',
                split,
                fixed(error, 3),
              ]);
            return [
              fileLines(files),
              table(['row', 'id', 'label', 'split', 'squared error'], lines),
              `${counted(rows.length, 'sample')} of ${count(total)}.\n`,
            ].join('');
          },
        ),
    );

  command(isthmus, 'traverse <run>', 'decode samples while one column of a code moves through its range')
    .requiredOption(
      '--column <c>',
      'the code column, from 0',
      numberOf('--column', traverse.input.shape.column),
    )
    .requiredOption('--to <file>', anyFile)
    .option(
      '--row <r>',
      'the sample whose code is moved, from 0; else the mean code',
      numberOf('--row', traverse.input.shape.row.unwrap()),
    )
    .option('--steps <n>', 'how many samples', numberOf('--steps', traverse.input.shape.steps), 11)
    .addHelpText('after', scale)
    .action((run: string, flags: ToFile & { column: number; row?: number; steps: number }) =>
      act(
        program,
        flags,
        ({ services, signal }) => {
          const { column, row = null, steps } = flags;
          return services.models.traverse(idOf('run', run), { column, row, steps }, flags.to, signal);
        },
        ({ files }) => fileLines(files),
      ),
    );

  command(isthmus, 'interpolate <run>', "decode a linear interpolation between two samples' codes")
    .requiredOption(
      '--from <r>',
      'the sample it starts from, from 0',
      numberOf('--from', interpolate.input.shape.from),
    )
    .requiredOption('--to-row <r>', 'the sample it ends at', numberOf('--to-row', interpolate.input.shape.to))
    .requiredOption('--to <file>', anyFile)
    .option(
      '--steps <n>',
      'how many samples, both ends included',
      numberOf('--steps', interpolate.input.shape.steps),
      11,
    )
    .addHelpText('after', scale)
    .action((run: string, flags: ToFile & { from: number; toRow: number; steps: number }) =>
      act(
        program,
        flags,
        ({ services, signal }) => {
          const { from, toRow: to, steps } = flags;
          return services.models.interpolate(idOf('run', run), { from, to, steps }, flags.to, signal);
        },
        ({ files }) => fileLines(files),
      ),
    );

  command(isthmus, 'sample <run>', 'make new samples from codes drawn at random (variational autoencoders)')
    .requiredOption('--to <file>', anyFile)
    .option('--count <n>', 'how many', numberOf('--count', samples), 16)
    .option('--seed <s>', 'the seed', numberOf('--seed', draw.input.shape.seed), 0)
    .addHelpText('after', scale)
    .action((run: string, flags: ToFile & { count: number; seed: number }) =>
      act(
        program,
        flags,
        ({ services, signal }) => {
          const { count, seed } = flags;
          return services.models.draw(idOf('run', run), { count, seed }, flags.to, signal);
        },
        ({ files }) => fileLines(files),
      ),
    );
}

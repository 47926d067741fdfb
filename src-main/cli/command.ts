import { Command } from 'commander';
import { z } from 'zod';
import type { ProgramFiles } from '../host/program.ts';
import type { ServeOptions } from '../host/serve.ts';
import { addCompare } from './compare.ts';
import { addDatasetCommands } from './datasets.ts';
import { addDoctor } from './doctor.ts';
import { addExport } from './export.ts';
import { addHomeCommands } from './home.ts';
import { addMapCommands } from './maps.ts';
import { addModelCommands } from './models.ts';
import { addResumeCommands } from './resume.ts';
import { addRunCommands } from './runs.ts';
import { addSweepCommands } from './sweeps.ts';
import { addTrashCommands } from './trash.ts';
import { numberOf } from './values.ts';

const port = z.int().min(0).max(65_535);

/** The `isthmus` command with all it can do; each command is an action over one client of the services. */
export function buildCommand(program: ProgramFiles): Command {
  const isthmus = new Command('isthmus')
    .description('A workbench for dimensionality reduction')
    .version(program.version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(plainly(text)) })
    .showHelpAfterError(false)
    .helpCommand(false)
    .addHelpText(
      'after',
      '\n`isthmus setup [--gpu]` prepares this machine; it is run by the launcher itself.',
    );
  addDatasetCommands(isthmus, program);
  addRunCommands(isthmus, program);
  addCompare(isthmus, program);
  addMapCommands(isthmus, program);
  addResumeCommands(isthmus, program);
  addSweepCommands(isthmus, program);
  addExport(isthmus, program);
  addModelCommands(isthmus, program);
  addTrashCommands(isthmus, program);
  addHomeCommands(isthmus, program);
  addDoctor(isthmus, program);
  isthmus
    .command('serve')
    .description('serve the workbench to browsers on this machine')
    .option('--port <n>', 'the port to listen on', numberOf('--port', port))
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--home <dir>', 'where records and arrays are kept')
    .option(
      '--allow-paths <folder...>',
      'the folders of this machine that pages may name files in; with another --host than loopback: none but these',
    )
    .option('--new-token', 'a new token in the address; the one before opens nothing any more')
    .action(async (options: ServeOptions) => {
      const { serveWorkbench } = await import('../host/serve.ts');
      await serveWorkbench(program, options);
    });
  return isthmus;
}

/** Commander's words as a sentence like all others: "error: unknown option '--x'" becomes "Unknown option '--x'." */
function plainly(text: string): string {
  const said = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ');
  const sentence = said.charAt(0).toUpperCase() + said.slice(1);
  return `${sentence.replace(/[.?!)]?$/, (end) => end || '.')}\n`;
}

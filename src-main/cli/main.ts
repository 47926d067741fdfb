/**
 * The command line: one file a group of commands; they call the services as any other way in does. Results go to
 * standard output, all else to standard error.
 */

import { CommanderError } from 'commander';
import { toIsthmusError } from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { buildCommand } from './command.ts';

/** Does what the arguments ask; sets the exit status: 0, 1 for a user's mistake, 2 for ours, 130 after Ctrl+C. */
export async function runCommand(program: ProgramFiles): Promise<void> {
  try {
    await buildCommand(program).parseAsync();
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      // Commander has said it already.
      process.exitCode = thrown.exitCode === 0 ? 0 : 1;
      return;
    }
    const error = toIsthmusError(thrown);
    process.stderr.write(`${error.message.replace(/\s*\n\s*/g, ' ')}\n`);
    process.exitCode = error.code === 'cancelled' ? 130 : error.isUsers ? 1 : 2;
  }
}

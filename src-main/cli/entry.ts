import { CommanderError } from 'commander';
import { toIsthmusError } from '../contract/index.ts';
import { programOf } from '../host/program.ts';
import { buildCommand } from './command.ts';

try {
  await buildCommand(programOf(import.meta)).parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError) {
    process.exitCode = thrown.exitCode === 0 ? 0 : 1;
  } else {
    const error = toIsthmusError(thrown);
    process.stderr.write(`${error.message.replace(/\s*\n\s*/g, ' ')}\n`);
    process.exitCode = error.code === 'cancelled' ? 130 : error.isUsers ? 1 : 2;
  }
}

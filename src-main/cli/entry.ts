import { programOf } from '../host/program.ts';
import { runCommand } from './main.ts';

await runCommand(programOf(import.meta));

import { programFilesOf } from '../host/program.ts';
import { runCommand } from './main.ts';

await runCommand(programFilesOf(import.meta));

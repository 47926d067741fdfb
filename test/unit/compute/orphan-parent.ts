import { join } from 'node:path';
import { nodeFork } from '../../../src-main/compute/supervisor/index.ts';

/** Starts a compute process, prints its number, and lives until it is killed. */
const fork = nodeFork(join(import.meta.dirname, 'orphan.ts'));
fork('reader', (text) => process.stderr.write(text), 'one').onMessage((pid) =>
  process.stdout.write(`${String(pid)}\n`),
);
setInterval(() => undefined, 1_000);

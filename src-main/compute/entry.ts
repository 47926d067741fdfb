/**
 * A compute process: it takes one job after another from its parent and answers by messages; big data goes by files.
 * `jobs` holds one file a job, `export` the files it writes for others, `supervisor` the side of the parent.
 */

import { constants, setPriority } from 'node:os';
import { jobs } from './jobs/index.ts';
import { connectParent } from './parent.ts';
import { work } from './worker.ts';

// What TensorFlow says of its own health at start is no news to anyone.
process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';

// The page and the main side come first: training takes what they leave.
try {
  setPriority(process.pid, constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // A system that does not let a process step back loses smoothness, nothing else.
}

// Ctrl+C in a terminal reaches the whole group: how this process ends is the main side's to say.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

work(connectParent(), jobs);

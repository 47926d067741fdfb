import { constants, setPriority } from 'node:os';
import { jobs } from './jobs/index.ts';
import { connectParent } from './parent.ts';
import { work } from './worker.ts';

// The page and the main side come first: training takes what they leave.
try {
  setPriority(process.pid, constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // A system that does not let a process step back loses smoothness, nothing else.
}

work(connectParent(), jobs);

import { openStore } from '../../../src-main/store/database.ts';
import { claimOwner } from '../../../src-main/store/owners.ts';
import { homePaths } from '../../../src-main/store/paths.ts';

/** A process that uses a home until it is killed; says its owner's id. */
const paths = homePaths(process.argv[2] ?? '');
const owner = claimOwner(openStore(paths.database).write, paths.owners);
process.stdout.write(`${owner.id}\n`);
// Holding on to the owner: what nothing refers to is collected, and its lock let go.
setInterval(() => owner, 1_000);

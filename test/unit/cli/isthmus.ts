import { join } from 'node:path';

/** The command with stand-ins for the jobs. */
const contract = join(import.meta.dirname, '..', '..', 'contract');
process.argv.splice(1, 1, 'isthmus');
const { runCommand } = await import('../../../src-main/cli/main.ts');
await runCommand({
  version: '1.2.3',
  resources: contract,
  pages: contract,
  compute: join(contract, 'stand-in.ts'),
});

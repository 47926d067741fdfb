import { join } from 'node:path';
import { serveWorkbench } from '../../../src-main/host/serve.ts';

/** The browser host as a program of its own, with stand-ins for the jobs; to be killed. */
const root = join(import.meta.dirname, '..', '..', '..');
const contract = join(root, 'test', 'contract');
await serveWorkbench(
  { version: '1.2.3', resources: contract, pages: contract, compute: join(contract, 'stand-in.ts') },
  { home: process.argv[2], port: 0 },
);
process.exit(0);

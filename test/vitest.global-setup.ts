import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * Many tests start the command line, the host or a compute process from its sources. Compiled once and kept, they start
 * in half the time: Node looks there itself, also for what changed since.
 */
export default function setUp(): void {
  process.env['NODE_COMPILE_CACHE'] ??= join(root, 'node_modules', '.cache', 'compiled');
  // A compute process is killed in the end, and would never keep what it compiled.
  for (const entry of ['test/contract/stand-in.ts', 'src-main/compute/entry.ts']) {
    const load = `await import(${JSON.stringify(join(root, entry))}).catch(() => {}); process.exit()`;
    spawnSync(process.execPath, ['--input-type=module', '--eval', load], { stdio: 'ignore' });
  }
}

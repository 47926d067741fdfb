import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

/** Where the program's own parts are, built or not. */
export interface ProgramFiles {
  version: string;
  /** The folder with the sample dataset. */
  resources: string;
  /** The built renderer. */
  pages: string;
  /** The compute process's entry. */
  compute: string;
}

/**
 * Finds the program's parts from one of its entries.
 * @param entry the entry's `import.meta`; entries are two folders below the root, built (`out/main`) or not (`src-main/host`)
 */
export function programFilesOf(entry: { dirname: string; filename: string }): ProgramFiles {
  const root = resolve(entry.dirname, '..', '..');
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  return {
    version: z.object({ version: z.string() }).parse(JSON.parse(text)).version,
    resources: join(root, 'resources'),
    pages: join(root, 'out', 'renderer'),
    compute: entry.filename.endsWith('.ts')
      ? join(root, 'src-main', 'compute', 'entry.ts')
      : join(entry.dirname, 'compute.js'),
  };
}

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../store/processes.ts';

/** The process that a folder is of is in its name, so that others can tell when it is nobody's any more. */
const folderName = /^isthmus-graph-(\d+)-/;

let swept = false;

/**
 * Lays a graph down as a file, which is how tfjs-node takes it, and takes it away once it is loaded. The first time a process
 * does so it also removes what processes left that were killed meanwhile.
 * @param load is given the folder of `saved_model.pb`
 */
export function withGraphFolder<T>(graph: Uint8Array, load: (folder: string) => T): T {
  if (!swept) sweep();
  swept = true;
  const folder = mkdtempSync(join(tmpdir(), `isthmus-graph-${process.pid}-`));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), graph);
    return load(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sweep(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = folderName.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // Another user's.
    }
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Recorded } from '../../../src-main/services/recorded.ts';
import type { HomePaths } from '../../../src-main/store/paths.ts';

/** Files as they lie in a home, without records. */
export function onDisk(paths: HomePaths): Recorded {
  const filesIn = (folder: string): ReturnType<Recorded['ofRun']> => ({
    has: (name) => existsSync(join(folder, name)),
    pathOf: (name) => join(folder, name),
  });
  return {
    ofDataset: ({ id }) => filesIn(join(paths.datasets, id)),
    ofRun: ({ id }) => filesIn(join(paths.runs, id)),
  };
}

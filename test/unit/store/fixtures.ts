import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore, type Store } from '../../../src-main/store/database.ts';
import { makeHome, type HomePaths } from '../../../src-main/store/paths.ts';

/** A home that goes when its test has ended, with its records open. */
export function openHome(): { paths: HomePaths; store: Store } {
  const root = mkdtempSync(join(tmpdir(), 'isthmus-store-'));
  const paths = makeHome(root);
  const store = openStore(paths.database);
  onTestFinished(() => {
    store.close();
    rmSync(root, { recursive: true, force: true });
  });
  return { paths, store };
}

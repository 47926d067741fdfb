import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { checkoutLock, withLock } from './lock.mjs';
import { preparePackages } from './packages.mjs';
import { at, findNode, root } from './paths.mjs';
import { run, tail } from './run.mjs';
import { giveUp, SetupError, step } from './say.mjs';
import { fingerprint } from './stale.mjs';

const sources = [
  'src-main',
  'src-renderer',
  'resources',
  'electron.vite.config.ts',
  'svelte.config.js',
  'tsconfig.base.json',
  'package.json',
  'node_modules/.isthmus/packages',
].map((path) => at(path));
const stamp = at('out', '.built');

/** Whether `out/` was built from the files there are. */
export function isBuilt() {
  try {
    return readFileSync(stamp, 'utf8') === fingerprint(root, sources);
  } catch {
    return false;
  }
}

/**
 * Builds every way in when something changed since the last build. The stamp is removed first and written
 * last, so that a build that was broken off is done again.
 *
 * @param {{force?: boolean}} [options]
 */
export async function prepareBuild({ force = false } = {}) {
  if (!force && isBuilt()) return;
  await withLock(
    checkoutLock('build'),
    async () => {
      if (!force && isBuilt()) return;
      await step('Building', async () => {
        rmSync(stamp, { force: true });
        const before = fingerprint(root, sources);
        const result = await run(findNode().path, [
          at('node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
          'build',
        ]);
        if (result.code !== 0) throw new SetupError(`The build failed.\n${tail(result.output, 30)}`);
        mkdirSync(at('out'), { recursive: true });
        writeFileSync(stamp, before);
      });
    },
    { children: true },
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  preparePackages()
    .then(() => prepareBuild({ force: true }))
    .catch(giveUp);
}

import { existsSync } from 'node:fs';
import { prepareBrowser } from './browser.mjs';
import { prepareBuild } from './build.mjs';
import { displayHere, prepareElectron } from './electron.mjs';
import { at } from './paths.mjs';
import { toolEnv } from './run.mjs';
import { SetupError } from './say.mjs';
import { statusFile } from './status.mjs';
import { appEnv } from './tensorflow.mjs';

export const vitest = at('node_modules', 'vitest', 'vitest.mjs');
export const playwright = at('node_modules', '@playwright', 'test', 'cli.js');

/** What every test finds in its environment. @returns {NodeJS.ProcessEnv} */
export const testEnv = () => ({
  ...toolEnv(),
  ...appEnv(),
  ISTHMUS_STATUS: statusFile,
  PATH: toolEnv().PATH,
});

/** Where the browser tests find what they drive. @typedef {{ISTHMUS_CHROMIUM: string, ISTHMUS_ELECTRON: string}} Driven */

/**
 * Finds or fetches what the browser tests drive, and builds.
 *
 * @returns {Promise<Driven>}
 * @throws {SetupError} where there is no browser or the build fails
 */
export async function prepareDriven() {
  const electron = displayHere() ? await prepareElectron() : null;
  const browser = await prepareBrowser();
  if (!browser) throw new SetupError('No Chromium or Chrome was found and none could be fetched.');
  await prepareBuild();
  return { ISTHMUS_CHROMIUM: browser, ISTHMUS_ELECTRON: electron ?? '' };
}

/**
 * Which runner each path given to `npm test` is for.
 *
 * @param {string[]} paths relative to the checkout
 * @param {(path: string) => boolean} [exists]
 * @returns {{unit: string[], e2e: string[]}}
 * @throws {SetupError} naming the first that is no path of a test
 */
export function sortPaths(paths, exists = (path) => existsSync(at(path))) {
  /** @type {{unit: string[], e2e: string[]}} */
  const sorted = { unit: [], e2e: [] };
  for (const given of paths) {
    const path = given.replaceAll('\\', '/').replace(/^\.\//, '');
    const part = /^test\/(unit|contract|e2e)(\/|$)/.exec(path)?.[1];
    if (!part || !exists(path)) {
      throw new SetupError(
        `${given} is no test: give files or folders of test/unit, test/contract or test/e2e. ` +
          "A runner's own options go to `npm run test:unit -- ...` or `npm run test:e2e -- ...`.",
      );
    }
    sorted[part === 'e2e' ? 'e2e' : 'unit'].push(path);
  }
  return sorted;
}

/**
 * What vitest is asked for by `npm run test:unit` and `npm run test:watch`: slow tests are left out unless they are
 * asked for by name.
 *
 * @param {'run' | 'watch'} mode
 * @param {string[]} args the user's
 */
export const vitestArguments = (mode, args) => [
  vitest,
  mode,
  ...(args.some((argument) => argument.includes('.slow.test.ts')) ? [] : ['--project', '!slow']),
  ...args,
];

import { existsSync, readFileSync } from 'node:fs';
import { at, findNode, versionOf } from './paths.mjs';
import { forgetFailure, rememberedFailure, rememberFailure } from './memo.mjs';
import { run, toolEnv } from './run.mjs';
import { say, step } from './say.mjs';
import { keepPart, missing, ready } from './status.mjs';
import { shortProblem } from './tf-official.mjs';

const minutes = 10;
const failureName = 'electron';

/**
 * Whether a window can be shown.
 *
 * @param {{platform: string, env: Record<string, string | undefined>}} machine
 */
export const hasDisplay = ({ platform, env }) =>
  platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);

/** Whether this machine can show a window. */
export const displayHere = () => hasDisplay({ platform: process.platform, env: process.env });

/** Whether we are root, to whom Electron refuses its own sandbox: it is what containers run as. */
export const runsAsRoot = () => process.platform === 'linux' && process.getuid?.() === 0;

/** Electron's program, or null where it was not fetched; the same test as its own package makes. */
function findElectron() {
  try {
    const folder = at('node_modules', 'electron');
    const place = `${folder}/dist/${readFileSync(`${folder}/path.txt`, 'utf8')}`;
    const fetched = readFileSync(`${folder}/dist/version`, 'utf8').replace(/^v/, '').trim();
    return fetched === versionOf('electron') && existsSync(place) ? place : null;
  } catch {
    return null;
  }
}

/**
 * Fetches Electron's program with its package's own script, which compares the checksums the package brings.
 *
 * @param {{again?: boolean}} [options] `again`: try even what failed within the last day
 * @returns {Promise<string | null>} the program, or null where it cannot be had
 */
export async function prepareElectron({ again = false } = {}) {
  const there = findElectron();
  if (there) return done(there);
  const known = again ? null : rememberedFailure(failureName);
  let why = known;
  if (!known) {
    const result = await step('Fetching Electron', (progress) =>
      run(findNode().path, [at('node_modules', 'electron', 'install.js')], {
        // The script downloads with `fetch`, which looks for a proxy only when told to.
        env: { ...toolEnv(), NODE_USE_ENV_PROXY: '1' },
        seconds: minutes * 60,
        onLine: (line) => progress(/(\d+%)/.exec(line)?.[1] ?? 'at work'),
      }),
    );
    const fetched = findElectron();
    if (fetched) return done(fetched);
    why = result.timedOut ? `it took more than ${minutes} minutes` : fetchProblem(result.output);
    rememberFailure(failureName, why);
    say(`  Electron could not be fetched (${why}): the workbench opens in the browser.`);
  }
  keepPart('electron', missing(`Electron could not be fetched (${why}).`, 'npx isthmus setup'));
  return null;
}

/**
 * Why the package's script failed. It prints no cause of a connection that could not be made.
 *
 * @param {string} output
 */
export const fetchProblem = (output) =>
  /fetch failed/.test(output) ? 'its download server could not be reached' : shortProblem(output);

/** @param {string} program */
function done(program) {
  forgetFailure(failureName);
  keepPart('electron', ready({ version: versionOf('electron') }));
  return program;
}

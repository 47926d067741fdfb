import { parseArgs } from 'node:util';
import { prepareBuild } from './build.mjs';
import { displayHere, prepareElectron, runsAsRoot } from './electron.mjs';
import { openBrowser } from './open.mjs';
import { preparePackages } from './packages.mjs';
import { at, findNode } from './paths.mjs';
import { handOver } from './run.mjs';
import { giveUp, say, SetupError } from './say.mjs';
import { statusFile } from './status.mjs';
import { appEnv, prepareTensorflow } from './tensorflow.mjs';

const usage =
  'npm start -- [--browser] [--port N] [--host ADDRESS] [--allow-paths FOLDER] [--new-token] [--home DIR] [--no-open]';

/** @param {string[]} args */
function readArguments(args) {
  try {
    return parseArgs({
      args,
      options: {
        browser: { type: 'boolean', default: false },
        'no-open': { type: 'boolean', default: false },
        port: { type: 'string' },
        host: { type: 'string' },
        'allow-paths': { type: 'string', multiple: true, default: [] },
        'new-token': { type: 'boolean', default: false },
        home: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new SetupError(`${/** @type {Error} */ (error).message}\nUse: ${usage}`);
  }
}

/**
 * Whether Electron ended because the system cannot run it (a library or a sandbox is missing), and not because
 * somebody ended it.
 *
 * @param {number} code
 * @param {number} milliseconds how long it ran
 */
const couldNotStart = (code, milliseconds) =>
  milliseconds < 5000 && (code === 127 || code === 133 || code === 134 || code === 139);

/**
 * `npm start`: prepares what is missing, then opens the desktop window, or serves the workbench where there is
 * no Electron or no display for it.
 *
 * @returns {Promise<number>} the program's exit status
 */
async function start() {
  const options = readArguments(process.argv.slice(2));
  await preparePackages();
  const wantsWindow = !options.browser && options.port === undefined && displayHere();
  const electron = wantsWindow ? await prepareElectron() : null;
  await prepareTensorflow();
  await prepareBuild();

  const env = { ...appEnv(), ISTHMUS_STATUS: statusFile };
  const home = options.home === undefined ? [] : ['--home', options.home];
  if (electron) {
    const asRoot = runsAsRoot() ? ['--no-sandbox'] : [];
    const begun = Date.now();
    const code = await handOver(electron, [...asRoot, at(), ...home], { env });
    if (!couldNotStart(code, Date.now() - begun)) return code;
    say(`The window could not be opened (status ${code}): the workbench opens in the browser instead.`);
  }

  const given = Object.entries({ port: options.port, host: options.host }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  const allowed = options['allow-paths'].flatMap((folder) => ['--allow-paths', folder]);
  const renewed = options['new-token'] ? ['--new-token'] : [];
  const args = [at('out', 'main', 'host.js'), ...given, ...allowed, ...renewed, ...home];
  return handOver(findNode().path, args, {
    env,
    onLine: (line) => {
      const address = /^Isthmus is ready: (\S+)/.exec(line)?.[1];
      if (!address) return;
      if (!options['no-open']) openBrowser(address);
      say('Ctrl+C ends it.');
    },
  });
}

start().then((code) => (process.exitCode = code), giveUp);

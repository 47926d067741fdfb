import { parseArgs } from 'node:util';
import { prepareBuild } from './build.mjs';
import { displayHere, prepareElectron } from './electron.mjs';
import { openBrowser } from './open.mjs';
import { preparePackages } from './packages.mjs';
import { at, findNode } from './paths.mjs';
import { handOver } from './run.mjs';
import { giveUp, say, SetupError } from './say.mjs';
import { statusFile } from './status.mjs';
import { appEnv, prepareTensorflow } from './tensorflow.mjs';

const usage = 'npm start -- [--browser] [--port N] [--host ADDRESS] [--home DIR] [--no-open]';

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
        home: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new SetupError(`${/** @type {Error} */ (error).message}\nUse: ${usage}`);
  }
}

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
  if (electron) return handOver(electron, [at(), ...home], { env });

  const given = Object.entries({ port: options.port, host: options.host }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return handOver(findNode().path, [at('out', 'main', 'host.js'), ...given, ...home], {
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

import { parseArgs } from 'node:util';
import { prepareBuild } from './build.mjs';
import { displayHere, prepareElectron, runsAsRoot } from './electron.mjs';
import { preparePackages } from './packages.mjs';
import { at, findNode } from './paths.mjs';
import { handOver, toolEnv } from './run.mjs';
import { giveUp } from './say.mjs';
import { statusFile } from './status.mjs';
import { appEnv, prepareTensorflow } from './tensorflow.mjs';

/** `npm run dev [-- --browser]`: hot reload, in the window or in the browser as `npm start` would choose. */
async function dev() {
  const { values } = parseArgs({
    options: { browser: { type: 'boolean', default: false }, home: { type: 'string' } },
  });
  await preparePackages();
  const electron = !values.browser && displayHere() ? await prepareElectron() : null;
  await prepareTensorflow();
  const env = {
    ...toolEnv(),
    ...appEnv(),
    PATH: toolEnv().PATH,
    ISTHMUS_STATUS: statusFile,
    ...(values.home === undefined ? {} : { ISTHMUS_HOME: values.home }),
  };
  if (electron) {
    const asRoot = runsAsRoot() ? ['--noSandbox'] : [];
    return handOver(
      findNode().path,
      [at('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'dev', '--watch', ...asRoot],
      { env, cwd: at() },
    );
  }
  await prepareBuild();
  return handOver(findNode().path, [at('src-main', 'setup', 'dev-browser.mjs')], { env, cwd: at() });
}

dev().then((code) => (process.exitCode = code), giveUp);

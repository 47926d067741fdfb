import { existsSync, readdirSync } from 'node:fs';
import { prepareBrowser } from './browser.mjs';
import { prepareBuild } from './build.mjs';
import { preparePackages } from './packages.mjs';
import { at, findNode } from './paths.mjs';
import { handOver } from './run.mjs';
import { giveUp, say, SetupError } from './say.mjs';
import { statusFile } from './status.mjs';
import { appEnv, prepareTensorflow } from './tensorflow.mjs';

/** `npm run bench [-- NAME...]`: the programs of `test/bench` in turn, or those whose names hold a given word. */
async function bench() {
  const asked = process.argv.slice(2);
  const folder = at('test', 'bench');
  const files = (existsSync(folder) ? readdirSync(folder) : [])
    .filter(
      (name) => /\.(mjs|ts)$/.test(name) && (!asked.length || asked.some((word) => name.includes(word))),
    )
    .sort();
  if (!files.length) throw new SetupError('test/bench has no benchmark of that name.');
  await preparePackages();
  await prepareTensorflow();
  await prepareBuild();
  const env = { ...appEnv(), ISTHMUS_STATUS: statusFile, ISTHMUS_CHROMIUM: (await prepareBrowser()) ?? '' };
  let worst = 0;
  for (const file of files) {
    say(file);
    worst = Math.max(worst, await handOver(findNode().path, [at('test', 'bench', file)], { env, cwd: at() }));
  }
  return worst;
}

bench().then((code) => (process.exitCode = code), giveUp);

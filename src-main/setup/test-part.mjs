import { preparePackages } from './packages.mjs';
import { at, findNode } from './paths.mjs';
import { handOver } from './run.mjs';
import { playwright, prepareDriven, testEnv, vitestArguments } from './runners.mjs';
import { giveUp, SetupError } from './say.mjs';
import { prepareTensorflow } from './tensorflow.mjs';

/**
 * `npm run test:unit`, `test:watch` and `test:e2e [-- ARGUMENTS]`: set-up, then one runner, which has the terminal to
 * itself and takes its own arguments.
 *
 * @param {string | undefined} part
 * @param {string[]} args
 */
async function testPart(part, args) {
  if (part !== 'unit' && part !== 'watch' && part !== 'e2e') {
    throw new SetupError(`There is no part of the tests called ${part}: use unit, watch or e2e.`);
  }
  await preparePackages();
  await prepareTensorflow();
  if (part === 'e2e') {
    const env = { ...testEnv(), ...(await prepareDriven()) };
    return handOver(findNode().path, [playwright, 'test', ...args], { env, cwd: at() });
  }
  const mode = part === 'unit' ? 'run' : 'watch';
  return handOver(findNode().path, vitestArguments(mode, args), { env: testEnv(), cwd: at() });
}

testPart(process.argv[2], process.argv.slice(3)).then((code) => (process.exitCode = code), giveUp);

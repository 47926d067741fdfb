import { pathToFileURL } from 'node:url';
import { preparePackages } from './packages.mjs';
import { at, findNode } from './paths.mjs';
import { run } from './run.mjs';
import { giveUp, SetupError } from './say.mjs';

const tool = (/** @type {string[]} */ ...path) => at('node_modules', ...path);

/** The commands of each check; a check passes when all of them do. @type {Record<string, string[][]>} */
const commands = {
  format: [[tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level', 'warn', '.']],
  lint: [[tool('eslint', 'bin', 'eslint.js'), '--max-warnings', '0', '.']],
  typecheck: [
    [tool('typescript', 'bin', 'tsc'), '--build'],
    [
      tool('svelte-check', 'bin', 'svelte-check'),
      '--tsconfig',
      'src-renderer/tsconfig.svelte.json',
      '--fail-on-warnings',
      '--output',
      'human',
    ],
  ],
  imports: [
    [
      tool('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      'src-main',
      'src-renderer',
    ],
  ],
  unused: [[tool('knip', 'bin', 'knip.js')]],
};

/** The checks' names, in the order they are made. */
export const checks = Object.keys(commands);

/**
 * Makes one check with the Node the program runs on.
 *
 * @param {string} name
 * @returns {Promise<{passed: boolean, output: string}>}
 */
export async function check(name) {
  const outputs = [];
  let passed = true;
  for (const command of commands[name] ?? []) {
    const result = await run(findNode().path, command);
    if (result.code === 0) continue;
    passed = false;
    outputs.push(result.output);
  }
  return { passed, output: outputs.join('\n') };
}

/** `node checks.mjs [format|lint|typecheck|imports|unused]...`: those named, or all. */
async function main() {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !commands[name]);
  if (unknown) throw new SetupError(`There is no check called ${unknown}: use ${checks.join(', ')}.`);
  await preparePackages();
  for (const name of asked.length ? asked : checks) {
    const { passed, output } = await check(name);
    process.stdout.write(passed ? `${name}: passed\n` : `${output}\n${name}: failed\n`);
    if (!passed) process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main().catch(giveUp);

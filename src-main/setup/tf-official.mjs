import { copyFileSync, cpSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { at } from './paths.mjs';
import { run, tail, toolEnv } from './run.mjs';

const minutes = 20;

/**
 * Copies what tfjs-node needs to be built and loaded from elsewhere, so that the package in `node_modules` is
 * never half changed.
 *
 * @param {string} folder
 */
export function copyPackage(folder) {
  const from = at('node_modules', '@tensorflow', 'tfjs-node');
  mkdirSync(folder, { recursive: true });
  for (const part of ['package.json', 'binding.gyp', 'binding', 'scripts', 'dist']) {
    cpSync(join(from, part), join(folder, part), { recursive: true });
  }
}

/**
 * The first way: tfjs-node's own installer, which takes libtensorflow and a ready binding from the project's
 * official storage.
 *
 * @param {{folder: string, kind: import('./tf-choose.mjs').Kind, node: {path: string, headers: string | null}, progress: (note: string) => void}} build
 * @returns {Promise<{problem: string | null, checksum: null}>} that storage publishes no checksums
 */
export async function fromOfficialStorage({ folder, kind, node, progress }) {
  const env = toolEnv();
  // The installer names `node` and `node-pre-gyp`, and has its dependencies where we have ours.
  const separator = process.platform === 'win32' ? ';' : ':';
  const result = await run(node.path, ['scripts/install.js', kind, 'download'], {
    cwd: folder,
    env: {
      ...env,
      PATH: `${dirname(node.path)}${separator}${env.PATH}`,
      NODE_PATH: at('node_modules'),
      ...(node.headers ? { npm_config_nodedir: node.headers } : {}),
    },
    seconds: minutes * 60,
    onLine: (line) => progress(/(\d+%)/.exec(line)?.[1] ?? 'at work'),
  });
  if (result.timedOut) return { problem: `it took more than ${minutes} minutes`, checksum: null };
  if (result.code !== 0 || !existsSync(join(folder, 'lib'))) {
    return { problem: shortProblem(result.output), checksum: null };
  }
  stageDll(folder);
  return { problem: null, checksum: null };
}

/** From the surest signs of a cause to the vaguest. */
const signs = [
  /ENOTFOUND|ECONN\w+|EAI_AGAIN|ETIMEDOUT|ENOSPC|EACCES/,
  /^(ERROR|E:|\w*Error:)/,
  /[Ee]rror|HTTP/,
];

/** The one line of an output that names the cause. @param {string} output */
export function shortProblem(output) {
  const lines = output.split(/[\r\n]+/).filter((line) => !/Warning|^\s*at /.test(line));
  const found = signs.map((sign) => lines.find((line) => sign.test(line))).find((line) => line !== undefined);
  return (found ?? tail(output, 1)).trim().slice(0, 200);
}

/**
 * On Windows the library must lie beside the binding; the installer leaves a link that would not survive the
 * folder's renaming.
 *
 * @param {string} folder
 */
function stageDll(folder) {
  if (process.platform !== 'win32') return;
  const dll = join(folder, 'deps', 'lib', 'tensorflow.dll');
  if (existsSync(dll)) copyFileSync(dll, join(folder, 'lib', 'napi-v8', 'tensorflow.dll'));
}

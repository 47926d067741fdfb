import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { at } from './paths.mjs';
import { run } from './run.mjs';

/**
 * What every process that loads TensorFlow is started with: no chatter on standard error, and, for a GPU
 * build, the CUDA libraries where the loader looks.
 *
 * @param {string} folder the cached build, holding `deps` and `lib`
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function tensorflowEnv(folder, env = process.env) {
  const quiet = { ...env, TF_CPP_MIN_LOG_LEVEL: env.TF_CPP_MIN_LOG_LEVEL ?? '2' };
  const cuda = join(folder, 'deps', 'cuda');
  if (!existsSync(cuda)) return quiet;
  const name = process.platform === 'win32' ? 'PATH' : 'LD_LIBRARY_PATH';
  return { ...quiet, [name]: [cuda, env[name]].filter(Boolean).join(delimiter) };
}

/** Multiplies two matrices whose product is known, through the whole of tfjs-node. */
const program = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value == null;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
const product = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]])).dataSync();
if (tf.getBackend() !== 'tensorflow' || String([...product]) !== '19,22,43,50') throw new Error('got ' + [...product]);
console.log(tf.backend().binding.TF_Version);
`;

/**
 * Loads TensorFlow from a folder in a process of its own and multiplies two matrices.
 *
 * @param {string} node the Node to do it with
 * @param {string} folder a copy of the tfjs-node package with `deps` and `lib`
 * @returns {Promise<{version: string, problem: null} | {version: null, problem: string}>}
 */
export async function tryTensorflow(node, folder) {
  const result = await run(node, ['-e', program, folder], {
    env: { ...tensorflowEnv(folder), NODE_PATH: at('node_modules') },
    seconds: 120,
  });
  const version = /^\d+\.\d+\.\d+\S*/m.exec(result.output)?.[0] ?? 'unknown';
  if (result.code === 0) return { version, problem: null };
  const problem =
    result.output.split('\n').find((line) => /error|cannot/i.test(line)) ?? result.output.trim();
  return {
    version: null,
    problem: result.timedOut ? 'it did not answer within two minutes' : problem.trim().slice(0, 300),
  };
}

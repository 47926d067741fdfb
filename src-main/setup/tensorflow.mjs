import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isAlive, withLock } from './lock.mjs';
import { forgetFailure, rememberedFailure, rememberFailure } from './memo.mjs';
import { at, cache, findNode, versionOf } from './paths.mjs';
import { run } from './run.mjs';
import { say, SetupError, step } from './say.mjs';
import { keepPart, missing, ready } from './status.mjs';
import { tensorflowEnv, tryTensorflow } from './tf-check.mjs';
import { cacheName, chooseKind, readGpu } from './tf-choose.mjs';
import { isLinked, link } from './tf-link.mjs';
import { copyPackage, fromOfficialStorage } from './tf-official.mjs';
import { fromWheel } from './tf-wheel.mjs';

/** @typedef {import('./tf-choose.mjs').Kind} Kind */
/** @typedef {{kind: Kind, source: string, version: string, checksum: string | null}} Build */

/** Rises when what we put in a cached build changes, so that older ones are made anew. */
const recipe = 1;
const packageFolder = at('node_modules', '@tensorflow', 'tfjs-node');
const shelf = join(cache, 'tensorflow');
const kindFile = join(shelf, 'kind');

/** The kind this machine was set up for. @returns {Kind} */
const keptKind = () => (existsSync(kindFile) && readFileSync(kindFile, 'utf8') === 'gpu' ? 'gpu' : 'cpu');

/** @param {Kind} kind */
const buildFolder = (kind) =>
  join(
    shelf,
    cacheName({
      kind,
      platform: process.platform,
      arch: process.arch,
      tfjs: versionOf('@tensorflow/tfjs-node'),
      recipe,
    }),
  );

/** @param {string} folder @returns {Build | null} */
function readBuild(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'build.json'), 'utf8'));
  } catch {
    return null;
  }
}

/** The environment for whatever may load TensorFlow. @returns {NodeJS.ProcessEnv} */
export const appEnv = () => tensorflowEnv(buildFolder(keptKind()));

/** Removes what set-ups that were broken off left on the shelf. */
function sweep() {
  if (!existsSync(shelf)) return;
  for (const name of readdirSync(shelf)) {
    const pid = /\.(\d+)\.tmp$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(join(shelf, name), { recursive: true, force: true });
  }
}

/** The ways to a build, in the order they are tried. */
const ways = [
  {
    source: 'found in this checkout',
    title: 'Keeping the TensorFlow found in this checkout for all clones',
    make: fromCheckout,
  },
  {
    source: 'official storage',
    title: "Fetching TensorFlow with tfjs-node's installer",
    make: fromOfficialStorage,
  },
  {
    source: 'wheel',
    title: "Taking TensorFlow out of its Python wheel and compiling tfjs-node's binding",
    make: fromWheel,
  },
];

/** Whether the package holds libraries of its own; links are ours, and lead to a cache that may go away. */
const checkoutHasOwn = () =>
  ['deps', 'lib'].every((part) =>
    lstatSync(join(packageFolder, part), { throwIfNoEntry: false })?.isDirectory(),
  ) && existsSync(join(packageFolder, 'deps', 'lib'));

/**
 * What somebody installed into `node_modules` by hand; one that does not work is passed over by the check.
 *
 * @param {{folder: string, kind: Kind}} build
 * @returns {Promise<import('./tf-wheel.mjs').Outcome>}
 */
async function fromCheckout({ folder }) {
  for (const part of [join('deps', 'lib'), 'lib']) {
    cpSync(join(packageFolder, part), join(folder, part), { recursive: true, verbatimSymlinks: true });
  }
  return { problem: null, checksum: null };
}

/**
 * Makes a build under a temporary name, and gives it its own once it has multiplied two matrices.
 *
 * @param {Kind} kind
 * @returns {Promise<string[]>} why each way failed; empty when a build is in place
 */
async function make(kind) {
  const target = buildFolder(kind);
  const node = findNode();
  const problems = [];
  mkdirSync(shelf, { recursive: true });
  for (const way of ways) {
    if (way.make === fromCheckout && (kind !== 'cpu' || !checkoutHasOwn())) continue;
    const folder = `${target}.${process.pid}.tmp`;
    rmSync(folder, { recursive: true, force: true });
    const problem = await step(way.title, async (progress) => {
      copyPackage(folder);
      const made = await way.make({ folder, kind, node, progress });
      if (made.problem !== null) return made.problem;
      progress('checking');
      const trial = await tryTensorflow(node.path, folder);
      if (trial.problem !== null) return `it does not load: ${trial.problem}`;
      keep(folder, target, { kind, source: way.source, version: trial.version, checksum: made.checksum });
      return null;
    });
    if (problem === null) return [];
    say(`  This way failed: ${problem}`);
    problems.push(`${way.source}: ${problem}`);
    rmSync(folder, { recursive: true, force: true });
  }
  return problems;
}

/**
 * @param {string} folder
 * @param {string} target
 * @param {Build} build
 */
function keep(folder, target, build) {
  for (const name of readdirSync(folder)) {
    if (name !== 'deps' && name !== 'lib') rmSync(join(folder, name), { recursive: true, force: true });
  }
  writeFileSync(join(folder, 'build.json'), `${JSON.stringify(build, null, 2)}\n`);
  rmSync(target, { recursive: true, force: true });
  renameSync(folder, target);
  say(
    build.checksum
      ? `  Its checksum is the one its source publishes (${build.checksum})`
      : '  Its source publishes no checksum to compare with',
  );
}

/**
 * Makes TensorFlow loadable in this checkout. Where none can be had the app still starts, and says so.
 *
 * @param {{again?: boolean, kind?: Kind}} [options] `again`: try even what failed within the last day
 * @returns {Promise<boolean>} whether TensorFlow can be loaded
 */
export async function prepareTensorflow({ again = false, kind = keptKind() } = {}) {
  const folder = buildFolder(kind);
  const name = `tensorflow-${kind}`;
  sweep();
  if (!readBuild(folder)) {
    const known = again ? null : rememberedFailure(name);
    const problems = known
      ? [known]
      : await withLock(`${folder}.lock`, async () => (readBuild(folder) ? [] : await make(kind)));
    if (problems.length) {
      const why = problems.join('; ');
      rememberFailure(name, why);
      keepPart('tensorflow', missing(`TensorFlow could not be prepared (${why}).`, 'npx isthmus setup'));
      say(
        'TensorFlow is missing: what was kept can be opened, nothing can be trained. `npx isthmus setup` tries again.',
      );
      return false;
    }
    forgetFailure(name);
  }
  const build = /** @type {Build} */ (readBuild(folder));
  if (!isLinked(packageFolder, folder)) link(packageFolder, folder);
  if (kind !== keptKind()) writeFileSync(kindFile, kind);
  keepPart('tensorflow', ready({ ...build, folder }));
  return true;
}

/** The kind to prepare, or the sentence that says why it cannot be. @param {boolean} askedForGpu @returns {Promise<Kind>} */
export async function decideKind(askedForGpu) {
  const smi = askedForGpu ? await run('nvidia-smi', [], { seconds: 20 }) : null;
  const gpu = smi?.code === 0 ? readGpu(smi.output) : null;
  const choice = chooseKind({ askedForGpu, platform: process.platform, arch: process.arch, gpu });
  if (choice.kind === null) throw new SetupError(choice.refusal);
  return choice.kind;
}

import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { checkoutLock, withLock } from './lock.mjs';
import { at, nodePackage, notes } from './paths.mjs';
import { run, tail } from './run.mjs';
import { SetupError, step } from './say.mjs';

/** @typedef {Record<string, {version?: string, optional?: boolean, link?: boolean}>} LockedPackages */

const stampFile = `${notes}/packages`;

/** What the installed packages must come from: the lock file, on this platform. */
const wanted = () =>
  createHash('sha256')
    .update(readFileSync(at('package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');

/**
 * Whether what npm wrote down about the installed packages agrees with the lock file, so that an `npm ci`
 * which somebody ran by hand is not run again.
 *
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed
 */
export function lockAgrees(locked, installed) {
  const names = Object.keys(locked).filter((name) => name !== '');
  return (
    names.every((name) =>
      installed[name] ? installed[name].version === locked[name]?.version : locked[name]?.optional,
    ) && Object.keys(installed).every((name) => locked[name])
  );
}

function installedByHand() {
  try {
    const packages = (/** @type {string} */ path) => JSON.parse(readFileSync(at(path), 'utf8')).packages;
    const node = nodePackage(process.platform, process.arch);
    return (
      lockAgrees(packages('package-lock.json'), packages('node_modules/.package-lock.json')) &&
      (!node || existsSync(at('node_modules', node)))
    );
  } catch {
    return false;
  }
}

/** Whether the packages of the lock file are in place; costs a few milliseconds. */
function packagesAreCurrent() {
  try {
    return readFileSync(stampFile, 'utf8') === wanted();
  } catch {
    return false;
  }
}

/** Makes `npx isthmus` find the checkout's own command without asking npm's cache. */
function linkCommand() {
  const link = at('node_modules', '.bin', 'isthmus');
  mkdirSync(at('node_modules', '.bin'), { recursive: true });
  chmodSync(at('src-main', 'setup', 'isthmus.mjs'), 0o755);
  if (process.platform === 'win32') {
    writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\src-main\\setup\\isthmus.mjs" %*\r\n');
    return;
  }
  rmSync(link, { force: true });
  symlinkSync(relative(at('node_modules', '.bin'), at('src-main', 'setup', 'isthmus.mjs')), link);
}

function keepStamp() {
  linkCommand();
  mkdirSync(notes, { recursive: true });
  writeFileSync(stampFile, wanted());
}

/** npm, as it was used to start us where it was; as a script, so that no shell is needed on Windows. */
function npm() {
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.[cm]?js$/.test(script) && existsSync(script)) {
    return { command: process.execPath, args: [script], shell: false };
  }
  return { command: 'npm', args: [], shell: process.platform === 'win32' };
}

/** Installs the packages of the lock file, install scripts off, unless they are there already. */
export async function preparePackages() {
  if (packagesAreCurrent()) return;
  await withLock(
    checkoutLock('packages'),
    async () => {
      if (packagesAreCurrent()) return;
      if (!installedByHand()) await step('Installing the packages of the lock file', install);
      keepStamp();
    },
    { children: true },
  );
}

/** @param {(note: string) => void} progress */
async function install(progress) {
  const { command, args, shell } = npm();
  const result = await run(
    command,
    [...args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=http'],
    {
      env: withoutNpm(process.env),
      shell,
      onLine: countFetched(progress),
    },
  );
  if (result.code === 0) return;
  const reasons = result.output.match(/^npm error [^\n]+$/gm) ?? [];
  throw new SetupError(
    `npm could not install the packages (status ${result.code}). Check the network and run this again.\n${reasons.slice(0, 8).join('\n') || tail(result.output)}`,
  );
}

/** npm draws its bar only for a terminal: what it fetches is counted instead. @param {(note: string) => void} progress */
function countFetched(progress) {
  let count = 0;
  return (/** @type {string} */ line) => {
    if (/^npm http (fetch|cache)/.test(line)) progress(`${++count} packages`);
  };
}

/**
 * The environment without what an outer npm set for its own script: `npm exec`, through which `npx isthmus`
 * comes, would otherwise make the inner npm believe it is to work outside this folder.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export const withoutNpm = (env) =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^npm_(config_(local_)?prefix|config_global_prefix|command|lifecycle|package)/.test(name),
    ),
  );

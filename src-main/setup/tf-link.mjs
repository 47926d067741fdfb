import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { isAlive } from './lock.mjs';

const parts = ['deps', 'lib'];

/**
 * Whether a package folder's `deps` and `lib` lead to a build.
 *
 * @param {string} packageFolder
 * @param {string} build
 */
export const isLinked = (packageFolder, build) =>
  parts.every((part) => {
    try {
      const link = join(packageFolder, part);
      return resolve(packageFolder, readlinkSync(link)) === resolve(build, part) && existsSync(link);
    } catch {
      return false;
    }
  });

/**
 * Makes a package folder's `deps` and `lib` lead to a build. What was there is moved aside first and deleted
 * last, so that the time without is that of two renames, and programs that have it loaded are not disturbed.
 *
 * @param {string} packageFolder
 * @param {string} build
 */
export function link(packageFolder, build) {
  mkdirSync(packageFolder, { recursive: true });
  for (const name of readdirSync(packageFolder)) {
    const pid = /^\.before-(\d+)$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(join(packageFolder, name), { recursive: true, force: true });
  }
  const aside = join(packageFolder, `.before-${process.pid}`);
  mkdirSync(aside, { recursive: true });
  for (const part of parts) {
    const place = join(packageFolder, part);
    const fresh = join(aside, `new-${part}`);
    symlinkSync(join(build, part), fresh, process.platform === 'win32' ? 'junction' : 'dir');
    if (lstatSync(place, { throwIfNoEntry: false })) renameSync(place, join(aside, part));
    renameSync(fresh, place);
  }
  rmSync(aside, { recursive: true, force: true });
}

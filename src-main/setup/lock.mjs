import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cache, root } from './paths.mjs';
import { say } from './say.mjs';

/** Locks that list the programs we start. @type {Set<string>} */
const held = new Set();

/** Whether a process exists. @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Whether a lock still counts. Its holder touches it every two seconds, so a number that now belongs to some
 * other process is not mistaken for it. Programs that a killed holder left running (`npm ci`, say) are
 * waited for, but not for ever.
 *
 * @param {{age: number, holder: boolean, children: boolean}} lock age in seconds since it was last touched;
 *   whether its holder, and any program the holder started, is alive
 */
export const lockCounts = ({ age, holder, children }) => (holder && age < 30) || (children && age < 180);

/** Adds a program we started to the locks we hold. @param {number} pid */
export function noteChild(pid) {
  for (const file of held) appendFileSync(file, `\n${pid}`);
}

/** @param {string} file */
function readLock(file) {
  try {
    const [holder = 0, ...children] = readFileSync(file, 'utf8').split('\n').map(Number);
    const age = (Date.now() - statSync(file).mtimeMs) / 1000;
    return { pid: holder, age, holder: isAlive(holder), children: children.some(isAlive) };
  } catch {
    return null;
  }
}

/** A lock of this checkout, outside of the folders that `npm ci` and the build empty. @param {string} name */
export const checkoutLock = (name) =>
  join(cache, 'locks', `${name}-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`);

/**
 * Does something that two processes must not do at once, waiting for the other where there is one.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work which looks itself whether the other has done it already
 * @param {{children?: boolean}} [options] `children`: whether programs that outlive a killed holder could
 *   still do harm and are waited for
 * @returns {Promise<T>}
 */
export async function withLock(file, work, { children = false } = {}) {
  mkdirSync(dirname(file), { recursive: true });
  for (let told = false; ;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    const lock = readLock(file);
    if (lock && !lockCounts(lock)) {
      rmSync(file, { force: true });
    } else if (lock) {
      if (!told) say(`Waiting for another set-up that is at work (process ${lock.pid})`);
      told = true;
      await sleep(300);
    }
  }
  if (children) held.add(file);
  const touch = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // `npm ci` took the folder with it; the lock is released in a moment anyway.
    }
  }, 2000);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    held.delete(file);
    rmSync(file, { force: true });
  }
}

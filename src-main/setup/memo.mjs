import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './paths.mjs';

const day = 24 * 60 * 60 * 1000;

/** @param {string} name */
const file = (name) => join(cache, 'failures', `${name}.json`);

/**
 * Why something could not be had, when that was found out within the last day: a start should not wait for
 * the same answer again.
 *
 * @param {string} name
 * @returns {string | null}
 */
export function rememberedFailure(name) {
  try {
    const { when, sentence } = JSON.parse(readFileSync(file(name), 'utf8'));
    const age = Date.now() - when;
    return age >= 0 && age < day ? sentence : null;
  } catch {
    return null;
  }
}

/** @param {string} name @param {string} sentence */
export function rememberFailure(name, sentence) {
  mkdirSync(join(cache, 'failures'), { recursive: true });
  writeFileSync(file(name), JSON.stringify({ when: Date.now(), sentence }));
}

/** @param {string} name */
export const forgetFailure = (name) => rmSync(file(name), { force: true });

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { notes } from './paths.mjs';

/**
 * What set-up found out about one part.
 *
 * @typedef {object} Part
 * @property {boolean} ready
 * @property {string | null} missing what is missing and why, as a sentence; null when ready
 * @property {string | null} run the command that may mend it; null when ready
 * @property {Record<string, string | null>} detail what there is: version, place, source, checksum, ...
 */

/** @typedef {{format: 1, parts: Record<string, Part>}} Status parts: `tensorflow`, `electron`, `browser` */

/** The file; its place is handed to every program we start as `ISTHMUS_STATUS`. */
export const statusFile = `${notes}/status.json`;

/** @returns {Status} */
const nothing = () => ({ format: 1, parts: {} });

/**
 * Reads a status document, taking anything damaged or of another format for an empty one.
 *
 * @param {string} text
 * @returns {Status}
 */
export function parseStatus(text) {
  try {
    const value = JSON.parse(text);
    return value?.format === 1 && typeof value.parts === 'object' && value.parts ? value : nothing();
  } catch {
    return nothing();
  }
}

/** @param {string} [file] @returns {Status} */
function readStatus(file = statusFile) {
  try {
    return parseStatus(readFileSync(file, 'utf8'));
  } catch {
    return nothing();
  }
}

/**
 * Keeps what was found out about one part, beside what is known of the others.
 *
 * @param {string} name
 * @param {Part} part
 */
export function keepPart(name, part) {
  const status = readStatus();
  if (JSON.stringify(status.parts[name]) === JSON.stringify(part)) return;
  status.parts[name] = part;
  mkdirSync(dirname(statusFile), { recursive: true });
  const fresh = `${statusFile}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(status, null, 2)}\n`);
  renameSync(fresh, statusFile);
}

/** A part that is in place. @param {Record<string, string | null>} [detail] @returns {Part} */
export const ready = (detail = {}) => ({ ready: true, missing: null, run: null, detail });

/** A part that is not. @param {string} sentence @param {string} command @returns {Part} */
export const missing = (sentence, command) => ({ ready: false, missing: sentence, run: command, detail: {} });

import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * One hash over the names, sizes and times of everything below some paths: two trees with the same hash were
 * built from the same files. Costs one `stat` a file.
 *
 * @param {string} base names are taken relative to it
 * @param {string[]} paths files and folders; what does not exist counts as absent
 * @returns {string}
 */
export function fingerprint(base, paths) {
  const hash = createHash('sha256');
  const visit = (/** @type {string} */ path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
      return;
    }
    hash.update(`${relative(base, path)}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  paths.forEach(visit);
  return hash.digest('hex');
}

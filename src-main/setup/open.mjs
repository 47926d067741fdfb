import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { displayHere } from './electron.mjs';
import { isAlive } from './lock.mjs';
import { cache } from './paths.mjs';

/**
 * The program that opens an address in the default browser.
 *
 * @param {string} platform
 * @param {string} address
 * @returns {[string, string[]]}
 */
export function opener(platform, address) {
  if (platform === 'darwin') return ['open', [address]];
  // Not `start`: its shell would read the address's `&` and take the address for a title.
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', address]];
  return ['xdg-open', [address]];
}

/**
 * Opens an address where there is a display and a browser; where there is none nothing happens. Everyone on a machine can
 * read the arguments of its processes, and the address holds the token: the browser is given a file that leads there.
 *
 * @param {string} address
 */
export function openBrowser(address) {
  if (!displayHere() || process.env.CI) return;
  const page = writePage(join(cache, 'open'), address);
  process.once('exit', () => rmSync(page, { force: true }));
  const [command, args] = opener(process.platform, pathToFileURL(page).href);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

/**
 * Writes a page that leads to an address, readable by its user alone, and removes those of processes that were killed.
 *
 * @param {string} folder
 * @param {string} address
 * @returns {string} its path
 */
function writePage(folder, address) {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  for (const name of readdirSync(folder)) {
    const pid = Number.parseInt(name, 10);
    if (pid === process.pid || !isAlive(pid)) rmSync(join(folder, name), { force: true });
  }
  const page = join(folder, `${process.pid}.html`);
  const url = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  writeFileSync(
    page,
    `<!doctype html>
<meta charset="utf-8" />
<meta name="referrer" content="no-referrer" />
<meta http-equiv="refresh" content="0; url=${url}" />
<title>Isthmus</title>
<a href="${url}">Open Isthmus</a>
`,
    { mode: 0o600, flag: 'wx' },
  );
  return page;
}

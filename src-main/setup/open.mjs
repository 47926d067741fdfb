import { spawn } from 'node:child_process';
import { displayHere } from './electron.mjs';

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

/** Opens an address where there is a display and a browser; where there is none nothing happens. @param {string} address */
export function openBrowser(address) {
  if (!displayHere() || process.env.CI) return;
  const [command, args] = opener(process.platform, address);
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

/**
 * The browser way in: pages, arrays and pictures over HTTP, calls over a WebSocket, on loopback alone and with a
 * token. The command line serves by this folder too.
 */

import { parseArgs } from 'node:util';
import { badInput, toIsthmusError } from '../contract/index.ts';
import { programFilesOf } from './program.ts';
import { serveWorkbench, type ServeOptions } from './serve.ts';

function readArguments(): ServeOptions {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        home: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        'allow-paths': { type: 'string', multiple: true },
        'new-token': { type: 'boolean' },
      },
    }));
  } catch (error) {
    throw badInput(
      `${(error as Error).message} The host takes --port N, --host ADDRESS, --home DIR, --allow-paths FOLDER and --new-token.`,
    );
  }
  return {
    home: values.home,
    host: values.host,
    port: values.port === undefined ? undefined : portOf(values.port),
    allowPaths: values['allow-paths'],
    newToken: values['new-token'],
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw badInput(`--port takes a number from 0 to 65535, not ${text}.`);
}

try {
  await serveWorkbench(programFilesOf(import.meta), readArguments());
  process.exit(0);
} catch (thrown) {
  const error = toIsthmusError(thrown);
  console.error(error.message);
  process.exit(error.isUsers ? 1 : 2);
}

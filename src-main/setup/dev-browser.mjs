import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { resolveConfig } from 'electron-vite';
import { build, createServer } from 'vite';
import { openBrowser } from './open.mjs';
import { at } from './paths.mjs';
import { say } from './say.mjs';

/**
 * Hot reload in the browser: Vite serves the renderer and passes what belongs to the host on to it; a change
 * on the main side is built and the host started anew. Run by `dev.mjs`, with the packages in place.
 */

/** @returns {Promise<number>} a port nobody listens on */
const freePort = () =>
  new Promise((done, fail) => {
    const server = createTcpServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });

const port = await freePort();
let token = '';
/** @type {import('node:child_process').ChildProcess | null} */
let host = null;

/** Starts the host and waits until it answers. */
function startHost() {
  return /** @type {Promise<void>} */ (
    new Promise((done, fail) => {
      const child = spawn(process.execPath, [at('out', 'main', 'host.js'), '--port', String(port)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      host = child;
      let output = '';
      child.stdout.on('data', (chunk) => {
        output += chunk;
        const address = /^Isthmus is ready: (\S+)/m.exec(output)?.[1];
        if (!address) return;
        token = new URL(address).searchParams.get('token') ?? '';
        done();
      });
      child.on('exit', (code) => fail(new Error(`The host ended with status ${code}.`)));
    })
  );
}

/** Ends the host and waits until its port is free again. */
const stopHost = () =>
  /** @type {Promise<void>} */ (
    new Promise((done) => {
      if (!host || host.exitCode !== null || host.signalCode !== null) return done();
      host.once('exit', () => done());
      host.kill('SIGTERM');
    })
  );

const { config } = await resolveConfig({ root: at() }, 'build', 'development');
if (!config?.main || !config.renderer)
  throw new Error('electron.vite.config.ts lacks its main or renderer part.');
const { main, renderer } = config;

/** The host's token goes with everything passed on, so that a page outlives the host it was opened with. */
const rewrite = (/** @type {string} */ path) => {
  const url = new URL(path, 'http://host');
  url.searchParams.set('token', token);
  return url.pathname + url.search;
};
const origin = `http://127.0.0.1:${port}`;
const passOn = { target: origin, changeOrigin: true, rewrite, headers: { origin }, rewriteWsOrigin: true };

await startHost();
const server = await createServer({
  ...renderer,
  configFile: false,
  mode: 'development',
  server: {
    host: '127.0.0.1',
    proxy: {
      '/rpc': { ...passOn, ws: true },
      '/arrays': passOn,
      '/pictures': passOn,
      '/uploads': passOn,
      '/downloads': passOn,
    },
  },
});
await server.listen();
const address = server.resolvedUrls?.local[0] ?? '';
say(`Isthmus is ready, with hot reload: ${address}`);
openBrowser(address);

let building = false;
let again = false;

/** Builds the main side and starts the host anew; changes meanwhile are built right after. */
async function rebuild() {
  if (building) {
    again = true;
    return;
  }
  building = true;
  try {
    await build({ ...main, configFile: false, logLevel: 'error' });
    await stopHost();
    await startHost();
    say('The host was started anew.');
  } catch (error) {
    say(String(error));
  }
  building = false;
  if (again) {
    again = false;
    await rebuild();
  }
}

/** @type {NodeJS.Timeout | undefined} */
let soon;
watch(at('src-main'), { recursive: true }, (_, name) => {
  if (!name || /^setup/.test(name)) return;
  clearTimeout(soon);
  soon = setTimeout(rebuild, 150);
});

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, async () => {
    await Promise.allSettled([server.close(), stopHost()]);
    process.exit(0);
  });
}

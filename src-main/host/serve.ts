import { chooseHome, createServices, nodeFork } from '../services/index.ts';
import { listed } from '../contract/index.ts';
import { isLoopback } from './guard.ts';
import type { ProgramFiles } from './program.ts';
import { startHost, type Host } from './server.ts';

export interface ServeOptions {
  home?: string | undefined;
  host?: string | undefined;
  port?: number | undefined;
  /** Folders that calls may name files in; see `HostOptions`. */
  allowPaths?: string[] | undefined;
  newToken?: boolean | undefined;
}

/** Serves the workbench until a signal ends it; prints its address once it answers. */
export async function serveWorkbench(
  program: ProgramFiles,
  { home, host, port, allowPaths, newToken }: ServeOptions,
): Promise<void> {
  const services = createServices({
    home: chooseHome(home),
    fork: nodeFork(program.compute),
    resources: program.resources,
    version: program.version,
    desktop: false,
  });
  process.on('uncaughtException', (error) => {
    services.log(`uncaught: ${error.stack}`);
    console.error(`Something went wrong inside Isthmus: ${error.message}`);
    process.exit(2);
  });
  const address = host ?? '127.0.0.1';
  const server = await startHost(services, {
    host: address,
    port: port ?? null,
    pages: program.pages,
    allowPaths,
    newToken,
  }).catch(async (error: unknown) => {
    await services.close();
    throw error;
  });
  const ended = untilSignal();
  if (!isLoopback(address)) console.error(exposure(address, server));
  console.log(`Isthmus is ready: ${server.url}`);
  void services.probeDevice();
  await ended;
  await server.close();
  await services.close();
}

/** What a host opens that other machines reach, and how they do. */
function exposure(address: string, { elsewhere, folders }: Host): string {
  const files =
    folders === null || folders.length === 0
      ? 'No other file of this machine can be named: --allow-paths FOLDER allows that for a folder.'
      : `Also readable and writable are all files in ${listed(folders)}, by --allow-paths.`;
  return [
    `Isthmus listens to other machines on ${address}, without encryption: who has the address with its token, or sees it on its way, can read, change and delete everything kept here, and train.`,
    files,
    ...elsewhere.map((url) => `From other machines: ${url}`),
  ].join('\n');
}

/** Resolves at the first signal to end; a second one does not wait for anything. */
function untilSignal(): Promise<void> {
  return new Promise((done) => {
    let signals = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (++signals > 1) process.exit(130);
        done();
      });
    }
  });
}

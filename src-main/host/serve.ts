import { chooseHome, createServices, nodeFork } from '../services/index.ts';
import { isLoopback } from './guard.ts';
import type { ProgramFiles } from './program.ts';
import { startHost } from './server.ts';

export interface ServeOptions {
  home?: string | undefined;
  host?: string | undefined;
  port?: number | undefined;
}

/** Serves the workbench until a signal ends it; prints its address once it answers. */
export async function serveWorkbench(
  program: ProgramFiles,
  { home, host, port }: ServeOptions,
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
  }).catch(async (error: unknown) => {
    await services.close();
    throw error;
  });
  const ended = untilSignal();
  if (!isLoopback(address)) {
    console.error(
      `Isthmus listens to other machines on ${address}, without encryption: who has the address with its token can read and change everything here.`,
    );
  }
  console.log(`Isthmus is ready: ${server.url}`);
  void services.probeDevice();
  await ended;
  await server.close();
  await services.close();
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

import type { Command } from 'commander';
import type { Client } from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { chooseHome, createServices, localClient, nodeFork, type Services } from '../services/index.ts';
import { showProgress, type ProgressLine } from './progress.ts';

export interface CommonOptions {
  home?: string;
  json?: boolean;
}

/** What a command's action works with. */
export interface Session {
  client: Client;
  services: Services;
  /** Aborted by Ctrl+C. */
  signal: AbortSignal;
  progress: ProgressLine;
}

/** A command with the options that all of them have. */
export function command(parent: Command, usage: string, description: string): Command {
  return parent
    .command(usage)
    .description(description)
    .option('--home <dir>', 'where records and arrays are kept')
    .option('--json', 'print one JSON document and nothing else');
}

/**
 * Opens the services for one command and closes them after it, however it ends; what it returns is printed, as JSON
 * or as text.
 */
export async function act<T>(
  program: ProgramFiles,
  options: CommonOptions,
  work: (session: Session) => Promise<T>,
  show: (result: T) => string,
): Promise<void> {
  const services = createServices({
    home: chooseHome(options.home),
    fork: program.fork ?? nodeFork(program.compute),
    resources: program.resources,
    version: program.version,
    desktop: false,
  });
  const { client, close } = localClient(services);
  const progress = showProgress(client);
  const interrupted = new AbortController();
  const interrupt = (): void => {
    // The second Ctrl+C does not wait: the next command finds the run interrupted.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  try {
    const result = await work({ client, services, signal: interrupted.signal, progress });
    progress.clear();
    for (const problem of services.problems()) process.stderr.write(`${problem}\n`);
    process.stdout.write(options.json === true ? `${JSON.stringify(result)}\n` : show(result));
  } finally {
    progress.clear();
    close();
    await services.close();
    for (const signal of signals) process.off(signal, interrupt);
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test as base, type CDPSession, type Page } from '@playwright/test';

const root = resolve(import.meta.dirname, '../..');

/**
 * What a test finds in the program's home when it begins: nothing, the handwritten digits, or the digits with finished
 * runs of raw features and PCA, and of an autoencoder besides.
 */
export type Prepared = 'empty' | 'kept' | 'two' | 'three';

/** The variable that says where the prepared homes are, from Playwright's set-up to its end. */
export const homesPlace = 'ISTHMUS_E2E_HOMES';

/** The folder that a prepared home is copied from; null: nothing is in it. */
function preparedHome(prepared: Prepared): string | null {
  if (prepared === 'empty') return null;
  const folder = process.env[homesPlace];
  if (folder === undefined) throw new Error('The homes are made by the global set-up of Playwright.');
  return join(folder, prepared);
}

/** The whole program behind its browser host, on a home of its own. */
export class Program {
  readonly home = mkdtempSync(join(tmpdir(), 'isthmus-e2e-'));
  #process: ChildProcess | null = null;
  #url = '';

  /** @param from the home that its own begins as a copy of; null: it begins empty */
  constructor(from: string | null = null) {
    if (from !== null) cpSync(from, this.home, { recursive: true });
  }

  /** The address with its token. */
  get url(): string {
    return this.#url;
  }

  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('The program does not run.');
    return pid;
  }

  /** Starts the host; on the same port as before where it ran already. */
  async start(): Promise<void> {
    const port = this.#url === '' ? '0' : new URL(this.#url).port;
    const host = spawn(
      process.execPath,
      [join(root, 'out/main/host.js'), '--port', port, '--home', this.home],
      { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' } },
    );
    this.#process = host;
    this.#url = await new Promise<string>((settle, fail) => {
      let said = '';
      host.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const address = /ready: (http\S+)/.exec(said)?.[1];
        if (address !== undefined) settle(address);
      });
      host.on('exit', (code) => fail(new Error(`The host ended with status ${code}: ${said}`)));
    });
  }

  /** Ends the program: `SIGTERM` as a user would, `SIGKILL` as a power cut would. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const host = this.#process;
    if (host === null || host.exitCode !== null || host.signalCode !== null) return;
    const ended = new Promise((settle) => host.once('exit', settle));
    host.kill(signal);
    await ended;
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A test with the program running on a prepared home, an empty one unless it says otherwise, and ended whatever happens. */
export const test = base.extend<{ prepared: Prepared; program: Program }>({
  prepared: ['empty', { option: true }],
  program: async ({ prepared }, use) => {
    const program = new Program(preparedHome(prepared));
    await program.start();
    await use(program);
    await program.end('SIGTERM');
    program.remove();
  },
});

/**
 * Drops files or folders on the page as a file manager does: the browser opens them itself, so that folders are
 * walked by the code that walks a user's.
 */
export async function dropOn(page: Page, selector: string, paths: readonly string[]): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`There is no ${selector} to drop on.`);
  const session: CDPSession = await page.context().newCDPSession(page);
  const event = {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    data: { items: [], files: [...paths], dragOperationsMask: 1 },
  };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...event });
  }
  await session.detach();
}

/** SHA-256 of a file, in hex. */
export function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

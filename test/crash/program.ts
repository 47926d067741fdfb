import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The command line as a program of its own, run to its end or killed on the way. */

const root = resolve(import.meta.dirname, '..', '..');

export interface Ended {
  /** Null where it was killed. */
  code: number | null;
  stdout: string;
  stderr: string;
  seconds: number;
}

/** How a command is killed. */
export type Kill =
  /** After some seconds: the process alone, or all that it started with it. */
  | { after: number; all: boolean }
  /** Where it makes a system call for the n-th time, before that is done; also where a process that it started does. */
  | { call: string; nth: number; follow: boolean };

/** Runs commands over homes; what they print is JSON. */
export class Program {
  readonly #entry: string;

  /** @param entry what Node is to run, below the project: of the build, or of the sources */
  constructor(entry: string) {
    this.#entry = join(root, entry);
  }

  /** Runs a command; one that ends before it is killed ends as it would. */
  async run(home: string, args: readonly string[], kill?: Kill): Promise<Ended> {
    const command = [process.execPath, this.#entry, ...args, '--home', home, '--json'];
    const traced = kill !== undefined && 'call' in kill ? [...straceOf(kill), ...command] : command;
    return runToEnd(traced, kill !== undefined && 'after' in kill ? kill : null);
  }

  /** How often a command makes each of some system calls, itself, and at most by one of the processes and threads that it starts. */
  async count(home: string, args: readonly string[], calls: readonly string[], log: string): Promise<Counts> {
    const strace = ['strace', '-f', '-qq', '-o', log, '-e', `trace=${calls.join()}`];
    const { code, stderr } = await runToEnd(
      [...strace, process.execPath, this.#entry, ...args, '--home', home, '--json'],
      null,
    );
    if (code !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
    return countsOf(log);
  }
}

/** By system call. */
export interface Counts {
  own: Map<string, number>;
  others: Map<string, number>;
}

function straceOf({ call, nth, follow }: Extract<Kill, { call: string }>): string[] {
  const inject = `inject=${call}:signal=KILL:when=${nth}`;
  return ['strace', ...(follow ? ['-f'] : []), '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject];
}

async function runToEnd(
  [file = '', ...args]: string[],
  kill: { after: number; all: boolean } | null,
): Promise<Ended> {
  const started = performance.now();
  // A group of its own, which a killed process leaves nothing of behind.
  const child = spawn(file, args, {
    cwd: root,
    detached: true,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    return chunks;
  });
  const timer = kill && setTimeout(() => killed(child, kill.all), kill.after * 1_000);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  if (timer) clearTimeout(timer);
  killed(child, true);
  const text = (chunks: Buffer[] = []): string => Buffer.concat(chunks).toString();
  return { code, stdout: text(stdout), stderr: text(stderr), seconds: (performance.now() - started) / 1_000 };
}

function killed({ pid = 0 }: ChildProcess, all: boolean): void {
  try {
    process.kill(all ? -pid : pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Reads what strace wrote; the first line is of the command itself. */
function countsOf(log: string): Counts {
  const byThread = new Map<string, Map<string, number>>();
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const [, thread, call] = /^(\d+)\s+(\w+)\(/.exec(line) ?? [];
    if (thread === undefined || call === undefined) continue;
    const calls = byThread.get(thread) ?? new Map<string, number>();
    byThread.set(thread, calls.set(call, (calls.get(call) ?? 0) + 1));
  }
  const [own = new Map<string, number>(), ...rest] = byThread.values();
  const others = new Map<string, number>();
  for (const calls of rest)
    for (const [call, times] of calls) others.set(call, Math.max(others.get(call) ?? 0, times));
  return { own, others };
}

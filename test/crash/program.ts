import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The command line as a program of its own, run to its end or killed on the way. */

const root = resolve(import.meta.dirname, '..', '..');

export interface Ended {
  /** Null where it was killed. */
  code: number | null;
  stdout: string;
  stderr: string;
  seconds: number;
  /** Whether it never came to where it was to be killed. */
  missed: boolean;
}

/** How a command is killed. */
export type Kill =
  /** After some seconds: the process alone, or all that it started with it. */
  | { after: number; all: boolean }
  /** Once one of its threads has made a system call for the n-th time: the process whose thread that is, or all. */
  | { call: string; nth: number; thread: Thread; all: boolean };

type Aim = Extract<Kill, { call: string }>;

/** Whose a thread is: the command's own first and others, and those of a process that it started. */
type Thread = 'main' | 'pool' | 'compute' | 'compute pool';

/** Whether processes can be killed at their system calls here: Linux with strace, which may trace. */
export function canTrace(): boolean {
  const inject = 'inject=rename:delay_exit=1ms:when=1';
  return (
    spawnSync('strace', ['-f', '-o', '/dev/null', '-e', 'trace=rename', '-e', inject, 'true']).status === 0
  );
}

/** How often a thread makes a system call; the most often of several threads of a kind. */
export interface Count {
  thread: Thread;
  call: string;
  times: number;
}

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
    if (kill === undefined) return runToEnd(command);
    if ('call' in kill) return runToAim(command, kill);
    return runToEnd(command, (child) => {
      const timer = setTimeout(() => killGroup(child, kill.all), kill.after * 1_000);
      child.on('close', () => clearTimeout(timer));
    });
  }

  /** How often the threads of a command make each of some system calls. */
  async count(home: string, args: readonly string[], calls: readonly string[]): Promise<Count[]> {
    const command = [process.execPath, this.#entry, ...args, '--home', home, '--json'];
    const counts = new Map<string, Map<string, number>>();
    // Held for a moment at its first calls, a thread is there to be asked whose it is.
    const { code, stderr } = await traced(command, calls.join(), '1', 100, (line, whose) => {
      const [, thread = '', call] = /^(\d+)\s+(\w+)\(/.exec(line) ?? [];
      const kind = whose();
      if (call === undefined || kind === null) return;
      const ofThread = counts.get(`${kind}:${thread}`) ?? new Map<string, number>();
      counts.set(`${kind}:${thread}`, ofThread.set(call, (ofThread.get(call) ?? 0) + 1));
    });
    if (code !== 0) throw new Error(`${args.join(' ')} failed: ${stderr}`);
    const most = new Map<string, Count>();
    for (const [key, ofThread] of counts) {
      const thread = key.split(':')[0] as Thread;
      for (const [call, times] of ofThread) {
        const known = most.get(`${thread} ${call}`)?.times ?? 0;
        most.set(`${thread} ${call}`, { thread, call, times: Math.max(known, times) });
      }
    }
    return [...most.values()];
  }
}

/** strace holds every thread after its n-th call, for so long that the right one of them can be killed there. */
async function runToAim(command: string[], { call, nth, thread, all }: Aim): Promise<Ended> {
  let done = false;
  const ended = await traced(command, call, String(nth), 300, (line, whose, child) => {
    if (done || !line.endsWith('(DELAYED)') || whose() !== thread) return;
    done = true;
    if (all) return killGroup(child, true);
    const process = statusOf(line)?.process;
    if (process !== undefined) kill(process);
  });
  return { ...ended, missed: !done };
}

/**
 * Runs a command with the system calls of all its threads told, each of which counts for itself; files that Node reads and writes beside its
 * first thread are all the business of one other.
 * @param held of each thread those of its calls are held for some ms once they are done: `when` of strace
 */
function traced(
  command: readonly string[],
  calls: string,
  held: string,
  ms: number,
  hear: (line: string, whose: () => Thread | null, child: ChildProcess) => void,
): Promise<Ended> {
  const inject = `inject=${calls}:delay_exit=${ms}ms:when=${held}`;
  const strace = ['strace', '-f', '-qq', '-o', '|cat >&3', '-e', `trace=${calls}`, '-e', inject];
  const kinds = new Map<string, Thread | null>();
  return runToEnd([...strace, ...command], (child) => {
    createInterface(child.stdio[3] as Readable).on('line', (line) => {
      const [thread = ''] = line.split(' ');
      const whose = (): Thread | null => {
        const known = kinds.get(thread) ?? kindOf(line, child.pid);
        kinds.set(thread, known);
        return known;
      };
      hear(line, whose, child);
    });
  });
}

/** Of the thread that a line tells of; null where it has ended. */
function kindOf(line: string, strace = 0): Thread | null {
  const found = statusOf(line);
  if (found === null) return null;
  const { thread, process, parent } = found;
  if (parent === strace) return thread === process ? 'main' : 'pool';
  return thread === process ? 'compute' : 'compute pool';
}

function statusOf(line: string): { thread: number; process: number; parent: number } | null {
  const thread = Number(line.split(' ')[0]);
  try {
    const status = readFileSync(`/proc/${thread}/status`, 'utf8');
    const of = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    return { thread, process: of('Tgid'), parent: of('PPid') };
  } catch {
    return null;
  }
}

async function runToEnd(
  [file = '', ...args]: string[],
  started: (child: ChildProcess) => void = () => undefined,
): Promise<Ended> {
  const before = performance.now();
  // A group of its own, which a killed process leaves nothing of behind.
  const child = spawn(file, args, {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', ...(file === 'strace' && { UV_THREADPOOL_SIZE: '1' }) },
  });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
    return chunks;
  });
  started(child);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  killGroup(child, true);
  const text = (chunks: Buffer[] = []): string => Buffer.concat(chunks).toString();
  const seconds = (performance.now() - before) / 1_000;
  return { code, stdout: text(stdout), stderr: text(stderr), seconds, missed: false };
}

function killGroup({ pid = 0 }: ChildProcess, all: boolean): void {
  kill(all ? -pid : pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

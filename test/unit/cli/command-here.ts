import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { runCommand } from '../../../src-main/cli/main.ts';
import type { ProgramFiles } from '../../../src-main/host/program.ts';

/** The command with stand-ins for the jobs. */
const contract = join(import.meta.dirname, '..', '..', 'contract');
const standIns: ProgramFiles = {
  version: '1.2.3',
  resources: contract,
  pages: contract,
  compute: join(contract, 'stand-in.ts'),
};

interface Ended {
  status: number;
  out: string;
  err: string;
}

/** The command as the tests of a file use it: in this process, over a home of its own. */
export interface CommandHere {
  readonly home: string;
  /** @param during goes on beside it, and may press Ctrl+C */
  isthmus(args: readonly string[], during?: (interrupt: () => void) => Promise<void>): Promise<Ended>;
  /** What it prints with `--json`; nothing else is printed, and the status is 0. */
  json<T>(args: readonly string[]): Promise<T>;
  /** Waits until some run's checkpoint keeps more than so many epochs. */
  trained(epochs: number): Promise<void>;
}

/**
 * Makes a home before the tests of the file and removes it after them.
 * @param program its parts; stand-ins for the jobs where nothing else is said
 */
export function commandHere(program = standIns): CommandHere {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'isthmus-cli-'));
    vi.stubEnv('ISTHMUS_HOME', home).stubEnv('ISTHMUS_STATUS', '');
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  });

  const isthmus: CommandHere['isthmus'] = async (args, during) => {
    const printed = { stdout: '', stderr: '' };
    const spies = (['stdout', 'stderr'] as const).map((stream) =>
      vi.spyOn(process[stream], 'write').mockImplementation((text) => {
        printed[stream] += String(text);
        return true;
      }),
    );
    const { argv, exitCode } = process;
    const others = process.listeners('SIGINT');
    process.argv = ['node', 'isthmus', ...args];
    process.exitCode = undefined;
    try {
      const running = runCommand(program);
      await during?.(() => {
        for (const listener of process.listeners('SIGINT')) {
          if (!others.includes(listener)) listener('SIGINT');
        }
      });
      await running;
      return { status: Number(process.exitCode ?? 0), out: printed.stdout, err: printed.stderr };
    } finally {
      for (const spy of spies) spy.mockRestore();
      Object.assign(process, { argv, exitCode });
    }
  };
  return {
    get home() {
      return home;
    },
    isthmus,
    async json<T>(args: readonly string[]) {
      const { status, out, err } = await isthmus([...args, '--json']);
      expect([status, err]).toEqual([0, '']);
      return JSON.parse(out) as T;
    },
    async trained(epochs) {
      const folder = join(home, 'checkpoints');
      const kept = (run: string): number => {
        const file = join(folder, run, 'checkpoint.json');
        return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown[]).length : 0;
      };
      while (!readdirSync(folder).some((run) => kept(run) > epochs)) await sleep(20);
    },
  };
}

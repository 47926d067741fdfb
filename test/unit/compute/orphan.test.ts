import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';

/** Whether a process is there; one that only waits for its end to be noted is not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

it('a compute process ends with its parent that is killed, also in the middle of work in one piece', async () => {
  const parent = spawn(process.execPath, [join(import.meta.dirname, 'orphan-parent.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(String(line));
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  // By now it is in its loop, of which it comes out after a minute.
  await sleep(1_000);
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  const killed = Date.now();
  while (isAlive(pid) && Date.now() - killed < 20_000) await sleep(10);
  expect(isAlive(pid)).toBe(false);
  expect(Date.now() - killed).toBeLessThan(2_000);
});

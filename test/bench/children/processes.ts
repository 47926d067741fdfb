import { execFileSync, spawn, spawnSync } from 'node:child_process';

/** Megabytes resident of a process and all below it. */
export function residentMegabytes(root: number): number {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number]);
  const family = new Set([root]);
  for (let before = 0; before !== family.size;) {
    before = family.size;
    for (const [pid, parent] of table) if (family.has(parent)) family.add(pid);
  }
  return table.reduce((sum, [pid, , rss]) => sum + (family.has(pid) ? rss : 0), 0) / 1024;
}

/** What a program prints as its last line of JSON, once it has ended well; null where it did not. */
export function lastJson(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Record<string, unknown> | null> {
  return new Promise((done) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.on('error', () => done(null));
    child.on('close', (code) => {
      const line = output.trim().split('\n').at(-1) ?? '';
      done(code === 0 && line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : null);
    });
  });
}

/** A Python that has a module: `ISTHMUS_PYTHON`, or the system's; null where neither has. */
export function pythonWith(module: string): string | null {
  const named = process.env['ISTHMUS_PYTHON'];
  const found = [...(named ? [named] : []), 'python3', 'python'].find(
    (python) => spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0,
  );
  return found ?? null;
}

/** The middle one of some figures. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

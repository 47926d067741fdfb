import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { skipWhen } from '../../../skip.ts';

const tested = join(import.meta.dirname, '../../../../src-main/tensor/tf/graph-folder.ts');

/** Runs a program that knows `withGraphFolder`, with a folder for temporary files of its own. */
function run(temporary: string, program: string): { signal: string | null; stdout: string } {
  const source = `import { withGraphFolder } from ${JSON.stringify(pathToFileURL(tested).href)};\n${program}`;
  return spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    env: { ...process.env, TMPDIR: temporary },
    encoding: 'utf8',
  });
}

it('the folder of a graph goes once it is loaded; one of a killed process goes with the next, and no other', (test) => {
  skipWhen(test, process.platform === 'win32', 'Windows names the folder for temporary files another way');
  const temporary = mkdtempSync(join(tmpdir(), 'isthmus-temporary-'));
  const killed = run(
    temporary,
    `withGraphFolder(new Uint8Array(1), () => process.kill(process.pid, 'SIGKILL'));`,
  );
  expect(killed.signal).toBe('SIGKILL');
  expect(readdirSync(temporary)).toHaveLength(1);

  const others = [`isthmus-graph-${process.pid}-abc`, 'isthmus-other-999999999-abc'];
  for (const name of others) mkdirSync(join(temporary, name));
  const { stdout } = run(
    temporary,
    `import { readFileSync } from 'node:fs';
     withGraphFolder(Uint8Array.of(104, 105), (folder) => {
       process.stdout.write(folder + '\\n' + readFileSync(folder + '/saved_model.pb', 'utf8'));
     });`,
  );
  const [folder, content] = stdout.split('\n');
  expect(folder).toMatch(/isthmus-graph-\d+-/);
  expect(content).toBe('hi');
  expect(readdirSync(temporary).sort()).toEqual(others.sort());
});

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sortPaths, vitestArguments } from '../../../src-main/setup/runners.mjs';

describe('paths given to `npm test`', () => {
  const there = (path: string): boolean => !path.includes('absent');

  it('go to the runner of their folder, however they are written', () => {
    const paths = ['test/unit/store', './test/contract/runs.test.ts', 'test\\e2e\\run.spec.ts', 'test/e2e'];
    expect(sortPaths(paths, there)).toEqual({
      unit: ['test/unit/store', 'test/contract/runs.test.ts'],
      e2e: ['test/e2e/run.spec.ts', 'test/e2e'],
    });
  });

  it('are refused where they are no tests, so that nothing counts as passed', () => {
    for (const path of ['test/unit/absent.test.ts', 'src-main/cli', 'test/united', '--reporter=dot']) {
      expect(() => sortPaths(['test/unit/store', path], there)).toThrow(`${path} is no test`);
    }
  });
});

describe('the tests of every change', () => {
  /** The files that vitest itself would run. */
  const filesOf = (args: string[]): string[] => {
    const [runner, , ...rest] = vitestArguments('run', args);
    const { stdout } = spawnSync(process.execPath, [runner ?? '', 'list', '--filesOnly', ...rest], {
      encoding: 'utf8',
    });
    return stdout.trim().split('\n');
  };

  it('leave out those marked slow', () => {
    const files = filesOf(['test/unit/methods', 'test/unit/renderer/state/app/tasks']);
    expect(files.some((file) => file.includes('pca.test.ts'))).toBe(true);
    expect(files.some((file) => file.includes('.svelte.test.ts'))).toBe(true);
    expect(files.filter((file) => file.includes('.slow.'))).toEqual([]);
  });

  it('take in a slow one that is named', () => {
    const path = 'test/unit/methods/resume.slow.test.ts';
    expect(filesOf([path])).toEqual([expect.stringContaining(path)]);
  });
});

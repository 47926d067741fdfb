import { describe, expect, it } from 'vitest';
import { sortPaths, vitest, vitestArguments } from '../../../src-main/setup/runners.mjs';

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
  it('leave out those marked slow', () => {
    expect(vitestArguments('run', ['test/unit/store'])).toEqual([
      vitest,
      'run',
      '--exclude',
      '**/*.slow.test.ts',
      'test/unit/store',
    ]);
  });

  it('take in a slow one that is named', () => {
    const path = 'test/unit/methods/resume.slow.test.ts';
    expect(vitestArguments('watch', [path])).toEqual([vitest, 'watch', path]);
  });
});

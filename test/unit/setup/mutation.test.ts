import { describe, expect, test } from 'vitest';
import { score, testsOf } from '../../../src-main/setup/mutation.mjs';

describe('mutation testing', () => {
  test('a file is held by the test of its name, or by the tests of the nearest folder', () => {
    const there = [
      'test/unit/renderer/plots/map/pick.test.ts',
      'test/unit/renderer/plots',
      'test/unit/store',
    ];
    const exists = (path: string): boolean => there.includes(path);
    expect(testsOf('src-renderer/plots/map/pick.ts', exists)).toEqual([
      'test/unit/renderer/plots/map/pick.test.ts',
      'test/unit/renderer/plots/map/pick-*.test.ts',
    ]);
    expect(testsOf('src-renderer/plots/map/pane.ts', exists)).toEqual([
      'test/unit/renderer/plots/**/*.test.ts',
    ]);
    expect(testsOf('src-main/store/rows.ts', exists)).toEqual(['test/unit/store/**/*.test.ts']);
    expect(() => testsOf('test/unit/skip.ts', exists)).toThrow('no TypeScript file');
  });

  test('the score counts what ran, and names each change that went unnoticed by its place', () => {
    const mutant = (status: string, line: number, from: number, end: { line: number; column: number }) => ({
      status,
      mutatorName: 'ArithmeticOperator',
      replacement: 'a -\n  b',
      location: { start: { line, column: from }, end },
    });
    const counted = score({
      source: 'const c = a + b;\nf(() => {\n});',
      mutants: [
        mutant('Killed', 1, 11, { line: 1, column: 16 }),
        mutant('Timeout', 1, 11, { line: 1, column: 16 }),
        mutant('Survived', 1, 11, { line: 1, column: 16 }),
        mutant('NoCoverage', 2, 3, { line: 3, column: 2 }),
        mutant('CompileError', 1, 1, { line: 1, column: 2 }),
      ],
    });
    expect(counted).toEqual({
      killed: 2,
      all: 4,
      survivors: ['1:11  a + b  →  a - b', '2:3  () => { …  →  a - b (no test comes here)'],
    });
  });
});

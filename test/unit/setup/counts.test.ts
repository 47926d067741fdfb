import { describe, expect, it } from 'vitest';
import { countPlaywright, countVitest, crashed, summary, table } from '../../../src-main/setup/counts.mjs';

const test = (fullName: string, status: string) => ({
  fullName,
  status,
  failureMessages: [`${fullName} broke`],
});

describe('what vitest reported', () => {
  it('is counted test by test', () => {
    const counts = countVitest({
      testResults: [
        {
          name: 'a.test.ts',
          status: 'failed',
          assertionResults: [
            test('a', 'passed'),
            test('b', 'failed'),
            test('c', 'skipped'),
            test('d', 'todo'),
          ],
        },
      ],
    });
    expect(counts).toMatchObject({ passed: 1, failed: 1 });
    expect(counts.skipped.map(({ title }) => title)).toEqual(['c', 'd']);
    expect(counts.failures[0]).toContain('b broke');
  });

  it('counts a file that could not be loaded as one failure', () => {
    const counts = countVitest({
      testResults: [{ name: 'a.test.ts', status: 'failed', message: 'no such module', assertionResults: [] }],
    });
    expect(counts).toMatchObject({ passed: 0, failed: 1 });
    expect(counts.failures[0]).toContain('no such module');
  });

  it('counts tests that did not come to run as failures, though their file is called passed', () => {
    const counts = countVitest({
      testResults: [
        {
          name: 'a.test.ts',
          status: 'passed',
          assertionResults: [test('a', 'passed'), test('b', 'pending')],
        },
      ],
    });
    expect(counts).toMatchObject({ passed: 1, failed: 1, skipped: [] });
    expect(counts.failures[0]).toMatch(/^b\ndid not run/);
  });
});

describe('what Playwright reported', () => {
  const spec = (
    title: string,
    status: string,
    annotations: { type: string; description?: string }[] = [],
  ) => ({
    title,
    tests: [{ status, annotations, results: [{ error: { message: `${title} broke` } }] }],
  });

  it('is counted through nested suites, with the reasons of what was skipped', () => {
    const counts = countPlaywright({
      errors: [],
      suites: [
        {
          title: 'file',
          specs: [spec('a', 'expected')],
          suites: [
            {
              title: 'group',
              specs: [
                spec('b', 'unexpected'),
                spec('c', 'skipped', [{ type: 'skip', description: 'no display' }]),
              ],
            },
          ],
        },
      ],
    });
    expect(counts).toMatchObject({
      passed: 1,
      failed: 1,
      skipped: [{ title: 'group › c', reason: 'no display' }],
    });
  });

  it('counts a test that passed only when tried again as failed', () => {
    const suites = [{ title: 'file', specs: [spec('a', 'flaky')] }];
    expect(countPlaywright({ errors: [], suites })).toMatchObject({ passed: 0, failed: 1 });
  });

  it('counts an error outside of every test as one failure', () => {
    expect(countPlaywright({ errors: [{ message: 'syntax error' }], suites: [] })).toMatchObject({
      failed: 1,
    });
  });
});

describe('the last line of npm test', () => {
  const counts = { passed: 2, failed: 0, skipped: [], failures: [] };

  it('sums over every runner, a crashed one being one failure', () => {
    expect(summary([counts, counts])).toBe('4 passed, 0 failed');
    expect(summary([counts, crashed('out of memory')])).toBe('2 passed, 1 failed');
  });

  it('names the skipped tests only where there are some', () => {
    expect(summary([{ ...counts, skipped: [{ title: 'a', reason: 'b' }] }])).toBe(
      '2 passed, 0 failed, 1 skipped',
    );
  });
});

it('lines the table up', () => {
  const counts = { passed: 120, failed: 0, skipped: [], failures: [] };
  const lines = table([{ name: 'lint', seconds: 3.21, counts }]).split('\n');
  expect(lines[0]?.length).toBe(lines[1]?.length);
  expect(lines[1]).toMatch(/^lint +120 +0 +0 +3\.2$/);
});

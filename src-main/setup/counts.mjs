/** @typedef {{title: string, reason: string}} Skipped */
/** @typedef {{passed: number, failed: number, skipped: Skipped[], failures: string[]}} Counts */

/** @returns {Counts} */
const none = () => ({ passed: 0, failed: 0, skipped: [], failures: [] });

/**
 * A runner that ended without a report, or with a failing status that its report does not explain: it may
 * have run nothing at all, and counts as one failure.
 *
 * @param {string} why
 * @returns {Counts}
 */
export const crashed = (why) => ({ ...none(), failed: 1, failures: [why] });

/**
 * @typedef {object} VitestReport
 * @property {{name: string, status: string, message?: string, assertionResults: {fullName: string, status: string, failureMessages?: string[] | null, meta?: {skipReason?: string}}[]}[]} testResults
 */

/**
 * Counts what vitest's JSON reporter tells. A file that could not be loaded has no tests and is one failure, and so is
 * every test that did not come to run.
 *
 * @param {VitestReport} report
 * @returns {Counts}
 */
export function countVitest(report) {
  const counts = none();
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed++;
      else if (test.status === 'failed') {
        counts.failed++;
        counts.failures.push(`${test.fullName}\n${test.failureMessages?.[0] ?? ''}`.trim());
      } else if (test.status === 'pending') {
        // Its process ended before its turn came; vitest calls the file passed.
        counts.failed++;
        counts.failures.push(`${test.fullName}\ndid not run: the process that was to run it ended`);
      } else
        counts.skipped.push({ title: test.fullName, reason: test.meta?.skipReason ?? 'no reason given' });
    }
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) {
      counts.failed++;
      counts.failures.push(`${file.name}\n${file.message ?? 'could not be run'}`);
    }
  }
  return counts;
}

/**
 * @typedef {object} PlaywrightSuite
 * @property {string} title
 * @property {PlaywrightSuite[]} [suites]
 * @property {{title: string, tests: {status: string, annotations: {type: string, description?: string}[], results: {error?: {message?: string}}[]}[]}[]} specs
 */

/**
 * Counts what Playwright's JSON reporter tells. A test that passed only when tried again counts as failed.
 *
 * @param {{suites: PlaywrightSuite[], errors: {message?: string}[]}} report
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const counts = none();
  const visit = (/** @type {PlaywrightSuite} */ suite) => {
    for (const spec of suite.specs) {
      const title = `${suite.title} › ${spec.title}`;
      for (const test of spec.tests) {
        if (test.status === 'expected') counts.passed++;
        else if (test.status === 'skipped') {
          const reason = test.annotations.find(
            ({ type }) => type === 'skip' || type === 'fixme',
          )?.description;
          counts.skipped.push({ title, reason: reason ?? 'no reason given' });
        } else {
          counts.failed++;
          counts.failures.push(`${title}\n${test.results.at(-1)?.error?.message ?? test.status}`);
        }
      }
    }
    suite.suites?.forEach(visit);
  };
  report.suites.forEach(visit);
  if (report.errors.length && counts.failed === 0) {
    counts.failed++;
    counts.failures.push(report.errors[0]?.message ?? 'Playwright met an error');
  }
  return counts;
}

/**
 * The last line of `npm test`.
 *
 * @param {Counts[]} all
 */
export function summary(all) {
  const sum = (/** @type {(counts: Counts) => number} */ of) =>
    all.reduce((total, counts) => total + of(counts), 0);
  const skipped = sum((counts) => counts.skipped.length);
  const line = `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed`;
  return skipped ? `${line}, ${skipped} skipped` : line;
}

/**
 * The results as a table for people.
 *
 * @param {{name: string, seconds: number, counts: Counts}[]} rows
 */
export function table(rows) {
  const cells = [
    ['', 'passed', 'failed', 'skipped', 'seconds'],
    ...rows.map(({ name, seconds, counts }) => [
      name,
      String(counts.passed),
      String(counts.failed),
      String(counts.skipped.length),
      seconds.toFixed(1),
    ]),
  ];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  return cells
    .map((row) =>
      row
        .map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[0] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { check, checks } from './checks.mjs';
import { countPlaywright, countVitest, crashed, summary, table } from './counts.mjs';
import { preparePackages } from './packages.mjs';
import { at, findNode } from './paths.mjs';
import { run, tail } from './run.mjs';
import { playwright, prepareDriven, sortPaths, testEnv, vitest } from './runners.mjs';
import { giveUp, say, step } from './say.mjs';
import { prepareTensorflow } from './tensorflow.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */
/** @typedef {{name: string, seconds: number, counts: Counts}} Row */

/** @type {Row[]} */
const rows = [];

/**
 * Keeps what came of a part.
 *
 * @param {string} name
 * @param {number} begun when it began, in milliseconds since 1970
 * @param {Counts} counts
 */
function keepRow(name, begun, counts) {
  rows.push({ name, seconds: (Date.now() - begun) / 1000, counts });
  for (const failure of counts.failures) say(`✗ ${name}: ${failure}`);
}

/** What a part that threw counts as: one failure, which does not end the others. @param {any} error */
const thrown = (error) => crashed(String(error?.message ?? error));

/**
 * Runs one part and keeps its counts.
 *
 * @param {string} name
 * @param {string} title
 * @param {() => Promise<Counts>} part
 */
async function row(name, title, part) {
  const begun = Date.now();
  keepRow(name, begun, await step(title, part).catch(thrown));
}

/**
 * Runs a test runner that writes a JSON report, and counts what it says. A failing status that the report
 * does not explain counts as one failure, and so does a report without a single test.
 *
 * @param {string[]} command
 * @param {string} report where it writes its report
 * @param {NodeJS.ProcessEnv} env
 * @param {(report: any) => Counts} count
 */
async function runTests(command, report, env, count) {
  rmSync(report, { force: true });
  const result = await run(findNode().path, command, { env });
  if (!existsSync(report))
    return crashed(`ended with status ${result.code} and no report\n${tail(result.output, 20)}`);
  const counts = count(JSON.parse(readFileSync(report, 'utf8')));
  const nothing = counts.passed + counts.failed + counts.skipped.length === 0;
  if ((result.code !== 0 && counts.failed === 0) || nothing) {
    counts.failed++;
    counts.failures.push(`ended with status ${result.code}\n${tail(result.output, 20)}`);
  }
  return counts;
}

/** Makes every check, two at a time: each keeps one core busy. */
async function runChecks() {
  const waiting = [...checks];
  const lane = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const begun = Date.now();
      keepRow(name, begun, await countCheck(name).catch(thrown));
    }
  };
  await step(`Checking: ${checks.join(', ')}`, () => Promise.all([lane(), lane()]));
}

/** @param {string} name @returns {Promise<Counts>} */
async function countCheck(name) {
  const { passed, output } = await check(name);
  const failures = passed ? [] : [tail(output, 60)];
  return { passed: Number(passed), failed: failures.length, skipped: [], failures };
}

/** @param {string[]} paths none: all */
function runUnit(paths) {
  const report = at('test-results', 'vitest.json');
  const options = ['--reporter=json', `--outputFile=${report}`];
  return row('unit, contract', 'Running the unit and contract tests', () =>
    runTests([vitest, 'run', ...options, ...paths], report, testEnv(), countVitest),
  );
}

/** @param {string[]} paths none: all */
async function runBrowser(paths) {
  const report = at('test-results', 'playwright.json');
  /** @type {import('./runners.mjs').Driven | null} */
  let driven = null;
  let problem = '';
  await prepareDriven().then(
    (found) => (driven = found),
    (error) => (problem = error.message),
  );
  await row('browser', 'Running the browser tests', async () =>
    driven
      ? runTests(
          [playwright, 'test', ...paths],
          report,
          { ...testEnv(), ...driven, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
          countPlaywright,
        )
      : crashed(problem),
  );
}

/**
 * `npm test [-- PATH...]`: all set-up, every check, every test, one honest line at the end; or only the tests of the files
 * and folders that are named.
 */
async function main() {
  const paths = process.argv.slice(2);
  const asked = paths.length ? sortPaths(paths) : null;
  await preparePackages();
  await prepareTensorflow();
  if (!asked) await runChecks();
  mkdirSync(at('test-results'), { recursive: true });
  if (!asked || asked.unit.length) await runUnit(asked?.unit ?? []);
  if (!asked || asked.e2e.length) await runBrowser(asked?.e2e ?? []);

  const all = rows.map(({ counts }) => counts);
  const skipped = rows.flatMap(({ name, counts }) => counts.skipped.map((test) => ({ name, ...test })));
  const lines = [
    '',
    table(rows),
    ...(skipped.length
      ? ['', 'Skipped:', ...skipped.map(({ name, title, reason }) => `  ${name}: ${title} (${reason})`)]
      : []),
    '',
    summary(all),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = all.some(({ failed }) => failed > 0) ? 1 : 0;
}

main().catch((error) => {
  giveUp(error);
  process.stdout.write('0 passed, 1 failed\n');
});

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { prepareBrowser } from './browser.mjs';
import { prepareBuild } from './build.mjs';
import { check, checks } from './checks.mjs';
import { countPlaywright, countVitest, crashed, summary, table } from './counts.mjs';
import { displayHere, prepareElectron } from './electron.mjs';
import { preparePackages } from './packages.mjs';
import { at, findNode } from './paths.mjs';
import { run, tail, toolEnv } from './run.mjs';
import { giveUp, say, step } from './say.mjs';
import { statusFile } from './status.mjs';
import { appEnv, prepareTensorflow } from './tensorflow.mjs';

/** @typedef {import('./counts.mjs').Counts} Counts */
/** @typedef {{name: string, seconds: number, counts: Counts}} Row */

/** @type {Row[]} */
const rows = [];

/**
 * Runs one part and keeps its counts; a part that throws counts as one failure and does not end the others.
 *
 * @param {string} name
 * @param {string} title
 * @param {() => Promise<Counts>} part
 */
async function row(name, title, part) {
  const begun = Date.now();
  const counts = await step(title, part).catch((error) => crashed(String(error?.message ?? error)));
  rows.push({ name, seconds: (Date.now() - begun) / 1000, counts });
  for (const failure of counts.failures) say(`✗ ${name}: ${failure}`);
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

/** `npm test`: all set-up, every check, every test, one honest line at the end. */
async function main() {
  await preparePackages();
  await prepareTensorflow();
  const electron = displayHere() ? await prepareElectron() : null;
  const browser = await prepareBrowser();

  for (const name of checks) {
    await row(name, `Checking: ${name}`, async () => {
      const { passed, output } = await check(name);
      return {
        passed: Number(passed),
        failed: Number(!passed),
        skipped: [],
        failures: passed ? [] : [tail(output, 60)],
      };
    });
  }

  const reports = at('test-results');
  mkdirSync(reports, { recursive: true });
  const env = { ...toolEnv(), ...appEnv(), ISTHMUS_STATUS: statusFile, PATH: toolEnv().PATH };
  const vitest = at('test-results', 'vitest.json');
  await row('unit, contract', 'Running the unit and contract tests', () =>
    runTests(
      [at('node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter=json', `--outputFile=${vitest}`],
      vitest,
      env,
      countVitest,
    ),
  );

  /** @type {string | null} */
  let broken = null;
  await prepareBuild().catch((error) => (broken = error.message));
  const playwright = at('test-results', 'playwright.json');
  await row('browser', 'Running the browser tests', async () => {
    if (broken) return crashed(broken);
    if (!browser) return crashed('no Chromium or Chrome was found and none could be fetched');
    return runTests(
      [at('node_modules', '@playwright', 'test', 'cli.js'), 'test'],
      playwright,
      {
        ...env,
        ISTHMUS_CHROMIUM: browser,
        ISTHMUS_ELECTRON: electron ?? '',
        PLAYWRIGHT_JSON_OUTPUT_NAME: playwright,
      },
      countPlaywright,
    );
  });

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

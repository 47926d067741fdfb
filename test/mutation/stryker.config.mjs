/**
 * Mutation testing, as `npm run mutation -- FILE...` runs it: one file at a time, against the unit tests of its room.
 *
 * @type {import('@stryker-mutator/core').PartialStrykerOptions}
 */
export default {
  testRunner: 'vitest',
  // Processes, as in the project's vitest.config.ts: TensorFlow's library may be loaded once a process.
  vitest: { configFile: 'test/mutation/vitest.config.ts', pool: 'forks', related: true },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 15_000,
  timeoutFactor: 3,
  disableTypeChecks: false,
  tempDirName: 'test-results/mutation/tmp',
  cleanTempDir: 'always',
  ignorePatterns: ['out', 'playwright-report', 'test-results', 'test/golden'],
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: 'test-results/mutation/report.json' },
  allowConsoleColors: false,
  logLevel: 'error',
};

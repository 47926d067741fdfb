import { existsSync, readFileSync, rmSync } from 'node:fs';
import { posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { preparePackages } from './packages.mjs';
import { at, findNode } from './paths.mjs';
import { handOver } from './run.mjs';
import { giveUp, say, SetupError } from './say.mjs';
import { appEnv, prepareTensorflow } from './tensorflow.mjs';

/** The part of a mutation report that is read: https://github.com/stryker-mutator/mutation-testing-elements.
 * @typedef {{line: number, column: number}} Place
 * @typedef {{status: string, mutatorName: string, replacement: string, location: {start: Place, end: Place}}} Mutant
 * @typedef {{source: string, mutants: Mutant[]}} Mutated
 */

const report = at('test-results', 'mutation', 'report.json');
const caught = ['Killed', 'Timeout'];
const missed = ['Survived', 'NoCoverage'];

/**
 * The tests that are to catch a file's mutants: the test files that begin with its name, where there are any; or those of the nearest
 * folder that stands to `test/unit` as the file's does to its side.
 *
 * @param {string} file relative to the checkout, such as `src-main/datasets/split.ts`
 * @param {(path: string) => boolean} [exists]
 * @returns {string[]} patterns of paths
 */
export function testsOf(file, exists = (path) => existsSync(at(path))) {
  const [, side, path = ''] = /^src-(main|renderer)\/(.+)\.ts$/.exec(file) ?? [];
  if (!side) throw new SetupError(`${file} is no TypeScript file of src-main or src-renderer.`);
  const mirrored = posix.join('test/unit', side === 'main' ? '' : 'renderer', path);
  if (exists(`${mirrored}.test.ts`)) return [`${mirrored}.test.ts`, `${mirrored}-*.test.ts`];
  let folder = posix.dirname(mirrored);
  while (!exists(folder)) folder = posix.dirname(folder);
  return [`${folder}/**/*.test.ts`];
}

/**
 * How many of a file's mutants were caught, and what the others changed, a line each.
 *
 * @param {Mutated} mutated
 * @returns {{killed: number, all: number, survivors: string[]}} mutants that could not run count nowhere
 */
export function score({ source, mutants }) {
  const lines = source.split('\n');
  const count = (/** @type {string[]} */ statuses) =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  const survivors = mutants
    .filter(({ status }) => missed.includes(status))
    .map(({ status, replacement, location: { start, end } }) => {
      const [first = '', ...rest] = lines.slice(start.line - 1, end.line);
      const was = rest.length
        ? `${first.slice(start.column - 1)} …`
        : first.slice(start.column - 1, end.column - 1);
      const note = status === 'NoCoverage' ? ' (no test comes here)' : '';
      return `${start.line}:${start.column}  ${was}  →  ${replacement.replace(/\s+/g, ' ')}${note}`;
    });
  return { killed: count(caught), all: count([...caught, ...missed]), survivors };
}

/**
 * `npm run mutation -- FILE[:FROM-TO]... [TEST...]`: changes each file in small ways, and says which changes no test
 * notices. The tests are those that mirror the file's place, or those named.
 */
async function mutate() {
  const asked = process.argv.slice(2);
  const tests = asked.filter((path) => path.startsWith('test/'));
  const files = asked.filter((path) => !tests.includes(path));
  if (!files.length) throw new SetupError('Say which files: npm run mutation -- src-main/datasets/split.ts');
  for (const file of files) {
    if (!existsSync(at(file.replace(/:[\d-]+$/, '')))) throw new SetupError(`There is no file ${file}.`);
  }
  await preparePackages();
  await prepareTensorflow();
  const table = [];
  for (const file of files) {
    say(file);
    rmSync(report, { force: true });
    const stryker = at('node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');
    const named = tests.length ? tests : testsOf(file.replace(/:[\d-]+$/, ''));
    const env = { ...appEnv(), ISTHMUS_MUTATION_TESTS: named.join(',') };
    const args = [stryker, 'run', at('test', 'mutation', 'stryker.config.mjs'), '--mutate', file];
    const code = await handOver(findNode().path, args, { env, cwd: at() });
    if (!existsSync(report))
      throw new SetupError(`The mutants of ${file} could not be tried (status ${code}).`);
    /** @type {Mutated[]} */
    const [mutated] = Object.values(JSON.parse(readFileSync(report, 'utf8')).files);
    if (!mutated) throw new SetupError(`${file} has nothing to change.`);
    const { killed, all, survivors } = score(mutated);
    for (const survivor of survivors) process.stdout.write(`  ${survivor}\n`);
    table.push(`${((100 * killed) / all).toFixed(1).padStart(5)} %  ${killed} of ${all}  ${file}`);
  }
  process.stdout.write(`${table.join('\n')}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) mutate().catch(giveUp);

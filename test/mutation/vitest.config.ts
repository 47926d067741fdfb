import type { TestProjectInlineConfiguration, ViteUserConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

const named = process.env['ISTHMUS_MUTATION_TESTS']?.split(',') ?? [];

/** The project of `vitest.config.ts` that a test file is in. */
function projectOf(test: string): string {
  if (test.endsWith('.svelte.test.ts')) return 'runes';
  return test.endsWith('.slow.test.ts') ? 'slow' : 'node';
}

/** The project's tests, but only those that `npm run mutation` names, each in the project it belongs to. */
const projects = (config.test?.projects ?? []).map((project) => {
  const { test, ...rest } = project as TestProjectInlineConfiguration;
  const include = named.filter((one) => projectOf(one) === test?.name);
  return { ...rest, test: { ...test, include } };
});
const mutation: ViteUserConfig = { ...config, test: { ...config.test, passWithNoTests: true, projects } };
export default mutation;

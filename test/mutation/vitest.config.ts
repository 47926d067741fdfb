import type { TestProjectInlineConfiguration, ViteUserConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

const named = process.env['ISTHMUS_MUTATION_TESTS']?.split(',') ?? [];
const isRunes = (test: string): boolean => test.endsWith('.svelte.test.ts');

/** The project's tests, but only those that `npm run mutation` names, each in the project it belongs to. */
const projects = (config.test?.projects ?? []).map((project) => {
  const { test, ...rest } = project as TestProjectInlineConfiguration;
  const include = named.filter((one) => isRunes(one) === (test?.name === 'runes'));
  return { ...rest, test: { ...test, include } };
});
const mutation: ViteUserConfig = { ...config, test: { ...config.test, passWithNoTests: true, projects } };
export default mutation;

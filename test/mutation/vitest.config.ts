import type { TestProjectInlineConfiguration, ViteUserConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

const named = process.env['ISTHMUS_MUTATION_TESTS']?.split(',') ?? [];
const isRunes = (test: string): boolean => test.endsWith('.svelte.test.ts');

/** The project's tests, but only those that `npm run mutation` names; those without runes all in one project. */
const projects = (config.test?.projects ?? []).map((project) => {
  const { test, ...rest } = project as TestProjectInlineConfiguration;
  const include = named.filter((one) => test?.name === (isRunes(one) ? 'runes' : 'node'));
  return { ...rest, test: { ...test, include, exclude: [] } };
});
const mutation: ViteUserConfig = { ...config, test: { ...config.test, passWithNoTests: true, projects } };
export default mutation;

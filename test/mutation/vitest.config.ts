import type { ViteUserConfig } from 'vitest/config';
import config from '../../vitest.config.ts';

/** The project's tests, but only those that `npm run mutation` names. */
const mutation: ViteUserConfig = {
  ...config,
  test: { ...config.test, include: process.env['ISTHMUS_MUTATION_TESTS']?.split(',') ?? [] },
};
export default mutation;

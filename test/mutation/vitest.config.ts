import config from '../../vitest.config.ts';

/** The project's tests, but only those that `npm run mutation` names. */
export default {
  ...config,
  test: { ...config.test, include: process.env['ISTHMUS_MUTATION_TESTS']?.split(',') ?? [] },
};

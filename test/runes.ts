import { builtinEnvironments, type Environment } from 'vitest/runtime';

/** Node, with modules compiled as for a browser: runes are what they are on a page, effects among them. */
const environment: Environment = { ...builtinEnvironments.node, name: 'runes', viteEnvironment: 'client' };
export default environment;

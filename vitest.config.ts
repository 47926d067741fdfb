import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { wrongNode } from './src-main/setup/paths.mjs';

// On an older Node native packages end the process that loads them, and vitest calls a file passed that did not run.
const problem = wrongNode(process.versions.node);
if (problem !== null) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}

const at = (path: string): string => resolve(import.meta.dirname, path);
/** Tests that are written with runes: they run as the browser does, where effects take place. */
const withRunes = 'test/unit/**/*.svelte.test.ts';
/** Tests of functions without state: a process takes one file after the other, and loads only once what they share. */
const pure = 'test/unit/{contract,methods,metrics,projections,renderer,setup,tensor}/**/*.test.ts';
/** Tests that train for long: `npm run test:unit` leaves their project out. */
const slow = 'test/**/*.slow.test.ts';

export default defineConfig({
  plugins: [svelte({ configFile: at('svelte.config.js') })],
  test: {
    globalSetup: [at('test/vitest.global-setup.ts')],
    setupFiles: [at('test/vitest.setup.ts')],
    // Processes, not threads: TensorFlow's library may be loaded once a process.
    pool: 'forks',
    maxWorkers: 2,
    // What takes a second may take a minute on a machine with much else to do.
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts'],
          exclude: [withRunes, slow, pure],
        },
      },
      { extends: true, test: { name: 'pure', include: [pure], exclude: [withRunes, slow], isolate: false } },
      { extends: true, test: { name: 'slow', include: [slow] } },
      {
        extends: true,
        resolve: { conditions: ['browser'] },
        test: {
          name: 'runes',
          include: [withRunes],
          environment: at('test/runes.ts'),
          // Else Node takes the package's server side, without effects.
          server: { deps: { inline: ['svelte'] } },
        },
      },
    ],
  },
});

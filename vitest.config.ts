import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => resolve(import.meta.dirname, path);
/** Tests that are written with runes: they run as the browser does, where effects take place. */
const withRunes = 'test/unit/**/*.svelte.test.ts';

export default defineConfig({
  plugins: [svelte({ configFile: at('svelte.config.js') })],
  test: {
    setupFiles: [at('test/vitest.setup.ts')],
    // Processes, not threads: TensorFlow's library may be loaded once a process.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts'],
          exclude: [withRunes],
        },
      },
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

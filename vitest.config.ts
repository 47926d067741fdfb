import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => resolve(import.meta.dirname, path);

export default defineConfig({
  plugins: [svelte({ configFile: at('svelte.config.js') })],
  test: {
    include: ['test/unit/**/*.test.ts', 'test/contract/**/*.test.ts'],
    globalSetup: [at('test/vitest.global-setup.ts')],
    setupFiles: [at('test/vitest.setup.ts')],
    // Processes, not threads: TensorFlow's library may be loaded once a process.
    pool: 'forks',
    maxWorkers: 2,
    // What takes a second may take a minute on a machine with much else to do.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});

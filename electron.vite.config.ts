import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

/**
 * One build for every way in: the main side's entries (Electron, browser host, command line, compute process),
 * the preload script, and the renderer that all of them show.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: {
          electron: at('src-main/electron/main.ts'),
          host: at('src-main/host/entry.ts'),
          cli: at('src-main/cli/entry.ts'),
          compute: at('src-main/compute/entry.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script must be one CommonJS file with nothing to require but Electron.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: at('src-main/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    base: './',
    plugins: [svelte({ configFile: at('svelte.config.js') })],
    build: { outDir: 'out/renderer', rollupOptions: { input: at('src-renderer/index.html') } },
  },
});

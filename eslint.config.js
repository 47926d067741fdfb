import { builtinModules } from 'node:module';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const seeded = 'Take numbers from the seeded generator: the same seed must give the same result.';
const withoutNode = 'This runs in the browser too, where Node has nothing to offer.';

export default typescript.config(
  {
    ignores: [
      'out/',
      'node_modules/',
      'test-results/',
      'playwright-report/',
      'test/fixtures/',
      'test/golden/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...typescript.configs.recommended,
  ...svelte.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'no-self-compare': 'error',
      'no-unused-expressions': 'off',
      'no-var': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
    },
  },
  {
    // Promises that nobody waits for hide failures; finding them needs the types.
    files: ['src-main/**/*.ts', 'src-renderer/**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  {
    files: ['src-renderer/**', 'src-main/contract/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: builtinModules.map((name) => ({ name, message: withoutNode })),
          patterns: [{ group: ['node:*'], message: withoutNode }],
        },
      ],
    },
  },
  {
    files: ['src-main/**', 'test/**', '*.config.*'],
    ignores: ['src-main/contract/**'],
    languageOptions: { globals: globals.node },
  },
  { files: ['src-renderer/**'], languageOptions: { globals: globals.browser } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: typescript.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
    rules: {
      // It takes the words of an explanation for names of warnings.
      'svelte/no-unused-svelte-ignore': 'off',
      // State is replaced whole (`$state.raw`): a map that is filled and then shown need not be watched.
      'svelte/prefer-svelte-reactivity': 'off',
      // A plain `let` that Svelte assigns through `$props` or `bind:` looks constant to this rule.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props', '$bindable'] }],
    },
  },
  {
    files: ['src-main/{methods,metrics,projections,datasets,tensor}/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: seeded }],
    },
  },
  { files: ['src-main/{cli,host}/**', 'test/bench/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);

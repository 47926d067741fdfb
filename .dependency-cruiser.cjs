/**
 * The directions of ARCHITECTURE.md, so that a wrong import fails the tests and not the review. Every folder
 * lists what it may import; what is not listed is forbidden.
 *
 * One file is a leaf that both sides share: `store/arrays.ts` (the NPY files).
 */
const numeric = ['contract', 'tensor'];
const allowed = {
  contract: [],
  tensor: ['contract'],
  datasets: numeric,
  methods: numeric,
  metrics: numeric,
  projections: numeric,
  compute: ['contract', 'datasets', 'methods', 'metrics', 'projections', 'tensor'],
  store: ['contract'],
  services: ['contract', 'store'],
  host: ['contract', 'services'],
  cli: ['contract', 'services', 'host'],
  electron: ['contract', 'services', 'host'],
  setup: [],
};

/** What of another folder a folder may import though the whole of it is not in its list. */
const leaves = {
  datasets: ['store/arrays'],
  methods: ['store/arrays'],
  projections: ['store/arrays'],
  compute: ['store/arrays'],
  services: ['compute/supervisor'],
};

const directions = Object.entries(allowed).map(([folder, targets]) => ({
  name: `${folder}-imports`,
  comment: `src-main/${folder} imports ${targets.join(', ') || 'no other folder'}`,
  severity: 'error',
  from: { path: `^src-main/${folder}/` },
  to: {
    path: '^src-(main|renderer)/',
    pathNot: [folder, ...targets]
      .map((target) => `^src-main/${target}/`)
      .concat((leaves[folder] ?? []).map((leaf) => `^src-main/${leaf}(\\.ts$|/)`)),
  },
}));

module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'renderer-imports-contract-alone',
      severity: 'error',
      from: { path: '^src-renderer/' },
      to: { path: '^src-main/', pathNot: '^src-main/contract/' },
    },
    {
      name: 'plots-without-svelte',
      severity: 'error',
      from: { path: '^src-renderer/plots/' },
      to: { path: '(\\.svelte(\\.ts)?$|^node_modules/svelte/)' },
    },
    {
      name: 'electron-in-its-folder',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/electron/' },
      to: { path: '^(node_modules/)?electron(/|$)' },
    },
    {
      name: 'one-door-to-tensorflow',
      severity: 'error',
      from: { path: '^src-', pathNot: '^src-main/tensor/' },
      to: { path: '^(node_modules/)?@tensorflow/' },
    },
    {
      name: 'no-circles',
      comment: 'types may refer to each other; code that runs may not wait for itself to be loaded',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types', 'svelte'],
    },
  },
};

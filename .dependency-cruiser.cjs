/**
 * The directions of ARCHITECTURE.md, so that a wrong import fails the tests and not the review. Every folder
 * lists what it may import; what is not listed is forbidden.
 *
 * Two files are leaves that several folders share: `store/arrays.ts` (the NPY files) and `compute/protocol.ts`
 * (the shapes of what the main side and the compute process say to each other).
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

/**
 * What a folder may import though its parent is not in its list. The ways in choose how the compute process is
 * started, and hand that to the services.
 */
const leaves = {
  datasets: ['store/arrays', 'compute/protocol'],
  methods: ['store/arrays'],
  compute: ['store/arrays'],
  services: ['compute/supervisor', 'compute/protocol'],
  store: ['compute/protocol'],
  host: ['compute/supervisor', 'store/arrays'],
  cli: ['compute/supervisor'],
  electron: ['compute/supervisor'],
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
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types', 'svelte'],
    },
  },
};

/**
 * The directions of ARCHITECTURE.md, so that a wrong import fails the checks and not the review: of each folder the rooms
 * in it, and what of that folder each may import besides itself. What is not listed is forbidden.
 *
 * A room is a folder, or files that stand together, `a|b`. Files that are in no room are the folder's door: they may
 * import any room, and no room may import them. `store/arrays.ts` (the NPY files), `store/folders.ts` (making the folders
 * that a user names) and `store/processes.ts` (which of them live) are leaves that both sides share.
 */
const numeric = ['contract', 'tensor'];
const words = 'text|work';
const loading = 'labels|loader|split|table-names';
const measuring = 'bootstrap|degenerate|distances|held-out-neighbours|labels|metric-group|numpy-random';
const method = 'method|training/checkpoint';
const mapping = 'edge-list|projection';
const jobContext =
  'checkpoints|coalescer|dataset-files|encoding|evaluation|expected|live-map|map-alignment|map-frames|model|neighbour-graph|novelty|parent|reconstructed-rows|worker';
const marks = 'colours|picture|plots|save|strokes|value-colours';
const stateHelpers = 'coalescing-queue|entered|latest-wins|limits|loaded|params|read-once|watch';
const pageState = ['text', stateHelpers, 'app'];
const rooms = {
  'src-main': {
    contract: [],
    tensor: ['contract', 'store/processes'],
    datasets: [...numeric, 'store/arrays', 'store/folders'],
    methods: [...numeric, 'store/arrays'],
    metrics: numeric,
    projections: [...numeric, 'store/arrays'],
    compute: [
      ...numeric,
      'datasets',
      'methods',
      'metrics',
      'projections',
      'store/arrays',
      'store/folders',
      'store/processes',
    ],
    store: ['contract'],
    services: ['contract', 'store', 'compute/supervisor'],
    host: ['contract', 'services'],
    cli: ['contract', 'services', 'host'],
    electron: ['contract', 'services', 'host'],
    setup: [],
  },
  'src-main/datasets': {
    [words]: [],
    source: [words],
    [loading]: [words, 'source'],
    table: [words, loading, 'source'],
    csv: [words, loading, 'source', 'table'],
    images: [words, loading, 'source', 'csv'],
    npy: [words, loading, 'source', 'table', 'csv', 'images'],
    idx: [words, loading, 'source', 'table', 'images'],
  },
  'src-main/metrics': {
    [measuring]: [],
    classifiers: [measuring],
    separability: [measuring, 'classifiers'],
    clustering: [measuring, 'separability'],
    structure: [measuring, 'clustering'],
    reconstruction: [measuring],
  },
  'src-main/tensor': {
    'pace|random': [],
    tf: [],
    rows: ['pace'],
    linalg: ['pace', 'tf', 'rows'],
    neighbours: ['pace|random', 'tf', 'rows', 'linalg'],
    'images|line-search|optimisers': ['tf'],
  },
  'src-main/methods': {
    [method]: [],
    network: [method],
    training: [method, 'network'],
    rbm: [method, 'network', 'training'],
    autoencoder: [method, 'network', 'training'],
  },
  'src-main/projections': {
    [mapping]: [],
    pca: ['linear', mapping],
    tsne: ['pca', mapping],
    umap: ['pca', mapping],
  },
  'src-main/compute': {
    protocol: [],
    supervisor: ['protocol'],
    export: ['protocol'],
    [jobContext]: ['protocol'],
    jobs: [jobContext, 'export', 'protocol'],
  },
  'src-main/services': {
    comparison: ['context|log|pictures|recorded|spread|sweeps|words'],
  },
  'src-main/services/comparison': { report: [] },
  'src-renderer': {
    api: [],
    plots: [],
    styles: [],
    state: ['api', 'plots'],
    widgets: ['state'],
    views: ['api', 'plots', 'state', 'widgets'],
  },
  'src-renderer/state': {
    text: [],
    [stateHelpers]: ['text'],
    app: ['text', stateHelpers],
    results: ['text', stateHelpers],
    import: pageState,
    storage: pageState,
    sweep: [...pageState, 'results'],
    dataset: [...pageState, 'sweep'],
    run: [...pageState, 'results'],
    compare: [...pageState, 'results', 'sweep', 'dataset'],
  },
  'src-renderer/views': {
    shared: [],
    shell: ['shared'],
    home: ['shared'],
    preview: ['shared'],
    dataset: ['shared'],
    run: ['shared'],
    runs: ['shared'],
    storage: ['shared'],
    sweep: ['shared'],
    compare: ['shared', 'sweep'],
  },
  'src-renderer/plots': {
    [marks]: [],
    geometry: [],
    painters: ['geometry'],
    map: [marks, 'geometry', 'painters'],
    charts: [marks],
  },
};

const within = (folder, parts) => `^${folder}/(${parts.join('|')})(/|\\.)`;

const directions = Object.entries(rooms).flatMap(([folder, inside]) =>
  Object.entries(inside).map(([room, targets]) => ({
    name: `${folder}: ${room}`,
    comment: `of ${folder}, ${room} may import ${targets.join(', ') || 'nothing else'}`,
    severity: 'error',
    from: { path: within(folder, [room]) },
    to: { path: `^${folder}/`, pathNot: within(folder, [room, ...targets]) },
  })),
);

module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'comparison-behind-the-services',
      comment: 'of the services only the composition root knows the comparison',
      severity: 'error',
      from: { path: '^src-main/services/', pathNot: '^src-main/services/(index\\.ts$|comparison/)' },
      to: { path: '^src-main/services/comparison/' },
    },
    {
      name: 'main-without-renderer',
      severity: 'error',
      from: { path: '^src-main/' },
      to: { path: '^src-renderer/' },
    },
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
      comment: 'what two files need of each other, types too, stands in a third',
      severity: 'error',
      from: {},
      to: { circular: true },
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

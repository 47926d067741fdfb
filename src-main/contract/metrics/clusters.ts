import { sklearn, type MetricInfo } from './definition.ts';

const group = 'clusters';
const base = { group, bounds: [0, 1], first: false, needsLabels: false, perSample: false } as const;

/** How well the clusters that an algorithm finds agree with the labels. */
function agreement(algorithm: 'kmeans' | 'hdbscan', title: string, source: string): MetricInfo[] {
  const figure = { ...base, better: 'higher', unit: 'number', needsLabels: true } as const;
  return [
    {
      ...base,
      name: `${algorithm}_clusters`,
      title: `${title} clusters`,
      better: null,
      unit: 'count',
      bounds: [0, Infinity],
      help: `How many clusters ${title} finds among the held-out samples, without being told the labels.`,
      source,
    },
    {
      ...figure,
      name: `${algorithm}_adjusted_rand`,
      bounds: [-0.5, 1],
      title: `${title} against labels`,
      first: algorithm === 'kmeans',
      help: `Do the clusters that ${title} finds put the same samples together as the labels do? 1 means exactly, 0 is chance (adjusted Rand index).`,
      source: sklearn('metrics.adjusted_rand_score'),
    },
    {
      ...figure,
      name: `${algorithm}_normalized_mutual_info`,
      title: `${title} mutual information`,
      help: `How much the cluster that ${title} assigns a sample to says about its label; 1 means everything.`,
      source: sklearn('metrics.normalized_mutual_info_score'),
    },
    {
      ...figure,
      name: `${algorithm}_homogeneity`,
      title: `${title} homogeneity`,
      help: `Does each cluster of ${title} hold samples of one class alone? 1 means always.`,
      source: sklearn('metrics.homogeneity_score'),
    },
    {
      ...figure,
      name: `${algorithm}_completeness`,
      title: `${title} completeness`,
      help: `Are all samples of a class in one cluster of ${title}? 1 means always.`,
      source: sklearn('metrics.completeness_score'),
    },
  ];
}

/** What can be told of a representation without looking at labels, and how far that agrees with them. */
export const clusterMetrics: readonly MetricInfo[] = [
  ...agreement('kmeans', 'k-means', sklearn('cluster.KMeans')),
  ...agreement('hdbscan', 'HDBSCAN', sklearn('cluster.HDBSCAN')),
  {
    ...base,
    name: 'hdbscan_noise',
    title: 'HDBSCAN noise',
    better: null,
    unit: 'fraction',
    help: 'The fraction of held-out samples that HDBSCAN assigns to no cluster.',
    source: sklearn('cluster.HDBSCAN'),
  },
  {
    ...base,
    name: 'intrinsic_dimension_twonn',
    title: 'Intrinsic dimension (TwoNN)',
    better: null,
    unit: 'number',
    bounds: [0, Infinity],
    help: 'In how many directions the samples really vary, estimated from the distances to the two nearest neighbours.',
    source: 'https://doi.org/10.1038/s41598-017-11873-y',
  },
  {
    ...base,
    name: 'intrinsic_dimension_mle',
    title: 'Intrinsic dimension (Levina-Bickel)',
    better: null,
    unit: 'number',
    bounds: [0, Infinity],
    help: 'In how many directions the samples really vary, estimated from how the number of neighbours grows with distance.',
    source: 'https://proceedings.neurips.cc/paper/2004/hash/74934548253bcab8490ebd74afed7031-Abstract.html',
  },
  {
    ...base,
    name: 'hopkins',
    title: 'Hopkins statistic',
    better: null,
    unit: 'number',
    help: 'Do the samples form clusters? 0.5 is uniform noise, values towards 1 are clustered.',
    source: 'https://doi.org/10.1093/oxfordjournals.aob.a083391',
  },
];

import { sklearn, type MetricInfo } from './definition.ts';

const group = 'structure';
const base = { group, bounds: [0, 1], first: false, needsLabels: false, perSample: true } as const;

/** What is kept of how the samples lie among each other in the raw features. */
export const structureMetrics: readonly MetricInfo[] = [
  {
    ...base,
    name: 'trustworthiness',
    title: 'Trustworthiness',
    first: true,
    better: 'higher',
    unit: 'number',
    help: 'Are neighbours in this representation neighbours in the raw features too? 1 means always.',
    source: sklearn('manifold.trustworthiness'),
  },
  {
    ...base,
    name: 'continuity',
    title: 'Continuity',
    better: 'higher',
    unit: 'number',
    help: 'Are neighbours in the raw features still neighbours in this representation? 1 means always.',
    source: 'https://doi.org/10.1016/j.neunet.2006.05.014',
  },
  {
    ...base,
    name: 'neighborhood_preservation',
    title: 'Neighbours kept',
    better: 'higher',
    unit: 'fraction',
    help: 'Of the nearest neighbours in the raw features, the fraction that are nearest neighbours here too.',
    source: 'https://proceedings.mlr.press/v4/lee08a.html',
  },
  {
    ...base,
    name: 'neighborhood_hit',
    title: 'Neighbours of the same class',
    better: 'higher',
    unit: 'fraction',
    help: 'Of the nearest held-out samples, the fraction that is of the same class.',
    source: 'https://doi.org/10.1109/TVCG.2007.70443',
    needsLabels: true,
  },
  {
    ...base,
    name: 'distance_correlation',
    title: 'Distance correlation',
    better: 'higher',
    unit: 'number',
    bounds: [-1, 1],
    help: 'Do samples that are far apart in the raw features lie far apart here too? 1 means in the same order (Spearman).',
    source: 'https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.spearmanr.html',
    perSample: false,
  },
  {
    ...base,
    name: 'stress',
    title: 'Stress',
    better: 'lower',
    unit: 'number',
    bounds: [0, Infinity],
    help: 'How much distances differ from those in the raw features, after scaling; 0 means not at all.',
    source: 'https://doi.org/10.1007/BF02289565',
  },
];

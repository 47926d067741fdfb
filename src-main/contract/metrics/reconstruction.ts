import { sklearn, type MetricInfo } from './definition.ts';

const group = 'reconstruction';
const base = { group, bounds: [0, Infinity], first: false, needsLabels: false, perSample: false } as const;

/** How well samples are reconstructed from their codes. */
export const reconstructionMetrics: readonly MetricInfo[] = [
  {
    ...base,
    name: 'reconstruction_mse',
    title: 'Reconstruction error',
    first: true,
    better: 'lower',
    unit: 'number',
    help: 'Mean squared difference between a held-out sample and its reconstruction, per feature.',
    source: sklearn('metrics.mean_squared_error'),
    perSample: true,
  },
  {
    ...base,
    name: 'reconstruction_sse',
    title: 'Error per sample',
    better: 'lower',
    unit: 'number',
    help: 'Squared difference summed over all features of a held-out sample, averaged over samples.',
    source: 'https://doi.org/10.1126/science.1127647',
  },
  {
    ...base,
    name: 'explained_variance',
    title: 'Explained variance',
    better: 'higher',
    unit: 'fraction',
    bounds: [-Infinity, 1],
    help: 'How much of the variance of held-out samples their reconstructions keep.',
    source: sklearn('metrics.explained_variance_score'),
  },
];

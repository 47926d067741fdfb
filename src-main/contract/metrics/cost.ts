import type { MetricInfo } from './definition.ts';

const group = 'cost';
const base = {
  group,
  bounds: [0, Infinity],
  first: false,
  better: 'lower',
  unit: 'seconds',
  source: '',
  needsLabels: false,
  perSample: false,
} as const;

/** What a representation costs, and what it saves. */
export const costMetrics: readonly MetricInfo[] = [
  {
    ...base,
    name: 'fit_seconds',
    title: 'Time to fit',
    first: true,
    help: 'Seconds to learn the representation from the training samples.',
  },
  {
    ...base,
    name: 'encode_seconds',
    title: 'Time to encode',
    help: 'Seconds to turn all samples into codes.',
  },
  {
    ...base,
    name: 'linear_fit_seconds',
    title: 'Time to train on it',
    first: true,
    help: 'Seconds to train the logistic regression on this representation: shorter training is one reason to reduce.',
    needsLabels: true,
  },
  {
    ...base,
    name: 'mlp_fit_seconds',
    title: 'Time to train a network on it',
    help: 'Seconds to train the small network on this representation.',
    needsLabels: true,
  },
  {
    ...base,
    name: 'knn_seconds',
    title: 'Time to find neighbours',
    help: 'Seconds to find the nearest training samples of all held-out ones, which is all that a neighbour classifier does.',
    needsLabels: true,
  },
  {
    ...base,
    name: 'bytes_per_sample',
    title: 'Bytes per sample',
    unit: 'bytes',
    help: 'Bytes that one sample takes in this representation, as it is stored.',
  },
];

/** What the interface and the exports need to know of a metric; the formulas are in `src-main/metrics`. */
export interface MetricInfo {
  name: string;
  title: string;
  /** Which way is good; null for figures that are neither (none of them is ever marked best). */
  better: 'higher' | 'lower' | null;
  /** `fraction` is shown as a percentage, `seconds` with its unit, `number` with three decimals. */
  unit: 'fraction' | 'seconds' | 'number';
  /** One line for a layman. */
  help: string;
  source: string;
  needsLabels: boolean;
}

const sklearn = (page: string): string =>
  `https://scikit-learn.org/stable/modules/generated/sklearn.${page}.html`;

/** Every metric in the order of the scorecard. */
export const metricInfos: readonly MetricInfo[] = [
  {
    name: 'knn_accuracy',
    title: 'Neighbour accuracy',
    better: 'higher',
    unit: 'fraction',
    help: 'How often the 5 nearest training samples vote for the right class of a held-out sample.',
    source: sklearn('neighbors.KNeighborsClassifier'),
    needsLabels: true,
  },
  {
    name: 'linear_accuracy',
    title: 'Linear accuracy',
    better: 'higher',
    unit: 'fraction',
    help: 'How often a logistic regression trained on the training samples names the right class of a held-out sample.',
    source: sklearn('linear_model.LogisticRegression'),
    needsLabels: true,
  },
  {
    name: 'silhouette',
    title: 'Silhouette',
    better: 'higher',
    unit: 'number',
    help: 'Are samples closer to their own class than to the next one? 1 is perfectly apart, 0 is overlapping.',
    source: sklearn('metrics.silhouette_score'),
    needsLabels: true,
  },
  {
    name: 'davies_bouldin',
    title: 'Davies-Bouldin',
    better: 'lower',
    unit: 'number',
    help: 'How wide the classes are against the distance between them; 0 would be points far apart.',
    source: sklearn('metrics.davies_bouldin_score'),
    needsLabels: true,
  },
  {
    name: 'trustworthiness',
    title: 'Trustworthiness',
    better: 'higher',
    unit: 'number',
    help: 'Are neighbours in this representation neighbours in the raw features too? 1 means always.',
    source: sklearn('manifold.trustworthiness'),
    needsLabels: false,
  },
  {
    name: 'reconstruction_mse',
    title: 'Reconstruction error',
    better: 'lower',
    unit: 'number',
    help: 'Mean squared difference between a held-out sample and what is rebuilt from its code, a feature.',
    source: sklearn('metrics.mean_squared_error'),
    needsLabels: false,
  },
  {
    name: 'reconstruction_sse',
    title: 'Error a sample',
    better: 'lower',
    unit: 'number',
    help: 'Squared difference summed over all features of a held-out sample, averaged over samples.',
    source: 'https://doi.org/10.1126/science.1127647',
    needsLabels: false,
  },
  {
    name: 'fit_seconds',
    title: 'Time to fit',
    better: 'lower',
    unit: 'seconds',
    help: 'Seconds to learn the representation from the training samples.',
    source: '',
    needsLabels: false,
  },
  {
    name: 'encode_seconds',
    title: 'Time to encode',
    better: 'lower',
    unit: 'seconds',
    help: 'Seconds to turn all samples into codes.',
    source: '',
    needsLabels: false,
  },
  {
    name: 'linear_fit_seconds',
    title: 'Time to train on it',
    better: 'lower',
    unit: 'seconds',
    help: 'Seconds to train the logistic regression on this representation: shorter training is part of why one reduces.',
    source: '',
    needsLabels: true,
  },
];

const byName = new Map(metricInfos.map((info) => [info.name, info]));

/** The description of a metric by its scikit-learn name, if there is one of that name. */
export function metricInfo(name: string): MetricInfo | undefined {
  return byName.get(name);
}

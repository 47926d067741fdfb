/**
 * The page of a run: its facts (here), its training, its reconstructions, and what its decoder makes of a code.
 */

import {
  methodDefinition,
  metricInfos,
  presets,
  type Field,
  type MetricInfo,
  type Preset,
  type Run,
} from '../../../src-main/contract/index.ts';
import { titled } from './curves.ts';
import { count, counted, figure, metricValue, percent } from '../text/format.ts';
import { basisWords, certaintyWords } from '../results/scores.ts';

/** One line of a list of facts. */
export interface Fact {
  term: string;
  value: string;
  /** What it means, where the term alone does not say it. */
  help?: string;
}

type Value = Run['facts'][string];
type Published = NonNullable<Preset['published']>;

/** Numbers of a list that are shown. */
const listed = 20;

/** What methods tell of themselves, in words. What is not here is shown under its own name. */
const known: Record<string, (value: Value, run: Run) => Fact | null> = {
  layers: (value) => ({
    term: 'Layers',
    value: listOf(value),
    help: 'Numbers per sample, from input to output.',
  }),
  parameters: (value) => ({ term: 'Parameters', value: counted(Number(value), 'number') }),
  best_epoch: (value) => ({
    term: 'Best epoch',
    value: count(Number(value)),
    help: 'Its weights are the ones that were kept.',
  }),
  training_rows: (value) => ({ term: 'Trained on', value: counted(Number(value), 'sample') }),
  validation_rows: (value) =>
    value === 0
      ? null
      : {
          term: 'Validated on',
          value: counted(Number(value), 'sample'),
          help: 'Training samples held back to monitor the loss.',
        },
  active_units: (value, { dim }) => ({
    term: 'Entries in use',
    value: `${count(Number(value))} of ${count(dim)}`,
    help: 'Entries of the code that differ from sample to sample.',
  }),
  explained_variance_ratio_sum: (value) => ({ term: 'Variance explained', value: percent(Number(value)) }),
  johnson_lindenstrauss_10: (value) => ({
    term: 'Distances within 10 %',
    value: `from ${counted(Number(value), 'number')} per sample on`,
    help: 'What the Johnson-Lindenstrauss bound promises for so many samples.',
  }),
  johnson_lindenstrauss_50: (value) => ({
    term: 'Distances within 50 %',
    value: `from ${counted(Number(value), 'number')} per sample on`,
    help: 'What the Johnson-Lindenstrauss bound promises for so many samples.',
  }),
  pretraining_epochs: (value) => ({ term: 'Pretraining', value: counted(Number(value), 'epoch') }),
  solver_reason: (value) => ({ term: 'Solved', value: String(value) }),
  // It is what its reason is about.
  solver: () => null,
  // These have a chart.
  scree: () => null,
  explained_variance_ratio: () => null,
  explained_variance: () => null,
};

/** What a method tells of itself: every fact of the record but those that are drawn. */
export function ownFacts(run: Run): Fact[] {
  return Object.entries(run.facts).flatMap(([name, value]) => {
    const tell = known[name];
    const fact = tell === undefined ? { term: titled(name), value: listOf(value) } : tell(value, run);
    return fact === null ? [] : [fact];
  });
}

/** What was set, by the labels and choices of the method's form. */
export function paramFacts({ method, params }: Pick<Run, 'method' | 'params'>): Fact[] {
  const { fields } = methodDefinition(method);
  const byForm = fields.filter(({ name }) => name in params);
  const others = Object.keys(params).filter((name) => !fields.some((field) => field.name === name));
  return [
    ...byForm.map((field) => ({
      term: field.label,
      value: paramText(field, params[field.name]),
      help: field.help,
    })),
    ...others.map((name) => ({ term: titled(name), value: String(params[name]) })),
  ];
}

function paramText({ type, choices }: Field, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map((size) => count(Number(size))).join(', ');
  if (typeof value === 'number') return type === 'integer' ? count(value) : figure(value);
  return choices?.find((choice) => choice.value === value)?.label ?? String(value);
}

/** The title of the settings a run was started with, or their name where this version knows no such. */
export function presetTitle(name: string): string {
  return Object.entries(presets).find(([known]) => known === name)?.[1].title ?? name;
}

export interface MetricRow {
  info: MetricInfo;
  value: string;
  /** Which rows it is of, or why there is none. */
  basis: string;
  /** How sure it is; empty where that is not known. */
  certainty: string;
}

/** The metrics of a run in the order of the scorecard, each with the rows it was measured on. */
export function metricRows({ metrics }: Pick<Run, 'metrics'>): MetricRow[] {
  return metricInfos.flatMap((info) => {
    const metric = metrics[info.name];
    if (metric === undefined) return [];
    return [
      {
        info,
        value: metricValue(info.name, metric.value),
        basis: basisWords(info, metric),
        certainty: certaintyWords(info.name, metric),
      },
    ];
  });
}

/** What a scree plot shows. */
export interface Scree {
  /** Shares of the variance, one a component: those kept, and some of those that were not, where they are known. */
  ratios: readonly number[];
  /** Their running sum. */
  sums: readonly number[];
  kept: number;
}

/** Shares of the variance that each component explains; null where the method shares nothing out. */
export function screeOf({ facts }: Pick<Run, 'facts'>): Scree | null {
  const own = facts['explained_variance_ratio'];
  if (!Array.isArray(own) || own.length === 0) return null;
  const known = facts['scree'];
  const ratios = Array.isArray(known) && known.length > own.length ? known : own;
  let sum = 0;
  return { ratios, sums: ratios.map((ratio) => (sum += ratio)), kept: own.length };
}

/** The figures that were published of what a run reproduces; null where it reproduces nothing. */
export function publishedOf({ preset }: Pick<Run, 'preset'>): Published | null {
  const known: Record<string, Preset> = presets;
  return (preset === null ? undefined : known[preset]?.published) ?? null;
}

function listOf(value: Value): string {
  if (Array.isArray(value)) {
    const more = value.length > listed ? ` and ${count(value.length - listed)} more` : '';
    return `${value.slice(0, listed).map(figure).join(', ')}${more}`;
  }
  return typeof value === 'number' ? figure(value) : value;
}

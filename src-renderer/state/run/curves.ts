import { minus, type Epoch, type Run } from '../../../src-main/contract/index.ts';
import type { LineChartData, Part } from '../../plots/charts/line-chart.ts';
import { count, figure } from '../text/format.ts';
import type { RunProgress } from '../app/progress.ts';

/** One chart of a run's training. */
export interface Curve {
  /** As the record calls it, e.g. `gradient_norm`. */
  name: string;
  title: string;
  /** The last value or values, in words. */
  words: string;
  data: LineChartData;
  /** Its number for an epoch; null where that has none. */
  value(epoch: Epoch): number | null;
}

/** Epochs drawn at most: more would be less than a pixel apart. */
const maxDrawn = 1_000;

/**
 * The epochs of a run as far as they are known: those on record, and those heard of since. What is heard of replaces
 * the record from its first epoch on, for a run that was resumed trains some of them anew.
 */
export function epochsOf(
  { history, status }: Pick<Run, 'history' | 'status'>,
  news: Pick<RunProgress, 'epochs'> | undefined,
): readonly Epoch[] {
  const first = news?.epochs[0];
  if (status !== 'running' || news === undefined || first === undefined) return history;
  return [...history.filter(({ epoch }) => epoch < first.epoch), ...news.epochs];
}

/** Stretches of epochs that train one thing; empty where a run has no phases. */
export function phasesOf(epochs: readonly Epoch[]): Part[] {
  const parts: Part[] = [];
  for (const { epoch, phase } of epochs) {
    const last = parts.at(-1);
    if (last?.name === (phase ?? '')) last.to = epoch;
    else parts.push({ name: phase ?? '', from: epoch, to: epoch });
  }
  return parts.some(({ name }) => name !== '') ? parts : [];
}

/** The name of a line, and its value for an epoch. */
type Line = [name: string, value: (epoch: Epoch) => number | null];

/** Every chart that the epochs have numbers for, the losses first. */
export function curvesOf(epochs: readonly Epoch[]): Curve[] {
  const parts = phasesOf(epochs);
  const drawn = withBreaks(thinned(epochs));
  const figures = [...new Set(epochs.flatMap((epoch) => Object.keys(epoch.figures)))];
  const lines = (given: Line[]): LineChartData => ({
    x: drawn.map(({ at }) => at),
    series: given.map(([name, value]) => ({
      name,
      values: drawn.map(({ epoch }) => (epoch === null ? null : value(epoch))),
    })),
    parts,
  });
  const one = (name: string, title: string, value: Line[1], linear = false): Curve[] => {
    const last = epochs.findLast((epoch) => value(epoch) !== null);
    if (last === undefined) return [];
    return [
      { name, title, value, words: figure(value(last) ?? NaN), data: { ...lines([['', value]]), linear } },
    ];
  };
  const last = epochs.at(-1);
  if (last === undefined) return [];
  const losses: Line[] = [['training', ({ loss }) => loss]];
  if (epochs.some(({ val_loss }) => val_loss !== null))
    losses.push(['validation', ({ val_loss }) => val_loss]);
  return [
    {
      name: 'loss',
      title: 'Loss',
      words: lossWords(last),
      value: ({ loss }) => loss,
      data: lines(losses),
    },
    ...figures.flatMap((name) => one(name, titled(name), (epoch) => epoch.figures[name] ?? null)),
    ...one('learning_rate', 'Learning rate', ({ learning_rate }) => learning_rate, true),
    ...one('gradient_norm', 'Gradient norm', ({ gradient_norm }) => gradient_norm),
    ...one('samples_per_second', 'Samples per second', ({ samples_per_second }) => samples_per_second, true),
  ];
}

/** The loss over the epochs; the validation loss is a second line where there was one. */
export function lossData(epochs: readonly Epoch[]): LineChartData {
  return curvesOf(epochs)[0]?.data ?? { x: [], series: [] };
}

/** An epoch's losses in words: `loss 0.0213, validation 0.0225`. */
export function lossWords({ loss, val_loss }: Epoch): string {
  const training = `loss ${lossText(loss)}`;
  return val_loss === null ? training : `${training}, validation ${lossText(val_loss)}`;
}

function lossText(value: number): string {
  return Number.isFinite(value) ? minus(value.toPrecision(3)) : 'not finite';
}

/** A name of the record as a title: `free_energy` becomes `Free energy`. */
export function titled(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What a stretch of epochs is, in words: `fine-tuning, epochs 41 to 60`. */
export function phaseWords({ name, from, to }: Part): string {
  const epochs = from === to ? `epoch ${count(from)}` : `epochs ${count(from)} to ${count(to)}`;
  return `${name === '' ? 'without a name' : name}, ${epochs}`;
}

/** Some of very many epochs, evenly spread, with the last of every phase among them. */
function thinned(epochs: readonly Epoch[]): readonly Epoch[] {
  const step = Math.ceil(epochs.length / maxDrawn);
  if (step <= 1) return epochs;
  return epochs.filter(({ phase }, i) => i % step === 0 || phase !== epochs[i + 1]?.phase);
}

/** Epochs with an empty place between two phases, where lines break. */
function withBreaks(epochs: readonly Epoch[]): { at: number; epoch: Epoch | null }[] {
  return epochs.flatMap((epoch, i) => {
    const before = epochs[i - 1];
    const breaks = before !== undefined && before.phase !== epoch.phase;
    return [...(breaks ? [{ at: epoch.epoch - 0.5, epoch: null }] : []), { at: epoch.epoch, epoch }];
  });
}

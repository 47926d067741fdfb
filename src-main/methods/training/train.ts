/**
 * Training over epochs: validation, the order of rows, steps, early stopping, schedules, checkpoints. All that learns
 * goes through `trainPhase`, as a trainer of one of the kinds beside it.
 */

import { badInput, IsthmusError, type Epoch } from '../../contract/index.ts';
import {
  blocks,
  everyRow,
  free,
  Random,
  readFloats,
  scope,
  SomeRows,
  uploadSamples,
  type Handle,
  type Rows,
} from '../../tensor/index.ts';
import type { FitContext } from '../method.ts';
import { Draws } from '../network/draws.ts';
import type { Checkpoint, NamedArrays } from './checkpoint.ts';
import type { ParameterValues } from './trainable-variables.ts';
import { epochOrder, Feed } from './order.ts';
import { learningRate, type Schedule } from './schedule.ts';
import type { Step, Trainer } from './trainer.ts';

/** Rows of the validation part that are put through at once, and training rows that stand in for it in figures. */
const validationBlock = 1_024;
const figureRows = 1_000;

/** After an epoch a checkpoint is due when so many epochs or milliseconds have gone by, but not sooner than `rest`. */
const due = { epochs: 5, ms: 10_000, rest: 1_000 };
/** Within an epoch, when it lasts longer than this. */
const dueWithinMs = 30_000;

/** Under a seed, each use of chance has its own generators. */
const streams = { split: 1, weights: 2, order: 3, step: 4 } as const;

/** How a training goes. */
export interface TrainingConfig extends Schedule {
  batch_size: number;
  epochs: number;
  /** Epochs without a better loss after which it ends; 0: it never ends early. */
  patience: number;
  validation_fraction: number;
  /** Whether the weights of the best epoch are kept, or those of the last. */
  keep: 'best' | 'last';
}

/** A training's place among several that make up one fit. */
export interface TrainingPhase {
  /** From 0. */
  index: number;
  /** What to call it in the history; null where there is only one. */
  name: string | null;
  /** Epochs of the phases before it: the history counts through. */
  epochsBefore: number;
  /** Its share of the fit's progress: where it begins and ends, 0 to 1. */
  share: readonly [number, number];
  /** What its checkpoints keep beside it: what earlier phases came to. */
  carried: NamedArrays;
  /** Epochs of the phases before it. */
  history: readonly Epoch[];
}

const onlyPhase: TrainingPhase = {
  index: 0,
  name: null,
  epochsBefore: 0,
  share: [0, 1],
  carried: {},
  history: [],
};

export interface Trained {
  weights: ParameterValues;
  /** Of this phase and those before it. */
  history: Epoch[];
  /** The epoch whose weights these are. */
  bestEpoch: number;
  trainingRows: number;
  validationRows: number;
  /** How many numbers were learned. */
  parameters: number;
  message: string | null;
}

/** The generator for first weights. */
export function weightsRandom(seed: number, phase = 0): Random {
  return Random.of(seed, streams.weights, phase);
}

/**
 * Trains, and keeps the weights of the epoch with the lowest validation loss (where there is no validation part:
 * training loss), or those of the last epoch where the configuration says so. Goes on from a checkpoint of the same phase
 * where the context has one, with what an unbroken training would have come to.
 * @param train `rows × features`; `validation_fraction` of them, drawn with the seed, are only watched
 * @param trainable disposed of by the caller; `loss` in the history is with its noise and penalties, `val_loss`
 *   without
 * @throws IsthmusError `cancelled`; `paused`, with a checkpoint kept; `bad_input` where the loss stops being finite before
 *   anything was learned
 * Cost: for a network about 6 · rows · weights operations an epoch; memory 4 times the weights and one batch, and
 *   of rows on a disk one window of 64 MB.
 */
export async function trainPhase(
  train: Rows,
  trainable: Trainer,
  config: TrainingConfig,
  context: FitContext,
  phase: TrainingPhase = onlyPhase,
): Promise<Trained> {
  const { seed, pace } = context;
  const { trainables } = trainable;
  const drawn = Random.of(seed, streams.split).shuffle(everyRow(train.rows));
  const watched = Math.min(train.rows - 1, Math.round(train.rows * config.validation_fraction));
  const validation = new SomeRows(train, drawn.slice(0, watched).sort());
  const training = drawn.slice(watched).sort();
  const stepsInEpoch = Math.ceil(training.length / config.batch_size);
  const steps = stepsInEpoch * config.epochs;

  const kept = await context.checkpoints?.load();
  const resumed = kept?.phase === phase.index ? kept : null;
  if (resumed !== null) trainable.restore(resumed.arrays, resumed.counters);
  const history: Epoch[] = resumed === null ? [...phase.history] : [...resumed.history];
  const best = resumed === null ? { epoch: 0, loss: Infinity } : { ...resumed.best };
  const patientSince = (context.patientSince ?? 0) - phase.epochsBefore;
  let message = resumed === null ? null : reasonToStop(resumed.epoch - 1, best.epoch);
  let saved = { epoch: resumed?.epoch ?? 1, at: performance.now() };
  /** Steps done before this session, and since when it goes on: for the time that is left. */
  const before = resumed === null ? 0 : (resumed.epoch - 1) * stepsInEpoch + resumed.step;
  const began = performance.now();

  for (let epoch = resumed?.epoch ?? 1; epoch <= config.epochs && message === null; epoch++) {
    message = await oneEpoch(epoch, epoch === resumed?.epoch ? resumed : null);
  }
  const weights = trainables.best();
  if (weights === null) throw badInput(message ?? divergedMessage(history.length, 0, config.learning_rate));
  return {
    weights,
    history,
    bestEpoch: best.epoch,
    trainingRows: training.length,
    validationRows: watched,
    parameters: trainables.parameterCount,
    message,
  };

  /** Trains for an epoch, or what is left of it; says why it was the last, where it was. */
  async function oneEpoch(epoch: number, from: Checkpoint | null): Promise<string | null> {
    const epochBegan = performance.now() - 1_000 * (from?.seconds ?? 0);
    const secondsSoFar = (): number => (performance.now() - epochBegan) / 1_000;
    const order = epochOrder(
      training,
      train.features,
      config.batch_size,
      Random.of(seed, streams.order, phase.index, epoch),
    );
    const feed = new Feed(train, order);
    trainable.beginEpoch?.(epoch);
    let total = from?.total ?? 0;
    let gradientNorm: number | null = null;
    for (let step = from?.step ?? 0; step < stepsInEpoch; step++) {
      const start = step * config.batch_size;
      const end = Math.min(training.length, start + config.batch_size);
      const done = (epoch - 1) * stepsInEpoch + step;
      const batch = feed.batch(start, end);
      const draws = new Draws(Random.of(seed, streams.step, phase.index, epoch, step));
      const rate = learningRate(config, done, steps);
      const made = await stepOn(batch, rate, draws, step === stepsInEpoch - 1);
      total += made.loss * (end - start);
      if (!Number.isFinite(made.loss)) break;
      ({ gradientNorm } = made);
      tell(epoch, done + 1);
      await context.live?.(encodeNow);
      await pace.yieldToEventLoop();
      const last = step === stepsInEpoch - 1;
      if (last) break;
      const paused = context.pauseRequested?.() === true;
      if (paused || performance.now() - saved.at > dueWithinMs) {
        save(epoch, step + 1, total, secondsSoFar());
      }
      if (paused) throw rest(epoch - 1);
    }
    const loss = total / training.length;
    const watchedLoss = watched > 0 && Number.isFinite(loss) ? await validationLoss() : null;
    const monitored = watchedLoss ?? loss;
    if (!Number.isFinite(monitored)) {
      return divergedMessage(
        numbered(epoch),
        best.epoch === 0 ? 0 : numbered(best.epoch),
        config.learning_rate,
      );
    }
    if (monitored < best.loss || config.keep === 'last') {
      Object.assign(best, { epoch, loss: monitored });
      trainables.rememberBest();
    }
    const seconds = secondsSoFar();
    const record: Epoch = {
      epoch: numbered(epoch),
      phase: phase.name,
      loss,
      val_loss: watchedLoss,
      learning_rate: learningRate(config, epoch * stepsInEpoch - 1, steps),
      gradient_norm: Number.isFinite(gradientNorm) ? gradientNorm : null,
      seconds,
      samples_per_second: training.length / seconds,
      figures: (await trainable.figures?.(figureSource(), pace)) ?? {},
    };
    history.push(record);
    await context.epoch(record, encodeNow);
    const ended = epoch === config.epochs ? null : reasonToStop(epoch, best.epoch);
    const paused = context.pauseRequested?.() === true;
    const since = performance.now() - saved.at;
    const isDue = since > due.rest && (epoch + 1 - saved.epoch >= due.epochs || since > due.ms);
    if (isDue || paused || ended !== null || epoch === config.epochs) save(epoch + 1, 0, 0, 0);
    if (paused && epoch < config.epochs && ended === null) throw rest(epoch);
    return ended;
  }

  async function stepOn(batch: Handle, rate: number, draws: Draws, measure: boolean): Promise<Step> {
    try {
      return await trainable.step(batch, rate, draws, measure, pace);
    } finally {
      free(batch);
    }
  }

  function tell(epoch: number, done: number): void {
    const [start, end] = phase.share;
    const elapsed = (performance.now() - began) / 1_000;
    const made = done - before;
    const own = made < 10 ? null : (elapsed / made) * (steps - done);
    // What later phases take is told from their share of the whole.
    const left = own === null ? null : own + (elapsed / made) * steps * ((1 - end) / (end - start));
    const what = phase.name === null ? 'Training' : phase.name;
    context.progress(
      start + (end - start) * (done / steps),
      `${what}: epoch ${epoch} of ${config.epochs}`,
      left,
    );
  }

  function save(epoch: number, step: number, total: number, seconds: number): void {
    saved = { epoch, at: performance.now() };
    if (context.checkpoints === undefined) return;
    const { arrays, counters } = trainable.state();
    context.checkpoints.save({
      phase: phase.index,
      epoch,
      step,
      total,
      seconds,
      best: { ...best },
      history: [...history],
      counters,
      arrays: { ...phase.carried, ...arrays },
    });
  }

  /** What ends a training that is to go on another day; its checkpoint is kept. */
  function rest(finished: number): IsthmusError {
    const [done, all] = [numbered(finished), numbered(config.epochs)];
    const after = done === 0 ? 'in its first epoch' : `after epoch ${done} of ${all}`;
    return new IsthmusError('paused', `Paused ${after}; resume it to continue from there.`);
  }

  async function validationLoss(): Promise<number> {
    let total = 0;
    for (const { rows, values } of blocks(validation, validationBlock)) {
      const loss = scope(() => trainable.watch(uploadSamples(values, train.features)));
      total += readFloats(loss)[0] * rows;
      free(loss);
      await pace.yieldToEventLoop();
    }
    return total / watched;
  }

  function figureSource(): Rows {
    if (watched > 0) return validation;
    return new SomeRows(train, training.slice(0, figureRows));
  }

  function encodeNow(values: Float32Array): Float32Array {
    const codes = scope(() => trainable.encode(uploadSamples(values, train.features)));
    const copy = readFloats(codes);
    free(codes);
    return copy;
  }

  /** An epoch's number as the history has it. */
  function numbered(epoch: number): number {
    return phase.epochsBefore + epoch;
  }

  /** Why no further epoch is to be trained; null to go on. */
  function reasonToStop(epoch: number, bestEpoch: number): string | null {
    const [ended, all] = [numbered(epoch), numbered(config.epochs)];
    const said = `the weights of epoch ${numbered(bestEpoch)} are kept.`;
    if (context.stopRequested()) return `Stopped on request after epoch ${ended} of ${all}; ${said}`;
    if (config.patience === 0 || epoch - Math.max(bestEpoch, patientSince) < config.patience) return null;
    const loss = watched > 0 ? 'validation loss' : 'loss';
    const count = config.patience === 1 ? 'an epoch' : `${config.patience} epochs`;
    return `Stopped after epoch ${ended} of ${all}: the ${loss} had not improved for ${count}; ${said}`;
  }
}

/** What to say when the loss is no number any more. */
function divergedMessage(epoch: number, bestEpoch: number, rate: number): string {
  const kept = bestEpoch > 0 ? ` The weights of epoch ${bestEpoch} are kept.` : '';
  return (
    `Training diverged in epoch ${epoch}: the loss is no longer finite. ` +
    `Lower the learning rate (it is ${rate}) and run again.${kept}`
  );
}

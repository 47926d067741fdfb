import { badInput, type Epoch } from '../../contract/index.ts';
import type { AutoencoderParams } from '../../contract/methods/autoencoder.ts';
import {
  blocks,
  everyRow,
  free,
  Random,
  readFloats,
  scope,
  SomeRows,
  upload,
  type Rows,
} from '../../tensor/index.ts';
import type { FitContext } from '../method.ts';
import { asItIs } from './code.ts';
import { glorotUniform, type Weights } from './layers.ts';
import { forward, reconstructionLoss, type Network } from './network.ts';
import { learningRate } from './schedule.ts';
import { Trainee } from './weights.ts';

/** Rows of the validation part that are put through at once. */
const validationBlock = 1_024;

export interface Trained {
  weights: Weights[];
  history: Epoch[];
  /** The epoch whose weights these are. */
  bestEpoch: number;
  trainingRows: number;
  validationRows: number;
  /** How many numbers were learnt. */
  parameters: number;
  message: string | null;
}

/**
 * Trains an autoencoder's weights and keeps those of the epoch with the lowest validation loss (where
 * there is no validation part: training loss).
 * @param train `rows × features`; `validation_fraction` of them, drawn with the seed, are only watched
 * @param net what is trained; `loss` in the history is with its noise and penalties, `val_loss` without
 * @throws IsthmusError `cancelled`; `bad_input` where the loss stops being finite before anything was learnt
 * Cost: about 6 · rows · weights operations an epoch; memory 4 times the weights and one batch.
 */
export async function trainWeights(
  train: Rows,
  net: Network,
  params: AutoencoderParams,
  context: FitContext,
): Promise<Trained> {
  const random = new Random(context.seed);
  const order = random.shuffle(everyRow(train.rows));
  const watched = Math.min(train.rows - 1, Math.round(train.rows * params.validation_fraction));
  const validation = new SomeRows(train, order.slice(0, watched));
  const training = order.slice(watched);
  const { layers, encoderLayers, code = asItIs } = net;
  const trainee = new Trainee(net, glorotUniform(layers, random), params.tied, params, random);
  try {
    return await epochs();
  } finally {
    trainee.dispose();
  }

  async function epochs(): Promise<Trained> {
    const steps = Math.ceil(training.length / params.batch_size) * params.epochs;
    const history: Epoch[] = [];
    const began = performance.now();
    let best = { epoch: 0, loss: Infinity };
    let message: string | null = null;
    let step = 0;
    for (let epoch = 1; epoch <= params.epochs && message === null; epoch++) {
      const epochBegan = performance.now();
      random.shuffle(training);
      code.beginEpoch?.(epoch);
      let total = 0;
      for (let from = 0; from < training.length; from += params.batch_size) {
        const to = Math.min(training.length, from + params.batch_size);
        const rate = learningRate(params, step++, steps);
        const values = train.gather(training, from, to);
        const { loss } = trainee.step(values, train.features, rate, false);
        total += loss * (to - from);
        if (!Number.isFinite(loss)) break;
        const elapsed = (performance.now() - began) / 1_000;
        const left = step < 10 ? null : (elapsed / step) * (steps - step);
        context.progress(step / steps, `Training: epoch ${epoch} of ${params.epochs}`, left);
        await context.pace.breathe();
      }
      const loss = total / training.length;
      const watchedLoss = watched > 0 && Number.isFinite(loss) ? await validationLoss() : null;
      const monitored = watchedLoss ?? loss;
      if (!Number.isFinite(monitored)) {
        message = cameApart(epoch, best.epoch, params.learning_rate);
        break;
      }
      const seconds = (performance.now() - epochBegan) / 1_000;
      const learning_rate = learningRate(params, step - 1, steps);
      const record: Epoch = { epoch, loss, val_loss: watchedLoss, learning_rate, seconds };
      history.push(record);
      if (monitored < best.loss) {
        best = { epoch, loss: monitored };
        trainee.rememberBest();
      }
      await context.epoch(record, encodeNow);
      if (epoch < params.epochs) message = reasonToStop(epoch, best.epoch);
    }
    const weights = trainee.best();
    if (weights === null) throw badInput(message ?? cameApart(history.length, 0, params.learning_rate));
    return {
      weights,
      history,
      bestEpoch: best.epoch,
      trainingRows: training.length,
      validationRows: watched,
      parameters: trainee.parameters,
      message,
    };
  }

  async function validationLoss(): Promise<number> {
    let total = 0;
    for (const { rows, values } of blocks(validation, validationBlock)) {
      const loss = scope(() =>
        reconstructionLoss(net, trainee.current(), upload(values, [rows, train.features])),
      );
      total += (readFloats(loss)[0] ?? NaN) * rows;
      free(loss);
      await context.pace.breathe();
    }
    return total / watched;
  }

  function encodeNow(values: Float32Array): Float32Array {
    const encoder = layers.slice(0, encoderLayers);
    const codes = scope(() =>
      code.encode(
        forward(encoder, trainee.current(), upload(values, [values.length / train.features, train.features])),
      ),
    );
    const copy = readFloats(codes);
    free(codes);
    return copy;
  }

  /** Why no further epoch is to be trained; null to go on. */
  function reasonToStop(epoch: number, bestEpoch: number): string | null {
    const kept = `the weights of epoch ${bestEpoch} are kept.`;
    if (context.stopRequested())
      return `Stopped on request after epoch ${epoch} of ${params.epochs}; ${kept}`;
    if (params.patience === 0 || epoch - bestEpoch < params.patience) return null;
    const which = watched > 0 ? 'validation loss' : 'loss';
    const count = params.patience === 1 ? 'an epoch' : `${params.patience} epochs`;
    return `Stopped after epoch ${epoch} of ${params.epochs}: the ${which} had not improved for ${count}; ${kept}`;
  }
}

/** What to say when the loss is no number any more. */
function cameApart(epoch: number, bestEpoch: number, rate: number): string {
  const kept = bestEpoch > 0 ? ` The weights of epoch ${bestEpoch} are kept.` : '';
  return (
    `Training came apart in epoch ${epoch}: the loss is not finite any more. ` +
    `Lower the learning rate (it is ${rate}) and run again.${kept}`
  );
}

import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  methodDefinition,
  methodNames,
  type EventPayload,
  type MethodName,
} from '../../../src-main/contract/index.ts';
import { realServicesHere } from './real-services.ts';

/** Runs of every method in a real compute process, cancelled wherever they are. */

/** Most of them are held out, so that measuring lasts as long as fitting. */
const [rows, heldOut] = [5_000, 0.6];
const withinMs = 2_000;

const here = realServicesHere();
let dataset: string;
beforeAll(async () => {
  const kept = await here.importNoise(rows, heldOut);
  expect([kept.kind, kept.features, kept.classes.length]).toEqual(['images', 784, 10]);
  dataset = kept.id;
});

type News = Pick<EventPayload<'runs.progress'>, 'progress' | 'epochs'>;
/** When a run is cancelled: so many milliseconds after it was asked for, or once it tells of something. */
type Moment = number | ((news: News) => boolean);

/** Starts a run, cancels it at a moment, and gives the milliseconds until it had ended. */
async function cancelled(
  method: MethodName,
  params: Record<string, unknown>,
  moment: Moment,
): Promise<number> {
  const { client } = here;
  const heard: News[] = [];
  const off = client.on('runs.progress', (news) => heard.push(news));
  const { id } = await client.call('runs.start', { dataset, method, dim: 8, params });
  if (typeof moment === 'number') await sleep(moment);
  else {
    while (!heard.some(moment)) {
      const { status, message } = await client.call('runs.get', { run: id });
      if (status !== 'running') throw new Error(`The run was ${status} before its moment came: ${message}`);
      await sleep(5);
    }
  }
  off();
  const began = performance.now();
  await client.call('runs.cancel', { run: id });
  const took = performance.now() - began;
  expect((await client.call('runs.get', { run: id })).status).toBe('cancelled');
  return took;
}

/** Parameters with which a method that trains does so for this many epochs. */
function trainedFor(method: MethodName, epochs: number): Record<string, unknown> {
  const some = { epochs, batch_size: 256 };
  switch (method) {
    case 'raw':
    case 'pca':
    case 'random_projection':
    case 'linear_discriminant':
      return {};
    case 'rbm':
      return some;
    case 'convolutional_autoencoder':
      return { ...some, patience: 0, filters: [8] };
    case 'deep_belief_autoencoder':
      return { ...some, patience: 0, hidden: [64], pretraining_epochs: 1 };
    default:
      return { ...some, patience: 0, hidden: [64] };
  }
}

const phase =
  (...texts: string[]) =>
  ({ progress }: News): boolean =>
    texts.some((text) => progress.phase.startsWith(text));

/** In the order in which they are measured. */
const measures = ['nearest neighbours', 'a small network', 'neighbours kept', 'resampling'];

describe.each(methodNames.map((method, i) => ({ method, measure: (i + 3) % measures.length })))(
  'a run of $method ends within two seconds of a cancel',
  ({ method, measure }) => {
    const { iterative } = methodDefinition(method);
    const long = trainedFor(method, 100_000);

    test('before it has begun, and while its process starts', async () => {
      for (const wait of [0, 500]) expect(await cancelled(method, long, wait)).toBeLessThan(withinMs);
    });

    test('in the midst of its work', async () => {
      const fits = ({ epochs }: News): boolean => !iterative || epochs.length > 0;
      expect(await cancelled(method, long, fits)).toBeLessThan(withinMs);
    });

    test(`while it is measured: ${measures[measure]}`, async () => {
      const short = trainedFor(method, 1);
      // One that is quickly done may not be heard of: news come ten times a second.
      const thisOrLater = phase(...measures.slice(measure).map((each) => `Evaluating: ${each}`));
      expect(await cancelled(method, short, thisOrLater)).toBeLessThan(withinMs);
    });
  },
);

test('a fine-tuning by conjugate gradients ends within two seconds of a cancel', async () => {
  const method = 'deep_belief_autoencoder';
  const params = { ...trainedFor(method, 100_000), optimizer: 'cg', batch_size: 1_000 };
  expect(await cancelled(method, params, phase('Fine-tuning'))).toBeLessThan(withinMs);
});

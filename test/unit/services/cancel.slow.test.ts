import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  methodDefinition,
  methodNames,
  type EventPayload,
  type MethodName,
} from '../../../src-main/contract/index.ts';
import { realServicesHere } from './real-services.ts';

/**
 * Runs of every method in a real compute process, cancelled wherever they are. After a second and a half the process of
 * a run that goes on would be killed, so that every cancel is answered within two seconds: see supervisor.test.ts. Here
 * time stands still for whoever would kill it, and each run has to hear of its cancel.
 */

/** Most of them are held out, so that measuring lasts as long as fitting. */
const [rows, heldOut] = [5_000, 0.6];

const here = realServicesHere();
let dataset: string;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const kept = await here.importNoise(rows, heldOut);
  expect([kept.kind, kept.features, kept.classes.length]).toEqual(['images', 784, 10]);
  dataset = kept.id;
});
afterAll(() => void vi.useRealTimers());

type News = Pick<EventPayload<'runs.progress'>, 'progress' | 'epochs'>;

/** Starts a run, cancels it as soon as it tells of something, or before, and waits until it has ended. */
async function cancelled(
  method: MethodName,
  params: Record<string, unknown>,
  moment: 'at once' | ((news: News) => boolean),
): Promise<void> {
  const { client } = here;
  const come = Promise.withResolvers<void>();
  // It also ends when it is cancelled, and nobody waits any more.
  come.promise.catch(() => undefined);
  let started: string | null = null;
  const offs = [
    client.on('runs.progress', (news) => {
      if (moment !== 'at once' && moment(news)) come.resolve();
    }),
    client.on('runs.changed', ({ run }) => {
      if (run !== started) return;
      void client.call('runs.get', { run }).then(({ status, message }) => {
        if (status === 'queued' || status === 'running') return;
        come.reject(new Error(`The run was ${status} before its moment came: ${message}`));
      });
    }),
  ];
  const { id } = await client.call('runs.start', { dataset, method, dim: 8, params });
  started = id;
  if (moment !== 'at once') await come.promise;
  const { trainer } = here;
  for (const off of offs) off();
  await client.call('runs.cancel', { run: id });
  expect((await client.call('runs.get', { run: id })).status).toBe('cancelled');
  // Its process, where there was one already, is still there for the next.
  if (trainer !== undefined) expect(process.kill(trainer, 0)).toBe(true);
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
  'a run of $method ends with a cancel, and leaves its process for the next',
  ({ method, measure }) => {
    const { iterative } = methodDefinition(method);
    const long = trainedFor(method, 100_000);

    test('before it has begun', async () => {
      await cancelled(method, long, 'at once');
    });

    test('in the midst of its work', async () => {
      const fits = ({ epochs }: News): boolean => !iterative || epochs.length > 0;
      await cancelled(method, long, fits);
    });

    test(`while it is measured: ${measures[measure]}`, async () => {
      const short = trainedFor(method, 1);
      // One that is quickly done may not be heard of: news come ten times a second.
      const thisOrLater = phase(...measures.slice(measure).map((each) => `Evaluating: ${each}`));
      await cancelled(method, short, thisOrLater);
    });
  },
);

test('a fine-tuning by conjugate gradients ends with a cancel', async () => {
  const method = 'deep_belief_autoencoder';
  const params = { ...trainedFor(method, 100_000), optimizer: 'cg', batch_size: 1_000 };
  await cancelled(method, params, phase('Fine-tuning'));
});

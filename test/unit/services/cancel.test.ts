import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  methodDefinition,
  methodNames,
  type Client,
  type EventPayload,
  type MethodName,
} from '../../../src-main/contract/index.ts';
import { createServices, localClient, nodeFork, type Services } from '../../../src-main/services/index.ts';
import { writeNpy } from '../../../src-main/store/arrays.ts';
import { Random } from '../../../src-main/tensor/random.ts';

/** Runs of every method in a real compute process, cancelled wherever they are. */

/** Most of them are held out, so that measuring lasts as long as fitting. */
const [rows, side, classes] = [5_000, 28, 10];
const withinMs = 2_000;

let home: string;
let services: Services;
let client: Client;
let dataset: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'isthmus-cancel-'));
  const root = join(import.meta.dirname, '..', '..', '..');
  services = createServices({
    home: join(home, 'home'),
    fork: nodeFork(join(root, 'src-main', 'compute', 'entry.ts')),
    resources: join(root, 'resources'),
    version: '1.2.3',
    desktop: false,
  });
  ({ client } = localClient(services));
  const folder = mkdtempSync(join(home, 'pictures-'));
  const random = new Random(1);
  const levels = Uint8Array.from({ length: rows * side * side }, () => random.int(256));
  writeNpy(join(folder, 'X.npy'), levels, [rows, side, side]);
  writeNpy(
    join(folder, 'y.npy'),
    Int32Array.from({ length: rows }, () => random.int(classes)),
    [rows],
  );
  const source = { path: folder };
  const kept = await client.call('datasets.import', { source, options: { test_fraction: 0.6 } });
  expect([kept.kind, kept.features, kept.classes.length]).toEqual(['images', side * side, classes]);
  dataset = kept.id;
});
afterAll(async () => {
  await services.close();
  rmSync(home, { recursive: true, force: true });
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
const measures = ['nearest neighbours', 'logistic regression', 'silhouette', 'trustworthiness'];

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
      const thisOrLater = phase(...measures.slice(measure).map((each) => `Measuring: ${each}`));
      expect(await cancelled(method, short, thisOrLater)).toBeLessThan(withinMs);
    });
  },
);

test('a fine-tuning by conjugate gradients ends within two seconds of a cancel', async () => {
  const method = 'deep_belief_autoencoder';
  const params = { ...trainedFor(method, 100_000), optimizer: 'cg', batch_size: 1_000 };
  expect(await cancelled(method, params, phase('Fine-tuning'))).toBeLessThan(withinMs);
});

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { MethodName, Run } from '../../../src-main/contract/index.ts';
import { realServicesHere } from './real-services.ts';

/** Real trainings whose process is killed: what they cost, and what comes of them. */

const here = realServicesHere();
let dataset: string;
beforeAll(async () => {
  ({ id: dataset } = await here.importNoise(1_000, 0.2));
});

/** With epochs for some seconds of training, so that there are checkpoints. */
const kinds: [MethodName, Record<string, unknown>][] = [
  ['autoencoder', { hidden: [256], dropout: 0.2, patience: 0, epochs: 200 }],
  ['convolutional_autoencoder', { filters: [4], patience: 0, epochs: 60 }],
  ['rbm', { epochs: 300 }],
];

function start(method: MethodName, params: Record<string, unknown>): Promise<Run> {
  return here.client.call('runs.start', {
    ...{ dataset, method, dim: 8, seed: 3 },
    params: { batch_size: 100, ...params },
  });
}

async function ended(id: string): Promise<Run> {
  for (;;) {
    const run = await here.client.call('runs.get', { run: id });
    if (run.status !== 'queued' && run.status !== 'running') return run;
    await sleep(20);
  }
}

const codesOf = ({ id }: Run): string =>
  createHash('sha256')
    .update(readFileSync(join(here.home, 'runs', id, 'codes.npy')))
    .digest('hex');

describe.each(kinds)('a training of %s whose process is killed', (method, params) => {
  test('loses what came after its last checkpoint, and goes on from there to what an unbroken one gives', async () => {
    const unbroken = await ended((await start(method, params)).id);
    expect(unbroken.status).toBe('finished');

    let epoch = 0;
    const { id } = await start(method, params);
    const off = here.client.on('runs.progress', (news) => {
      if (news.run === id) epoch = news.epochs.at(-1)?.epoch ?? epoch;
    });
    const kept = async (): Promise<number> => {
      const { checkpoint, status } = await here.client.call('runs.get', { run: id });
      if (status === 'finished') throw new Error('It finished before it had kept a checkpoint.');
      return checkpoint ?? epoch;
    };
    while (epoch === 0 || (await kept()) >= epoch) await sleep(20);
    off();
    process.kill(here.trainer ?? 0, 'SIGKILL');
    const killed = await ended(id);
    const checkpoint = killed.checkpoint ?? 0;
    expect([killed.status, checkpoint > 0]).toEqual(['interrupted', true]);
    expect(killed.message).toContain(`resume it to continue after epoch ${checkpoint}.`);

    const queued = await here.client.call('runs.resume', { run: id });
    expect(queued.history).toHaveLength(checkpoint);
    const resumed = await ended(id);
    expect(resumed.status).toBe('finished');
    expect(resumed.history.map(({ epoch, loss }) => [epoch, loss])).toEqual(
      unbroken.history.map(({ epoch, loss }) => [epoch, loss]),
    );
    expect(codesOf(resumed)).toBe(codesOf(unbroken));
  });
});

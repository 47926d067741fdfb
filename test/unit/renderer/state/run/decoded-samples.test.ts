import { expect, test } from 'vitest';
import type { CallName, Client, Decoded } from '../../../../../src-main/contract/index.ts';
import {
  interpolation,
  nextSeed,
  priorSamples,
} from '../../../../../src-renderer/state/run/decoded-samples.svelte.ts';
import { aRun } from '../../../records.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Services whose answers are given by hand, in any order. */
function services() {
  const asked: { name: CallName; input: unknown; answer: (picture: string) => void; refuse: () => void }[] =
    [];
  const client = {
    call: (name: CallName, input: unknown) =>
      new Promise<{ decoded: Decoded }>((resolve, reject) => {
        asked.push({
          name,
          input,
          answer: (picture) => resolve({ decoded: { pictures: [picture], columns: [] } }),
          refuse: () => reject(new Error('no model')),
        });
      }),
    on: () => () => undefined,
  } as unknown as Client;
  return { client, asked };
}

test('an interpolation goes from the first row to the middle one at first, in nine steps', () => {
  const { client, asked } = services();
  const samples = interpolation(client, aRun('r1', 'd1'), 101, () => undefined);
  expect(samples.setting).toEqual({ from: 0, to: 50 });
  expect(asked[0]).toMatchObject({
    name: 'models.interpolate',
    input: { run: 'r1', from: 0, to: 50, steps: 9 },
  });
});

test('of several settings the last counts, whichever is answered first', async () => {
  const { client, asked } = services();
  const samples = interpolation(client, aRun('r1', 'd1'), 10, () => undefined);
  void samples.choose({ from: 3, to: 4 });
  asked[1]?.answer('last');
  await settle();
  asked[0]?.answer('first');
  await settle();
  expect(samples.decoded?.pictures).toEqual(['last']);
});

test('what cannot be decoded is reported, and what was there stays', async () => {
  const { client, asked } = services();
  const failures: unknown[] = [];
  const samples = priorSamples(client, aRun('r1', 'd1'), 8, (thrown) => failures.push(thrown));
  expect(asked[0]).toMatchObject({ name: 'models.draw', input: { run: 'r1', count: 8, seed: 0 } });
  asked[0]?.answer('drawn');
  await settle();
  void samples.choose(1);
  asked[1]?.refuse();
  await settle();
  expect(failures).toHaveLength(1);
  expect(samples.decoded?.pictures).toEqual(['drawn']);
});

test('the seed after the last is the first', () => {
  expect([nextSeed(0), nextSeed(4_294_967_294), nextSeed(4_294_967_295)]).toEqual([1, 4_294_967_295, 0]);
});

import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { Loaded } from '../../../../src-renderer/state/loaded.svelte.ts';

interface Asked {
  key: { row: number };
  signal: AbortSignal;
  answer: (value: string) => void;
  refuse: (thrown: unknown) => void;
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Something that is loaded by key, answered in any order. */
function loading() {
  let row = $state<number | null>(0);
  const asked: Asked[] = [];
  const failures: unknown[] = [];
  const loaded = new Loaded({
    key: () => (row === null ? null : { row }),
    load: (key, signal) =>
      new Promise<string>((answer, refuse) => {
        asked.push({ key, signal, answer, refuse });
      }),
    fail: (thrown) => failures.push(thrown),
  });
  flushSync();
  const ask = (next: number | null): void => {
    row = next;
    flushSync();
  };
  return { loaded, asked, failures, ask };
}

test('it loads what the key asks for, once a key', async () => {
  const { loaded, asked, ask } = loading();
  expect(loaded.value).toBeNull();
  asked[0]?.answer('first');
  await settle();
  ask(0);
  expect(loaded.value).toBe('first');
  expect(asked.map(({ key }) => key)).toEqual([{ row: 0 }]);
  loaded.dispose();
});

test('what was loaded stays until the next is there', async () => {
  const { loaded, asked, ask } = loading();
  asked[0]?.answer('first');
  await settle();
  ask(1);
  expect(loaded.value).toBe('first');
  asked[1]?.answer('second');
  await settle();
  expect(loaded.value).toBe('second');
  loaded.dispose();
});

test('of several loadings the last begun counts, whichever comes last; the others are given up', async () => {
  const { loaded, asked, failures, ask } = loading();
  ask(1);
  ask(2);
  expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  asked[2]?.answer('third');
  await settle();
  asked[0]?.answer('first');
  asked[1]?.refuse(new Error('given up'));
  await settle();
  expect(loaded.value).toBe('third');
  expect(failures).toEqual([]);
  loaded.dispose();
});

test('where nothing is asked for there is nothing, and what was under way does not come', async () => {
  const { loaded, asked, ask } = loading();
  asked[0]?.answer('first');
  await settle();
  ask(1);
  ask(null);
  expect(loaded.value).toBeNull();
  asked[1]?.answer('second');
  await settle();
  expect(loaded.value).toBeNull();
  ask(1);
  expect(asked).toHaveLength(3);
  loaded.dispose();
});

test('a failure is told, and leaves what was there', async () => {
  const { loaded, asked, failures, ask } = loading();
  asked[0]?.answer('first');
  await settle();
  ask(1);
  asked[1]?.refuse('no such row');
  await settle();
  expect([loaded.value, failures]).toEqual(['first', ['no such row']]);
  loaded.dispose();
});

test('its end gives up what is under way', async () => {
  const { loaded, asked, failures } = loading();
  loaded.dispose();
  expect(asked[0]?.signal.aborted).toBe(true);
  asked[0]?.refuse('too late');
  await settle();
  expect([loaded.value, failures]).toEqual([null, []]);
});

import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { watch } from '../../../../src-renderer/state/watch.svelte.ts';

test('acts once the page has settled, and then only when the key is another', () => {
  let names = $state.raw(['a']);
  const seen: string[][] = [];
  const stop = watch(
    () => ({ names, of: names.length }),
    (key) => seen.push(key.names),
  );
  expect(seen).toEqual([]);
  flushSync();
  names = ['a'];
  flushSync();
  names = ['a', 'b'];
  flushSync();
  expect(seen).toEqual([['a'], ['a', 'b']]);
  stop();
});

test('of several changes at once it acts on the last', () => {
  let row = $state(0);
  const seen: number[] = [];
  const stop = watch(
    () => row,
    (key) => seen.push(key),
  );
  flushSync();
  row = 1;
  row = 2;
  flushSync();
  row = 3;
  row = 2;
  flushSync();
  expect(seen).toEqual([0, 2]);
  stop();
});

test('what the action reads is not watched, and it may write', () => {
  const page = $state({ row: 0, count: 0 });
  const stop = watch(
    () => page.row,
    () => (page.count += 1),
  );
  flushSync();
  page.count = 10;
  flushSync();
  expect(page.count).toBe(10);
  page.row = 1;
  flushSync();
  expect(page.count).toBe(11);
  stop();
});

test('it acts no more once it is stopped', () => {
  let row = $state(0);
  const seen: number[] = [];
  watch(
    () => row,
    (key) => seen.push(key),
  )();
  row = 1;
  flushSync();
  expect(seen).toEqual([]);
});

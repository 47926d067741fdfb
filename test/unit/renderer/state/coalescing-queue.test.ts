import { expect, test } from 'vitest';
import { CoalescingQueue } from '../../../../src-renderer/state/coalescing-queue.ts';

/** Work that lasts until it is let go. */
function slow(done: string[], name: string): { work: () => Promise<void>; end: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const work = async (): Promise<void> => {
    done.push(`${name} begun`);
    await promise;
    done.push(name);
  };
  return { work, end: resolve };
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('of what is asked for while something is under way, only the newest is done', async () => {
  const done: string[] = [];
  const newest = new CoalescingQueue();
  const [first, second, third] = [slow(done, 'a'), slow(done, 'b'), slow(done, 'c')];
  for (const { work } of [first, second, third]) newest.ask(work);
  expect(done).toEqual(['a begun']);
  first.end();
  await settle();
  expect(done).toEqual(['a begun', 'a', 'c begun']);
  third.end();
  await settle();
  newest.ask(second.work);
  expect(done.at(-1)).toBe('b begun');
});

test('what waits can be forgotten, and what is under way goes on', async () => {
  const done: string[] = [];
  const newest = new CoalescingQueue();
  const [first, second] = [slow(done, 'a'), slow(done, 'b')];
  newest.ask(first.work);
  newest.ask(second.work);
  newest.forget();
  first.end();
  await settle();
  expect(done).toEqual(['a begun', 'a']);
});

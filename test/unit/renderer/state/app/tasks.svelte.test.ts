import { expect, test } from 'vitest';
import type { Client, EventPayload } from '../../../../../src-main/contract/index.ts';
import { progressWords, Task, Tasks } from '../../../../../src-renderer/state/app/tasks.svelte.ts';

type News = EventPayload<'task.progress'>;

/** The tasks of a page, and the services that tell of them. */
function page() {
  let tell: (news: News) => void = () => undefined;
  const on = (_: string, listener: (news: News) => void) => (tell = listener);
  const tasks = new Tasks({ on } as unknown as Client);
  return { tasks, tell: (news: News) => tell(news) };
}

const half = { fraction: 0.5, phase: 'Reading', seconds_left: 20 };

test('a task is listed while its work lasts, and its result is handed on', async () => {
  const { tasks } = page();
  const task = new Task('Import');
  const done = Promise.withResolvers<string>();
  const ran = tasks.run(task, (own) => {
    expect(own).toBe(task);
    return done.promise;
  });
  expect(tasks.list).toEqual([task]);
  done.resolve('kept');
  expect(await ran).toBe('kept');
  expect(tasks.list).toEqual([]);
});

test('a task that fails is no longer listed, and others still are', async () => {
  const { tasks } = page();
  const other = new Task('Other');
  const going = Promise.withResolvers<undefined>();
  const ran = tasks.run(other, () => going.promise);
  await expect(tasks.run(new Task('Import'), () => Promise.reject(new Error('full')))).rejects.toThrow(
    'full',
  );
  expect(tasks.list).toEqual([other]);
  going.resolve(undefined);
  await ran;
});

test('news reach the task that they name, and no other', () => {
  const { tasks, tell } = page();
  const [one, other] = [new Task('One'), new Task('Other')];
  for (const task of [one, other]) void tasks.run(task, () => new Promise(() => undefined));
  expect(one.id).not.toBe(other.id);
  tell({ task: other.id, progress: half });
  tell({ task: 'gone', progress: { ...half, fraction: 1 } });
  expect(other.progress).toEqual(half);
  expect(one.progress).toEqual({ fraction: null, phase: 'One', seconds_left: null });
});

test('a task is cancelled by its signal', () => {
  const task = new Task('Import');
  expect(task.signal.aborted).toBe(false);
  task.cancel();
  expect(task.signal.aborted).toBe(true);
});

test('progress is one line: its phase, and what is left where that is known', () => {
  expect(progressWords(half)).toBe('Reading · about 20\u00a0s left');
  expect(progressWords({ ...half, seconds_left: null })).toBe('Reading');
});

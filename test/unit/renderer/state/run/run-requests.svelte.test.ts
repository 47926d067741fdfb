import { expect, test } from 'vitest';
import { IsthmusError, type Run } from '../../../../../src-main/contract/index.ts';
import type { Workbench } from '../../../../../src-renderer/state/app/workbench.svelte.ts';
import { RunRequests } from '../../../../../src-renderer/state/run/run-requests.svelte.ts';
import { aRun } from '../../../records.ts';

/** The buttons of a run that trains, and services that are answered by hand. */
function page() {
  let run: Run = aRun('r1', 'd1', { status: 'running' });
  const asked: { name: string; answer: (value: unknown) => void; refuse: (thrown: unknown) => void }[] = [];
  const reported: unknown[] = [];
  const progress = new Map<string, { epochs: unknown[] }>();
  const workbench = {
    client: {
      call: (name: string) => new Promise((answer, refuse) => void asked.push({ name, answer, refuse })),
    },
    progress,
    keepRun: (kept: Run) => (run = kept),
    report: (thrown: unknown) => void reported.push(thrown),
  } as unknown as Workbench;
  const become = (status: Run['status']) => (run = { ...run, status });
  return { requests: new RunRequests(workbench, () => run), asked, reported, progress, become };
}

test('a pause is waited for until it is granted', async () => {
  const { requests, asked } = page();
  const ended = requests.end('pause');
  expect([requests.ending, asked[0]?.name]).toEqual(['pause', 'runs.pause']);
  asked[0]?.answer(null);
  await ended;
  expect(requests.ending).toBeNull();
});

test('a stop lasts until the run has changed: its epoch is still to end', async () => {
  const { requests, asked, become } = page();
  const ended = requests.end('stop');
  asked[0]?.answer(null);
  await ended;
  expect(requests.ending).toBe('stop');
  become('finished');
  expect(requests.ending).toBeNull();
});

test('what a run did by itself meanwhile is no failure; other refusals are said', async () => {
  const { requests, asked, reported } = page();
  const [late, broken] = [new IsthmusError('not_found', 'Gone.'), new IsthmusError('internal', 'Broken.')];
  for (const [at, thrown] of [late, broken].entries()) {
    const ended = requests.end('cancel');
    asked[at]?.refuse(thrown);
    await ended;
    expect(requests.ending).toBeNull();
  }
  expect(reported).toEqual([broken]);
});

test('there is something to keep once an epoch has ended', () => {
  const { requests, progress } = page();
  expect(requests.learned).toBe(false);
  progress.set('r1', { epochs: [] });
  expect(requests.learned).toBe(false);
  progress.set('r1', { epochs: [{}] });
  expect(requests.learned).toBe(true);
});

test('a run is being resumed until the services have queued it, or refused', async () => {
  const { requests, asked, reported } = page();
  const resumed = requests.resume();
  expect([requests.resuming, asked[0]?.name]).toEqual([true, 'runs.resume']);
  asked[0]?.refuse(new IsthmusError('bad_input', 'It has no checkpoint.'));
  await resumed;
  expect([requests.resuming, reported.length]).toEqual([false, 1]);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IsthmusError, linkOutReason, type Preview } from '../../../../../src-main/contract/index.ts';
import { Tasks } from '../../../../../src-renderer/state/app/tasks.svelte.ts';
import type { Workbench } from '../../../../../src-renderer/state/app/workbench.svelte.ts';
import { PreviewState } from '../../../../../src-renderer/state/import/preview.svelte.ts';
import { aDataset } from '../../../records.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Asked {
  name: string;
  source: unknown;
  options: unknown;
  signal: AbortSignal;
  answer: (value: unknown) => void;
  refuse: (thrown: unknown) => void;
}

/** A page that looks at a folder, and services that are answered by hand. */
function page() {
  const asked: Asked[] = [];
  const went: string[] = [];
  const told: string[] = [];
  const client = {
    call: (
      name: string,
      { source, options }: { source: unknown; options: unknown },
      { signal }: { signal: AbortSignal },
    ) =>
      new Promise((answer, refuse) => {
        asked.push({ name, source, options, signal, answer, refuse });
        signal.addEventListener('abort', () => refuse(new IsthmusError('cancelled', 'Cancelled.')));
      }),
    on: () => () => undefined,
  } as unknown as Workbench['client'];
  const workbench = {
    client,
    tasks: new Tasks(client),
    go: (path: string) => went.push(path),
    notify: (message: string) => told.push(message),
    keepDataset: () => undefined,
  } as unknown as Workbench;
  const draft = new PreviewState(workbench, { path: '/data/some' });
  return { draft, asked, went, told };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const found = (name: string): Preview => ({ name, options: { seed: 0, scaling: 'none' } }) as Preview;

test('choices made in quick succession are looked at once, with all of them', async () => {
  const { draft, asked } = page();
  asked[0]?.answer(found('first'));
  await settle();
  expect([draft.settled, draft.options]).toEqual([true, { seed: 0, scaling: 'none' }]);
  draft.choose({ seed: 1 });
  await vi.advanceTimersByTimeAsync(300);
  draft.choose({ scaling: 'standard' });
  expect(draft.settled).toBe(false);
  await vi.advanceTimersByTimeAsync(349);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.map(({ options }) => options)).toEqual([{}, { seed: 1, scaling: 'standard' }]);
  asked[1]?.answer(found('second'));
  await settle();
  expect([draft.settled, draft.preview?.name]).toEqual([true, 'second']);
});

test('a look that is overtaken is cancelled, and says nothing', async () => {
  const { draft, asked, went } = page();
  draft.choose({ seed: 1 });
  expect(asked[0]?.signal.aborted).toBe(true);
  await vi.advanceTimersByTimeAsync(350);
  expect([draft.error, went]).toEqual([null, []]);
  asked[1]?.answer(found('only'));
  await settle();
  expect(draft.preview?.name).toBe('only');
});

test('a first look that is cancelled leads back; a later one says that what is shown is not what is chosen', async () => {
  const first = page();
  first.draft.looking?.cancel();
  await settle();
  expect(first.went).toEqual(['/']);

  const { draft, asked, went } = page();
  asked[0]?.answer(found('first'));
  await settle();
  draft.choose({ seed: 1 });
  await vi.advanceTimersByTimeAsync(350);
  draft.looking?.cancel();
  await settle();
  expect(went).toEqual([]);
  expect(draft.error).toContain('does not show what these choices would keep');
});

test('what is kept opens, unless the user has left: then it is told', async () => {
  const kept = aDataset('d1', { name: 'flowers' });
  const here = page();
  void here.draft.keep();
  here.asked.at(-1)?.answer(kept);
  await settle();
  expect([here.went, here.told]).toEqual([['/datasets/d1'], []]);

  const left = page();
  void left.draft.keep();
  left.draft.leave();
  left.asked.at(-1)?.answer(kept);
  await settle();
  expect([left.went, left.told]).toEqual([[], ['“flowers” is kept.']]);
});

test('what cannot be kept says why, and a cancel does not', async () => {
  const { draft, asked } = page();
  void draft.keep();
  asked.at(-1)?.refuse(new IsthmusError('bad_input', 'The disk is full.'));
  await settle();
  expect([draft.error, draft.keeping]).toEqual(['The disk is full.', null]);
  void draft.keep();
  expect(draft.error).toBeNull();
  draft.keeping?.cancel();
  await settle();
  expect([draft.error, draft.keeping]).toEqual([null, null]);
});

test('links out of the folder are followed where that is chosen, and no more once all choices are undone', async () => {
  const { draft, asked } = page();
  asked[0]?.answer({ ...found('first'), skipped: [] });
  await settle();
  expect(draft.hasLinks).toBe(false);
  draft.choose({ seed: 1 });
  await vi.advanceTimersByTimeAsync(350);
  asked[1]?.answer({ ...found('second'), skipped: [{ file: 'a', reason: linkOutReason }] });
  await settle();
  expect(draft.hasLinks).toBe(true);
  draft.followLinks(true);
  await vi.advanceTimersByTimeAsync(350);
  expect(asked[2]).toMatchObject({
    source: { path: '/data/some', follow_links: true },
    options: { seed: 1 },
  });
  asked[2]?.answer({ ...found('third'), skipped: [] });
  await settle();
  expect(draft.hasLinks).toBe(true);
  void draft.keep();
  expect(asked[3]).toMatchObject({ name: 'datasets.import', source: { follow_links: true } });
  draft.reset();
  await vi.advanceTimersByTimeAsync(350);
  expect(asked[4]?.source).toEqual({ path: '/data/some' });
});

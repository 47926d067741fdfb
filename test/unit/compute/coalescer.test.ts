import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Coalescer } from '../../../src-main/compute/coalescer.ts';
import type { Progress } from '../../../src-main/contract/index.ts';
import { anEpoch } from '../records.ts';

const at = (fraction: number): Progress => ({ fraction, phase: 'Training', seconds_left: null });

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

it('speaks at most ten times a second, with the latest progress and every epoch', () => {
  const sent: { fraction: number | null; epochs: number[] }[] = [];
  const coalescer = new Coalescer((progress, news) =>
    sent.push({ fraction: progress.fraction, epochs: news?.epochs.map(({ epoch: n }) => n) ?? [] }),
  );
  for (let n = 1; n <= 100; n++) {
    coalescer.report(at(n / 100), { epochs: [anEpoch(n)] });
    vi.advanceTimersByTime(10);
  }
  coalescer.flush();
  expect(sent.length).toBeGreaterThanOrEqual(10);
  expect(sent.length).toBeLessThanOrEqual(12);
  expect(sent.flatMap(({ epochs }) => epochs)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  expect(sent.at(-1)?.fraction).toBe(1);
});

it('sends what is left by itself when nothing more is reported', () => {
  const sent: (number | null)[] = [];
  const coalescer = new Coalescer(({ fraction }) => sent.push(fraction));
  coalescer.report(at(0.1));
  coalescer.report(at(0.2));
  expect(sent).toEqual([0.1]);
  vi.advanceTimersByTime(100);
  expect(sent).toEqual([0.1, 0.2]);
  coalescer.flush();
  expect(sent).toHaveLength(2);
});

it('tells of a new live map once, and lets its number only grow', () => {
  const lives: (number | undefined)[] = [];
  const coalescer = new Coalescer((_, news) => lives.push(news?.live));
  coalescer.report(at(0.1), { live: 2 });
  coalescer.flush();
  coalescer.report(at(0.2), { live: 1 });
  coalescer.flush();
  expect(lives).toEqual([2, undefined]);
});

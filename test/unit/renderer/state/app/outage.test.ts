import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Outage } from '../../../../../src-renderer/state/app/outage.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a first connection and a short blink go unnoticed', () => {
  const outage = new Outage();
  vi.advanceTimersByTime(1_100);
  outage.follow(true);
  vi.advanceTimersByTime(10_000);
  outage.follow(false);
  vi.advanceTimersByTime(1_100);
  expect(outage.noticed).toBe(false);
  outage.follow(true);
  vi.advanceTimersByTime(10_000);
  expect(outage.noticed).toBe(false);
});

test('what lasts is noticed until the connection is back', () => {
  const outage = new Outage();
  vi.advanceTimersByTime(1_200);
  expect(outage.noticed).toBe(true);
  outage.follow(false);
  expect(outage.noticed).toBe(true);
  outage.follow(true);
  expect(outage.noticed).toBe(false);
});

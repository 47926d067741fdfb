import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TrailPlayer } from '../../../../../src-renderer/state/run/trail-player.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a trail begins with what the run came to, and plays from its first epoch to there', () => {
  const player = new TrailPlayer([1, 5, 1_200]);
  expect([player.at, player.words]).toEqual([3, 'as it was kept']);
  player.toggle();
  const seen = [player.words];
  for (let step = 0; step < 5; step++) {
    vi.advanceTimersByTime(450);
    seen.push(player.words);
  }
  expect(seen).toEqual([
    'after epoch 1',
    'after epoch 5',
    'after epoch 1,200',
    'as it was kept',
    'as it was kept',
    'as it was kept',
  ]);
  expect(player.playing).toBe(false);
});

test('it rests where it is paused, and goes on from there', () => {
  const player = new TrailPlayer([1, 2, 3]);
  player.seek(0);
  player.toggle();
  vi.advanceTimersByTime(450);
  player.toggle();
  vi.advanceTimersByTime(5_000);
  expect([player.at, player.playing]).toEqual([1, false]);
  player.toggle();
  vi.advanceTimersByTime(450);
  expect(player.at).toBe(2);
});

test('a place that is chosen is kept: it no longer plays', () => {
  const player = new TrailPlayer([1, 2, 3]);
  player.toggle();
  player.seek(2);
  vi.advanceTimersByTime(5_000);
  expect([player.at, player.epoch, player.playing]).toEqual([2, 3, false]);
});

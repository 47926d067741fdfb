import { untrack } from 'svelte';
import { sameValue } from './params.ts';

/**
 * Acts on what a key comes to: first once the page has settled, then whenever it is another. Keys are plain data, and the
 * same where their parts are, so that a record read anew is no reason to act. What the action itself reads is not watched.
 * @returns stops it
 */
export function watch<K>(key: () => K, act: (key: K) => void): () => void {
  return $effect.root(() => {
    let last: { key: K } | null = null;
    $effect(() => {
      const now = key();
      if (last !== null && sameValue(last.key, now)) return;
      last = { key: now };
      untrack(() => act(now));
    });
  });
}

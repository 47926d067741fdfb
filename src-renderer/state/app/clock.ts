import { createSubscriber } from 'svelte/reactivity';

const every = 30_000;

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, every);
  return () => clearInterval(timer);
});

/** The time, for what says how long ago something was: who reads it in a view is drawn again as it passes. */
export const clock = {
  get now(): Date {
    subscribe();
    return new Date();
  },
};

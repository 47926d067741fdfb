import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import type { Chart } from '../../plots/charts/chart.ts';

/**
 * Draws a chart on an element for as long as it is there, and again with each new data.
 * @param make draws it the first time; what it reads besides the data is not watched
 * @param mark what is to be done to the chart besides, then and whenever what it reads is another
 */
export function drawChart<Data, C extends Chart<Data>>(
  data: () => Data,
  make: (element: HTMLElement, data: Data) => C,
  mark: (chart: C) => void = () => undefined,
): Attachment<HTMLElement> {
  return (element) => {
    const chart = untrack(() => make(element, data()));
    $effect(() => chart.update(data()));
    $effect(() => {
      data();
      mark(chart);
    });
    return () => chart.destroy();
  };
}

import { select } from 'd3';

/** The figures of one mark beside it. */
export interface ChartTip {
  /** @param x in pixels from the element's left @param y from its top */
  show(x: number, y: number, lines: readonly string[]): void;
  hide(): void;
  remove(): void;
}

/** A small box that an element shows above its content; screen readers have the mark's own name instead. */
export function chartTip(element: HTMLElement): ChartTip {
  select(element).classed('with-tip', true);
  const box = select(element)
    .append('div')
    .attr('class', 'chart-tip')
    .attr('aria-hidden', 'true')
    .property('hidden', true);
  return {
    show(x, y, lines) {
      box
        .property('hidden', false)
        .selectAll('p')
        .data(lines)
        .join('p')
        .text((words) => words);
      const { offsetWidth: width = 0, offsetHeight: height = 0 } = box.node() ?? {};
      const across = Math.max(0, Math.min(x - width / 2, element.clientWidth - width));
      const above = y - height - 14;
      box.style('left', `${across}px`).style('top', `${above < -20 ? y + 14 : above}px`);
    },
    hide() {
      box.property('hidden', true);
    },
    remove() {
      box.remove();
    },
  };
}

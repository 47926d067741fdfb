import { line, polygonArea } from 'd3';
import { thinned } from './pick.ts';

export interface LassoOptions {
  /** Ends the listening. */
  signal: AbortSignal;
  /** Whether a press begins a lasso. */
  wanted(event: PointerEvent): boolean;
  /** Shows the path so far; an empty one when it is over. */
  draw(path: string): void;
  /** @param beside whether what was selected before stays so */
  done(path: [number, number][], beside: boolean): void;
}

const outline = line<[number, number]>();
/** Anything smaller, in square pixels, was meant as a click. */
const minArea = 16;

/** Listens on an element for a free-hand outline drawn with the pointer. */
export function lassoGesture(host: HTMLElement, { signal, wanted, draw, done }: LassoOptions): void {
  let path: [number, number][] = [];
  let pointer: number | null = null;
  let drawn = false;

  const place = (event: PointerEvent): [number, number] => {
    const box = host.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const end = (): void => {
    pointer = null;
    path = [];
    draw('');
  };
  host.addEventListener(
    'pointerdown',
    (event) => {
      drawn = false;
      if (event.button !== 0 || pointer !== null || !wanted(event)) return;
      pointer = event.pointerId;
      host.setPointerCapture(pointer);
      path = [place(event)];
    },
    { signal },
  );
  host.addEventListener(
    'pointermove',
    (event) => {
      if (event.pointerId !== pointer) return;
      path = thinned([...path, place(event)], 2);
      draw(`${outline(path) ?? ''}Z`);
    },
    { signal },
  );
  host.addEventListener(
    'pointerup',
    (event) => {
      if (event.pointerId !== pointer) return;
      const whole = path;
      end();
      drawn = Math.abs(polygonArea(whole)) >= minArea;
      if (drawn) done(whole, event.ctrlKey || event.metaKey);
    },
    { signal },
  );
  host.addEventListener('pointercancel', end, { signal });
  // The click that ends a lasso is no click on a point.
  host.addEventListener(
    'click',
    (event) => {
      if (drawn) event.stopImmediatePropagation();
      drawn = false;
    },
    { signal, capture: true },
  );
}

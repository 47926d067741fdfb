export interface RotationGestureOptions {
  /** Ends the listening. */
  signal: AbortSignal;
  /** Whether a press begins to turn. */
  wanted(event: PointerEvent): boolean;
  /** Pixels that the pointer went on. */
  rotate(right: number, down: number): void;
}

/** Pixels that a hand trembles: a press that went no farther was meant as a click. */
const tremble = 3;

/** Listens on an element for a drag that turns what is in it. */
export function rotationGesture(host: HTMLElement, { signal, wanted, rotate }: RotationGestureOptions): void {
  let pointer: number | null = null;
  let last = { x: 0, y: 0 };
  let way = 0;

  host.addEventListener(
    'pointerdown',
    (event) => {
      if (pointer !== null) return;
      way = 0;
      if (event.button !== 0 || !wanted(event)) return;
      pointer = event.pointerId;
      host.setPointerCapture(pointer);
      last = { x: event.clientX, y: event.clientY };
    },
    { signal },
  );
  host.addEventListener(
    'pointermove',
    (event) => {
      if (event.pointerId !== pointer) return;
      const [right, down] = [event.clientX - last.x, event.clientY - last.y];
      way += Math.hypot(right, down);
      if (way < tremble) return;
      last = { x: event.clientX, y: event.clientY };
      rotate(right, down);
    },
    { signal },
  );
  const end = (event: PointerEvent): void => {
    if (event.pointerId === pointer) pointer = null;
  };
  host.addEventListener('pointerup', end, { signal });
  host.addEventListener('pointercancel', end, { signal });
  // The click that ends a turn is no click on a point.
  host.addEventListener(
    'click',
    (event) => {
      if (way >= tremble) event.stopImmediatePropagation();
      way = 0;
    },
    { signal, capture: true },
  );
}

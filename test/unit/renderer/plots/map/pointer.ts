/** An element that hears pointers, 10 pixels from the left and 20 from the top of the window. */
export class Host extends EventTarget {
  readonly captured: number[] = [];

  setPointerCapture(pointer: number): void {
    this.captured.push(pointer);
  }

  getBoundingClientRect(): Pick<DOMRect, 'left' | 'top'> {
    return { left: 10, top: 20 };
  }

  /** @param x and `y`: pixels of the element */
  point(type: string, x: number, y: number, more: Partial<PointerEvent> = {}): void {
    const event = new Event(type);
    const held = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
    this.dispatchEvent(
      Object.assign(event, { pointerId: 1, button: 0, clientX: 10 + x, clientY: 20 + y, ...held, ...more }),
    );
  }

  get element(): HTMLElement {
    return this as unknown as HTMLElement;
  }
}

import type { Mode } from './board.ts';

/**
 * What a drag that begins so does. With Shift it draws a lasso, whatever the mode; a flat map is not turned but moved.
 * @param deep whether the map can be turned
 */
export function dragMeans({ shiftKey }: Pick<MouseEvent, 'shiftKey'>, mode: Mode, deep: boolean): Mode {
  if (shiftKey || mode === 'lasso') return 'lasso';
  return mode === 'rotate' && deep ? 'rotate' : 'pan';
}

/** Whether d3-zoom may take an event: the wheel always, a drag with the main button where it moves the map. */
export function isForZoom({ type, button }: Pick<MouseEvent, 'type' | 'button'>, means: Mode): boolean {
  return type === 'wheel' || (button === 0 && means === 'pan');
}

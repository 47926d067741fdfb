import type { Board } from '../../plots/map/board.ts';

/**
 * Keys that work anywhere on a page with maps but in fields, menus and dialogs: L and Escape.
 * @param more what further letters do
 */
export function listenForKeys(
  event: KeyboardEvent,
  board: Board,
  more: Readonly<Record<string, () => void>> = {},
): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const elsewhere = 'input:not([type=radio], [type=checkbox]), select, textarea, dialog, [popover]';
  if (event.target instanceof Element && event.target.closest(elsewhere) !== null) return;
  if (event.key === 'Escape') board.clearSelection();
  if (event.key.toLowerCase() === 'l') board.toggleLasso();
  more[event.key.toLowerCase()]?.();
}

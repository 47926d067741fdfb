import { beforeEach, expect, test, vi } from 'vitest';
import { listenForKeys } from '../../../../../src-renderer/views/shared/map-keys.ts';
import { boardOf } from '../../plots/map/board-here.ts';

/** An element that lies in a field, or in none. */
class Place {
  readonly field: boolean;

  constructor(field: boolean) {
    this.field = field;
  }

  closest(selectors: string): Place | null {
    expect(selectors).toContain('textarea');
    return this.field ? this : null;
  }
}

beforeEach(() => vi.stubGlobal('Element', Place));

function press(
  key: string,
  more: Partial<KeyboardEvent> = {},
): { selected: number; mode: string; further: number } {
  const { board } = boardOf([0, 0, 0]);
  board.select(Uint32Array.of(0, 2));
  let further = 0;
  const held = {
    defaultPrevented: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    target: new Place(false),
  };
  listenForKeys({ key, ...held, ...more } as unknown as KeyboardEvent, board, { d: () => void further++ });
  return { selected: board.selected.reduce((sum, on) => sum + on, 0), mode: board.mode, further };
}

const nothing = { selected: 2, mode: 'pan', further: 0 };

test('Escape clears the selection, L switches to the lasso, further letters do what they are given, large or small', () => {
  expect(press('Escape')).toEqual({ ...nothing, selected: 0 });
  expect(press('l')).toEqual({ ...nothing, mode: 'lasso' });
  expect(press('L')).toEqual({ ...nothing, mode: 'lasso' });
  expect(press('d')).toEqual({ ...nothing, further: 1 });
  expect(press('D')).toEqual({ ...nothing, further: 1 });
  expect(press('x')).toEqual(nothing);
});

test('a key is left alone in a field, with Ctrl, Command or Alt, and where something else took it', () => {
  for (const key of ['Escape', 'l', 'd']) {
    expect(press(key, { target: new Place(true) as unknown as EventTarget })).toEqual(nothing);
    for (const held of ['ctrlKey', 'metaKey', 'altKey', 'defaultPrevented']) {
      expect(press(key, { [held]: true })).toEqual(nothing);
    }
  }
});

test('a key pressed where there is no element counts too', () => {
  expect(press('Escape', { target: null }).selected).toBe(0);
});

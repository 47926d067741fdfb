import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Board } from '../../../../src-renderer/plots/map/board.ts';
import { listenForKeys } from '../../../../src-renderer/views/shared/map-keys.ts';

/** An element inside of what the selectors name. */
class TestElement {
  readonly #within: string;

  constructor(within: string) {
    this.#within = within;
  }

  closest(selectors: string): this | null {
    return selectors.split(', ').includes(this.#within) ? this : null;
  }
}

beforeEach(() => vi.stubGlobal('Element', TestElement));
afterEach(() => vi.unstubAllGlobals());

/** What a key does. */
function press(key: string, more: Partial<Record<keyof KeyboardEvent, unknown>> = {}): string[] {
  const done: string[] = [];
  const board = {
    clearSelection: () => done.push('clear'),
    toggleLasso: () => done.push('lasso'),
  } as unknown as Board;
  const event = { key, target: new TestElement('section'), ...more } as unknown as KeyboardEvent;
  listenForKeys(event, board, { n: () => done.push('neighbours') });
  return done;
}

test('L is the lasso, Escape clears the selection, and a page has letters of its own', () => {
  expect([press('l'), press('L'), press('Escape'), press('n'), press('N'), press('x')]).toEqual([
    ['lasso'],
    ['lasso'],
    ['clear'],
    ['neighbours'],
    ['neighbours'],
    [],
  ]);
});

test('with a modifier, or where something else has taken it, a key is left alone', () => {
  for (const taken of ['ctrlKey', 'metaKey', 'altKey', 'defaultPrevented'] as const) {
    expect(press('l', { [taken]: true })).toEqual([]);
  }
  expect(press('L', { shiftKey: true })).toEqual(['lasso']);
});

test('in fields, menus and dialogs keys are theirs', () => {
  for (const within of ['select', 'textarea', 'dialog', '[popover]']) {
    expect(press('l', { target: new TestElement(within) })).toEqual([]);
  }
});

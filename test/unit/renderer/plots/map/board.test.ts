import { expect, test } from 'vitest';
import { facing, restingRotation } from '../../../../../src-renderer/plots/geometry/rotation.ts';
import { wholeView } from '../../../../../src-renderer/plots/geometry/view.ts';
import { boardOf } from './board-here.ts';

const labels = [0, 0, 1, 1, -1];

test('rows are selected instead of those before, or beside them', () => {
  const { board, told } = boardOf(labels, 2);
  board.select(Uint32Array.of(0, 2));
  expect([...board.selected]).toEqual([1, 0, 1, 0, 0]);
  board.select(Uint32Array.of(2, 4), true);
  expect([...board.selected]).toEqual([1, 0, 1, 0, 1]);
  board.select(Uint32Array.of(3));
  expect([...board.selected]).toEqual([0, 0, 0, 1, 0]);
  expect(told).toEqual(['selection', 'selection', 'selection']);
});

test('a click selects one more row, or takes it back; beside all rows it changes nothing', () => {
  const { board, told } = boardOf(labels, 2);
  board.toggle(0);
  board.toggle(3);
  expect([...board.selected]).toEqual([1, 0, 0, 1, 0]);
  board.toggle(0);
  board.toggle(-1);
  expect([...board.selected]).toEqual([0, 0, 0, 1, 0]);
  expect(told).toHaveLength(3);
});

test('a selection is cleared, and where there is none nobody is told', () => {
  const { board, told } = boardOf(labels, 2);
  board.clearSelection();
  expect(told).toEqual([]);
  board.toggle(2);
  board.clearSelection();
  expect(board.selected.includes(1)).toBe(false);
  expect(told).toEqual(['selection', 'selection']);
});

test('selected rows are drawn above the others', () => {
  const { board } = boardOf(labels, 2);
  expect(board.order.layers).toEqual([{ from: 0, to: 5, role: 'plain' }]);
  board.select(Uint32Array.of(1));
  expect(board.order.layers).toEqual([
    { from: 0, to: 4, role: 'faint' },
    { from: 4, to: 5, role: 'raised' },
  ]);
  expect(board.order.rows.at(-1)).toBe(1);
});

test('a row is marked once, and not any more when its class is switched off', () => {
  const { board, told } = boardOf(labels, 2);
  board.mark(2);
  board.mark(2);
  expect(told).toEqual(['marked']);
  board.setHidden([true, false, false]);
  expect(board.marked).toBe(2);
  board.setHidden([false, true, false]);
  expect(board.marked).toBe(-1);
  expect([...board.shownRows].toSorted()).toEqual([0, 1, 4]);
  expect(told).toEqual(['marked', 'shown', 'marked', 'shown']);
  board.setHidden([false, false, true]);
  expect([...board.shownRows].toSorted()).toEqual([0, 1, 2, 3]);
  expect([board.isDrawn(3), board.isDrawn(4)]).toEqual([true, false]);
});

test('rows of the wanted split alone are drawn', () => {
  const { board } = boardOf(labels, 2);
  board.setShown('train');
  expect([...board.shownRows]).toEqual([]);
  board.setShown('all');
  expect(board.shownRows).toHaveLength(5);
});

test('the lasso comes and goes, and leaves dragging as it is for flat maps and for deep ones', () => {
  const { board } = boardOf(labels, 2);
  expect(board.mode).toBe('pan');
  board.toggleLasso();
  expect(board.mode).toBe('lasso');
  board.setDeep(true);
  expect(board.mode).toBe('lasso');
  board.toggleLasso();
  expect(board.mode).toBe('rotate');
  board.setDeep(false);
  expect(board.mode).toBe('pan');
  board.setDeep(true);
  expect(board.mode).toBe('rotate');
});

test('the view goes no farther than three maps off, and rests where it was at first', () => {
  const { board } = boardOf(labels, 2);
  expect(board.atRest).toBe(true);
  board.setView({ k: 2, x: 4, y: -5 });
  expect(board.view).toEqual({ k: 2, x: 3, y: -3 });
  for (const view of [
    { ...wholeView, k: 2 },
    { ...wholeView, x: 1 },
    { ...wholeView, y: 1 },
  ]) {
    board.setView(view);
    expect(board.atRest).toBe(false);
  }
  board.resetView();
  expect(board.view).toEqual(wholeView);
  board.setRotation(facing);
  expect(board.atRest).toBe(true);
  board.setDeep(true);
  expect(board.atRest).toBe(false);
  board.resetView();
  expect(board.rotation).toEqual(restingRotation);
  expect(board.atRest).toBe(true);
});

test('rows have the bytes of their class, unlabelled rows those of the last colour', () => {
  const { board } = boardOf([1, -1], 2);
  board.setColours(['#000000', '#0102ff', '#0a0b0c']);
  expect([...board.colours]).toEqual([1, 2, 255, 0, 10, 11, 12, 0]);
});

test('panes follow what all maps share, and are painted once in the next frame', () => {
  const { board, told, frames } = boardOf(labels, 2);
  const [one, other] = [0, 1].map(() => ({ painted: [] as number[], followed: 0 }));
  const panes = [one!, other!].map((seen) => ({
    paint: (now: number) => seen.painted.push(now),
    follow: () => seen.followed++,
  }));
  /** What came of a change: who followed, whom the next frame painted, and what was told. */
  let time = 0;
  const after = (change: () => void): [followed: number[], painted: number[], told: string[]] => {
    for (const seen of [one!, other!]) seen.followed = 0;
    told.length = 0;
    change();
    time++;
    for (const frame of frames.splice(0)) frame(time);
    return [
      [one!, other!].map(({ followed }) => followed),
      [one!, other!].map(({ painted }) => painted.filter((now) => now === time).length),
      [...told],
    ];
  };
  for (const pane of panes) board.add(pane);
  expect(frames).toHaveLength(1);
  expect(after(() => undefined)).toEqual([[0, 0], [1, 1], []]);
  expect(after(() => board.setView({ k: 2, x: 0, y: 0 }))).toEqual([[1, 1], [1, 1], ['view']]);
  expect(after(() => board.setRotation(facing))).toEqual([[1, 1], [1, 1], ['view']]);
  expect(after(() => board.mark(1))).toEqual([[1, 1], [0, 0], ['marked']]);
  expect(after(() => board.setMode('lasso'))).toEqual([[1, 1], [0, 0], ['mode']]);
  expect(after(() => board.setDeep(true))).toEqual([[0, 0], [0, 0], ['view']]);
  expect(after(() => board.setDeep(true))).toEqual([[0, 0], [0, 0], []]);
  expect(after(() => board.select(Uint32Array.of(1)))).toEqual([[0, 0], [1, 1], ['selection']]);
  expect(after(() => board.toggle(1))).toEqual([[0, 0], [1, 1], ['selection']]);
  expect(after(() => board.setShown('all'))).toEqual([[0, 0], [1, 1], ['shown']]);
  expect(after(() => board.setColours(['#000000', '#111111', '#222222']))).toEqual([[0, 0], [1, 1], []]);
  expect(after(() => board.invalidate(panes[1]!))).toEqual([[0, 0], [0, 1], []]);
  board.invalidate();
  board.remove(panes[0]!);
  expect(after(() => board.invalidate())).toEqual([[0, 0], [0, 1], []]);
  board.invalidate();
  board.dispose();
  expect(after(() => undefined)).toEqual([[0, 0], [0, 0], []]);
});

test('a board knows how many rows there are, shown or not, and asks its owner for words on one', () => {
  const { board } = boardOf(labels, 2);
  board.setHidden([true, true, true]);
  expect([board.rows, board.shownRows.length, board.shown]).toEqual([5, 0, 'test']);
  expect(board.describe(3)).toBe('');
});

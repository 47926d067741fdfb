import { vi } from 'vitest';
import { Board, type BoardChange } from '../../../../../src-renderer/plots/map/board.ts';

// A painter needs a graphics card or a canvas; what a board says to it is not looked at here.
vi.mock('../../../../../src-renderer/plots/painters/create-painter.ts', () => ({
  createPainter: () => ({ setOrder: () => {}, setColours: () => {}, dispose: () => {} }),
}));

/** A board whose rows are all held out, what it told its owner, and the frames it asked for, which come when called. */
export function boardOf(
  labels: readonly number[],
  classes = 1,
): { board: Board; told: BoardChange[]; frames: FrameRequestCallback[] } {
  const frames: FrameRequestCallback[] = [];
  vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', () => {});
  const told: BoardChange[] = [];
  const rows = {
    labels: Int32Array.from(labels),
    heldOut: new Uint8Array(labels.length).fill(1),
    classes,
  };
  const board = new Board(rows, 'test', { change: (change) => told.push(change), describe: () => '' });
  return { board, told, frames };
}

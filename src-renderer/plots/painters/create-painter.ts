import { CanvasPainter } from './canvas-painter.ts';
import type { Painter } from './painter.ts';
import { WebglPainter } from './webgl-painter.ts';

/**
 * The fastest painter to be had here.
 * @param onRestore called when everything must be drawn again because the graphics context was lost or came back
 */
export function createPainter(onRestore: () => void): Painter {
  return WebglPainter.create(onRestore) ?? new CanvasPainter();
}

/**
 * Drawing points, behind one interface: by WebGL, or by the processor where there is no graphics device. A test holds
 * the painters to the same picture.
 */

import type { DrawingOrder, DrawingLayer } from '../geometry/drawing-order.ts';
import type { Rotation } from '../geometry/rotation.ts';
import type { NormalMap, PaneProjection, Size } from '../geometry/view.ts';

/** Where points are: flat, or to be turned before they are seen. */
export type Places = Pick<NormalMap, 'positions' | 'columns'>;

/** The positions of one pane, as a painter keeps them. */
export interface Cloud {
  /**
   * Moves the points: they are drawn between what is seen of `from` and of `to`, as a frame's `t` says. The cloud keeps
   * both, so their positions must not be written to afterwards.
   */
  move(from: Places, to: Places): void;
  /** Colours of this cloud alone, as {@link Painter.setColours} takes them; null: those of all. */
  setColours(colours: Uint8Array | null): void;
  dispose(): void;
}

/** One picture of one pane. */
export interface Frame {
  projection: PaneProjection;
  size: Size;
  /** Device pixels a CSS pixel. */
  ratio: number;
  /** A plain point's diameter in CSS pixels. */
  pointSize: number;
  /** 0: all at `from`; 1: all at `to`. */
  t: number;
  /** How places of three columns are turned. */
  rotation: Rotation;
  /** The rows in the order of this pane alone, as a new object whenever it is another; null: the order of all. */
  order: DrawingOrder | null;
}

/**
 * Draws clouds of the same rows into the canvases of many panes. Order, and colours where a cloud has none of its own,
 * belong to all clouds alike, so that a selection is one upload however many panes there are.
 */
export interface Painter {
  /** What draws. */
  readonly device: 'graphics' | 'processor';
  /** One red, green, blue and unused byte a row. */
  setColours(colours: Uint8Array): void;
  setOrder(order: DrawingOrder): void;
  addCloud(): Cloud;
  paint(cloud: Cloud, target: CanvasRenderingContext2D, frame: Frame): void;
  dispose(): void;
}

/** How a layer's points differ from a plain one. */
export const looks: Record<DrawingLayer['role'], { alpha: number; scale: number }> = {
  faint: { alpha: 0.22, scale: 0.85 },
  plain: { alpha: 0.82, scale: 1 },
  raised: { alpha: 0.95, scale: 1.3 },
};

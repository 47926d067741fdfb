/**
 * Maps on the screen: panes that share one board, panning, turning, pointing, the lasso, keys. Points are drawn by
 * `painters`; what is seen where is computed in `geometry`.
 */

import { rowColours } from '../colours.ts';
import { createPainter } from '../painters/create-painter.ts';
import {
  drawingOrder,
  isShown,
  shuffled,
  type DrawingOrder,
  type RowStates,
  type Shown,
} from '../geometry/drawing-order.ts';
import type { Painter } from '../painters/painter.ts';
import { restingRotation, sameRotation, type Rotation } from '../geometry/rotation.ts';
import { wholeView, type View } from '../geometry/view.ts';

/** What dragging does: it moves the maps, draws a lasso, or turns those that are deep. */
export type Mode = 'pan' | 'lasso' | 'rotate';

/** What a pane offers the board it hangs on. */
export interface BoardPane {
  paint(now: number): void;
  /** The shared view, turn, mode or marked row changed: put the pane's own controls in step. */
  follow(): void;
}

/** Of one dataset's rows, what every map shows alike. */
export interface BoardRows {
  /** Index of each row's class; -1: unlabelled. */
  labels: Int32Array;
  /** 1 for held-out rows, 0 for training rows. */
  heldOut: Uint8Array;
  classes: number;
}

export type BoardChange = 'selection' | 'marked' | 'mode' | 'view' | 'shown';

/** Whom a board tells, and asks. */
export interface BoardOwner {
  change(change: BoardChange): void;
  /** A few words on a row, shown beside its marker: its class. Empty: none. */
  describe(row: number): string;
}

const farthest = 3;

/** What all maps of a page share: rows, colours, view, selection and the row under the pointer. */
export class Board {
  readonly painter: Painter;
  readonly #states: RowStates;
  readonly #shuffle: Uint32Array;
  readonly #panes = new Set<BoardPane>();
  readonly #dirty = new Set<BoardPane>();
  readonly #owner: BoardOwner;
  #shown: Shown;
  #shownRows = new Uint32Array();
  #order: DrawingOrder = { rows: new Uint32Array(), layers: [] };
  #colours: Uint8Array = new Uint8Array();
  #view: View = wholeView;
  #rotation: Rotation = restingRotation;
  #deep = false;
  #mode: Mode = 'pan';
  #marked = -1;
  #frame = 0;

  constructor(rows: BoardRows, shown: Shown, owner: BoardOwner) {
    const { labels, heldOut, classes } = rows;
    this.#states = {
      labels,
      heldOut,
      selected: new Uint8Array(labels.length),
      hidden: new Uint8Array(classes + 1),
    };
    this.#shuffle = shuffled(labels.length);
    this.#shown = shown;
    this.#owner = owner;
    this.painter = createPainter(() => this.invalidate());
    this.#reorder();
    this.#findShown();
  }

  /** How many rows there are, shown or not. */
  get rows(): number {
    return this.#states.labels.length;
  }

  /** The rows that are drawn: those of the wanted split whose class is switched on. */
  get shownRows(): Uint32Array {
    return this.#shownRows;
  }

  get shown(): Shown {
    return this.#shown;
  }

  /** Whether a row is among those that are drawn. */
  isDrawn(row: number): boolean {
    return isShown(row, this.#states, this.#shown);
  }

  get view(): View {
    return this.#view;
  }

  /** How all deep maps are turned. */
  get rotation(): Rotation {
    return this.#rotation;
  }

  /** Whether there is something to turn. */
  get deep(): boolean {
    return this.#deep;
  }

  /** Whether the maps are seen as they are at first. */
  get atRest(): boolean {
    const { k, x, y } = this.#view;
    return k === 1 && x === 0 && y === 0 && (!this.#deep || sameRotation(this.#rotation, restingRotation));
  }

  get mode(): Mode {
    return this.#mode;
  }

  /** The row under the pointer or the keyboard's cursor; -1: none. */
  get marked(): number {
    return this.#marked;
  }

  /** One byte a row, 1 where it is selected. Not to be written to. */
  get selected(): Uint8Array {
    return this.#states.selected;
  }

  /** What is drawn, from the bottom up. */
  get order(): DrawingOrder {
    return this.#order;
  }

  /** One red, green, blue and unused byte a row. */
  get colours(): Uint8Array {
    return this.#colours;
  }

  describe(row: number): string {
    return this.#owner.describe(row);
  }

  add(pane: BoardPane): void {
    this.#panes.add(pane);
    this.invalidate(pane);
  }

  remove(pane: BoardPane): void {
    this.#panes.delete(pane);
    this.#dirty.delete(pane);
  }

  /** @param colours one a class, then the one of unlabelled rows */
  setColours(colours: readonly string[]): void {
    this.#colours = rowColours(this.#states.labels, colours);
    this.painter.setColours(this.#colours);
    this.invalidate();
  }

  /** @param hidden whether each class, and last the unlabelled, is switched off */
  setHidden(hidden: readonly boolean[]): void {
    hidden.forEach((off, index) => (this.#states.hidden[index] = off ? 1 : 0));
    this.#showAnew();
  }

  setShown(shown: Shown): void {
    this.#shown = shown;
    this.#showAnew();
  }

  /** Selects these rows instead of, or beside, those selected before. */
  select(rows: Uint32Array, beside = false): void {
    if (!beside) this.#states.selected.fill(0);
    for (const row of rows) this.#states.selected[row] = 1;
    this.#reorder();
    this.#owner.change('selection');
  }

  toggle(row: number): void {
    if (row < 0) return;
    this.#states.selected[row] = this.#states.selected[row] === 1 ? 0 : 1;
    this.#reorder();
    this.#owner.change('selection');
  }

  clearSelection(): void {
    if (this.#states.selected.includes(1)) this.select(new Uint32Array());
  }

  mark(row: number): void {
    if (row === this.#marked) return;
    this.#marked = row;
    for (const pane of this.#panes) pane.follow();
    this.#owner.change('marked');
  }

  setMode(mode: Mode): void {
    this.#mode = mode;
    for (const pane of this.#panes) pane.follow();
    this.#owner.change('mode');
  }

  /** Whether the maps are deep: while they are, dragging turns them unless another mode is chosen. */
  setDeep(deep: boolean): void {
    if (deep === this.#deep) return;
    this.#deep = deep;
    if (this.#mode !== 'lasso') this.setMode(deep ? 'rotate' : 'pan');
    this.#owner.change('view');
  }

  /** The lasso on or off; off, dragging is what it is by itself. */
  toggleLasso(): void {
    this.setMode(this.#mode !== 'lasso' ? 'lasso' : this.#deep ? 'rotate' : 'pan');
  }

  setRotation(rotation: Rotation): void {
    this.#rotation = rotation;
    for (const pane of this.#panes) pane.follow();
    this.invalidate();
    this.#owner.change('view');
  }

  setView(view: View): void {
    const within = (value: number): number => Math.max(-farthest, Math.min(farthest, value));
    this.#view = { k: view.k, x: within(view.x), y: within(view.y) };
    for (const pane of this.#panes) pane.follow();
    this.invalidate();
    this.#owner.change('view');
  }

  resetView(): void {
    this.#rotation = restingRotation;
    this.setView(wholeView);
  }

  /** Draws one pane, or all of them, in the next frame. */
  invalidate(pane?: BoardPane): void {
    if (pane === undefined) for (const each of this.#panes) this.#dirty.add(each);
    else this.#dirty.add(pane);
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#paint);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    this.#panes.clear();
    this.#dirty.clear();
    this.painter.dispose();
  }

  readonly #paint = (now: number): void => {
    this.#frame = 0;
    const panes = [...this.#dirty];
    this.#dirty.clear();
    for (const pane of panes) pane.paint(now);
  };

  #showAnew(): void {
    this.#findShown();
    this.#reorder();
    if (this.#marked >= 0 && !this.isDrawn(this.#marked)) this.mark(-1);
    this.#owner.change('shown');
  }

  #findShown(): void {
    this.#shownRows = this.#shuffle.filter((row) => isShown(row, this.#states, this.#shown));
  }

  #reorder(): void {
    this.#order = drawingOrder(this.#shuffle, this.#states, this.#shown);
    this.painter.setOrder(this.#order);
    this.invalidate();
  }
}

import { easeCubicInOut, select, zoom, type D3ZoomEvent, type Selection, type ZoomBehavior } from 'd3';
import { drawAxes } from './axes.ts';
import type { Board, BoardPane } from './board.ts';
import { lassoGesture } from './lasso.ts';
import { mapMarkup } from './map-vector.ts';
import type { Cloud } from './painter.ts';
import { insidePolygon, nearest, placeIndex, type PlaceIndex } from './pick.ts';
import { markedPlace, paneKey, placeOf } from './pane-keys.ts';
import './plots.css';
import { drawRings, type Rings } from './rings.ts';
import { drawnAnew } from './save.ts';
import {
  fromTransform,
  nowhere,
  pointSize,
  projection,
  toTransform,
  unproject,
  type NormalMap,
  type Projection,
  type Size,
} from './view.ts';

const glide = 450;
/** How near the pointer must be to a point to mean it, in CSS pixels. */
const reach = 14;

/**
 * One map on a board: a canvas of points under an SVG of ticks, lasso and markers. It hears pointer and
 * keyboard, and passes what they mean to the board.
 */
export class Pane implements BoardPane {
  readonly board: Board;
  readonly #host: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #ink: CanvasRenderingContext2D;
  readonly #cloud: Cloud;
  readonly #svg: Selection<SVGSVGElement, unknown, null, undefined>;
  readonly #zoom: ZoomBehavior<HTMLElement, unknown>;
  readonly #ending = new AbortController();
  readonly #observers: { disconnect(): void }[];
  #size: Size = { width: 0, height: 0 };
  #visible = true;
  #map: NormalMap | null = null;
  #moved: { from: NormalMap; began: number } | null = null;
  #index: { rows: Uint32Array; places: PlaceIndex } | null = null;
  #colours: Uint8Array | null = null;
  #rings: Rings | null = null;

  /** @param host a positioned element without content; it gets the canvas, and focus is its own to give */
  constructor(host: HTMLElement, board: Board) {
    this.#host = host;
    this.board = board;
    this.#canvas = document.createElement('canvas');
    const ink = this.#canvas.getContext('2d');
    if (ink === null) throw new Error('This browser has no 2-D canvas.');
    this.#ink = ink;
    const root = select(host).classed('pane', true);
    root.append(() => this.#canvas);
    this.#svg = root.append('svg').attr('aria-hidden', 'true');
    this.#svg.append('g').attr('class', 'ticks below');
    this.#svg.append('g').attr('class', 'ticks left');
    this.#svg.append('g').attr('class', 'rings');
    this.#svg.append('path').attr('class', 'lasso');
    const marker = this.#svg.append('g').attr('class', 'marker').attr('visibility', 'hidden');
    marker.append('circle').attr('class', 'halo').attr('r', 8);
    marker.append('circle').attr('r', 8);
    marker.append('text').attr('y', 4);
    this.#cloud = board.painter.addCloud();
    drawnAnew(this.#canvas, { markup: () => this.#markup(), sharp: (ratio) => this.#sharp(ratio) });

    this.#zoom = zoom<HTMLElement, unknown>()
      .scaleExtent([0.5, 400])
      .filter((event: MouseEvent) => event.type === 'wheel' || (event.button === 0 && !this.#lassoes(event)))
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => {
        if (event.sourceEvent !== null) board.setView(fromTransform(event.transform, this.#size));
      });
    root.call(this.#zoom).on('dblclick.zoom', null);
    this.#listen();

    const sizes = new ResizeObserver(() => this.#resize());
    sizes.observe(host);
    const sights = new IntersectionObserver(([entry]) => {
      this.#visible = entry?.isIntersecting ?? true;
      if (this.#visible) board.invalidate(this);
    });
    sights.observe(host);
    this.#observers = [sizes, sights];
    board.add(this);
    this.#resize();
    this.follow();
  }

  /** Shows a map; one shown before glides into it, unless the user asked for less motion. */
  setMap(map: NormalMap): void {
    const now = performance.now();
    const before = this.#map === null ? null : this.#current(now);
    const still = before === null || matchMedia('(prefers-reduced-motion: reduce)').matches;
    const from = still ? map : { ...before, positions: startingFrom(before.positions, map.positions) };
    this.#map = map;
    this.#moved = still ? null : { from, began: now };
    this.#index = null;
    this.#cloud.move(from.positions, map.positions);
    this.board.invalidate(this);
  }

  /** Colours of this pane alone, one red, green, blue and unused byte a row; null: those of the board. */
  setColours(colours: Uint8Array | null): void {
    this.#colours = colours;
    this.#cloud.setColours(colours);
    this.board.invalidate(this);
  }

  /** Rings round some rows of this pane; null: none. */
  setRings(rings: Rings | null): void {
    this.#rings = rings;
    this.board.invalidate(this);
  }

  get map(): NormalMap | null {
    return this.#map;
  }

  get size(): Size {
    return this.#size;
  }

  get projection(): Projection {
    return projection(this.board.view, this.#size);
  }

  /** The shown row nearest to a pixel of the pane, or -1 where none is near. */
  rowAt(px: number, py: number): number {
    const index = this.#places();
    if (index === null) return -1;
    const view = this.projection;
    const [x, y] = unproject(px, py, view);
    return nearest(index, x, y, reach / view.sx);
  }

  follow(): void {
    this.#host.dataset['mode'] = this.board.mode;
    // The property d3-zoom keeps its state in: setting it by `transform` would echo through every pane.
    select(this.#host).property('__zoom', toTransform(this.board.view, this.#size));
    this.#placeMarker();
  }

  paint(now: number): void {
    const { width, height } = this.#size;
    if (!this.#visible || this.#map === null || width === 0 || height === 0) return;
    const view = this.projection;
    const t = this.#progress(now);
    this.board.painter.paint(this.#cloud, this.#ink, {
      projection: view,
      size: this.#size,
      ratio: devicePixelRatio,
      pointSize: this.#pointSize,
      t,
    });
    const { centre, half } = this.#current(now, false);
    drawRings(this.#svg.select('.rings'), this.#rings, (row) => placeOf(this, row));
    drawAxes(this.#svg.select('.below'), this.#svg.select('.left'), { centre, half }, view, this.#size);
    this.#placeMarker();
    if (t < 1) this.board.invalidate(this);
    else this.#moved = null;
  }

  dispose(): void {
    this.#ending.abort();
    for (const observer of this.#observers) observer.disconnect();
    this.board.remove(this);
    this.#cloud.dispose();
    select(this.#host).on('.zoom', null).classed('pane', false);
    this.#host.replaceChildren();
  }

  #listen(): void {
    const { signal } = this.#ending;
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      listener: (event: HTMLElementEventMap[K]) => void,
    ): void => this.#host.addEventListener(type, listener, { signal });
    const place = (event: MouseEvent): [number, number] => {
      const box = this.#host.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    on('pointermove', (event) => {
      if (event.buttons === 0 && event.pointerType !== 'touch') this.board.mark(this.rowAt(...place(event)));
    });
    on('pointerleave', () => this.board.mark(-1));
    on('dblclick', () => this.board.resetView());
    on('click', (event) => this.board.toggle(this.rowAt(...place(event))));
    on('keydown', (event) => {
      if (!paneKey(event, this)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    lassoGesture(this.#host, {
      signal,
      wanted: (event) => this.#lassoes(event),
      draw: (path) => this.#svg.select('.lasso').attr('d', path),
      done: (path, beside) => this.#take(path, beside),
    });
  }

  get #pointSize(): number {
    return pointSize(this.board.shownRows.length, this.#size, this.board.view.k);
  }

  /** The map at rest as SVG. */
  #markup(): string | null {
    const { board, projection: view } = this;
    if (this.#map === null) return '';
    return mapMarkup(this.#map.positions, board.order, this.#colours ?? board.colours, {
      projection: view,
      size: this.#size,
      pointSize: this.#pointSize,
    });
  }

  /** The map at rest on a canvas of its own. */
  #sharp(ratio: number): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(this.#size.width * ratio));
    canvas.height = Math.max(1, Math.round(this.#size.height * ratio));
    const ink = canvas.getContext('2d');
    if (ink !== null) {
      const { projection: view, size } = this;
      this.board.painter.paint(this.#cloud, ink, {
        projection: view,
        size,
        ratio,
        pointSize: this.#pointSize,
        t: 1,
      });
    }
    return canvas;
  }

  #lassoes(event: MouseEvent): boolean {
    return this.board.mode === 'lasso' || event.shiftKey;
  }

  #take(path: [number, number][], beside: boolean): void {
    if (this.#map === null) return;
    const view = this.projection;
    const corners = path.map(([px, py]) => unproject(px, py, view));
    this.board.select(insidePolygon(this.#map.positions, this.board.shownRows, corners), beside);
  }

  #places(): PlaceIndex | null {
    if (this.#map === null) return null;
    const rows = this.board.shownRows;
    if (this.#index?.rows !== rows) {
      const { positions } = this.#map;
      const placed = rows.filter((row) => positions[2 * row] !== nowhere);
      this.#index = { rows, places: placeIndex(positions, placed) };
    }
    return this.#index.places;
  }

  #progress(now: number): number {
    if (this.#moved === null) return 1;
    return easeCubicInOut(Math.min(1, Math.max(0, (now - this.#moved.began) / glide)));
  }

  /** Where the map is on its way; without `positions` only its units, which cost nothing. */
  #current(now: number, positions = true): NormalMap {
    const map = this.#map;
    if (map === null) throw new Error('A pane without a map is nowhere.');
    if (this.#moved === null) return map;
    const t = this.#progress(now);
    const { from } = this.#moved;
    const mix = (a: number, b: number): number => a + (b - a) * t;
    return {
      positions: positions ? map.positions.map((to, i) => mix(from.positions[i] ?? to, to)) : map.positions,
      centre: [mix(from.centre[0], map.centre[0]), mix(from.centre[1], map.centre[1])],
      half: mix(from.half, map.half),
    };
  }

  #placeMarker(): void {
    const place = markedPlace(this);
    const marker = this.#svg.select('.marker').attr('visibility', place === null ? 'hidden' : null);
    if (place === null) return;
    const beyond = place[0] > this.#size.width / 2;
    marker.attr('transform', `translate(${place[0]},${place[1]})`);
    marker
      .select('text')
      .attr('x', beyond ? -14 : 14)
      .attr('text-anchor', beyond ? 'end' : 'start')
      .text(shortened(this.board.describe(this.board.marked)));
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#host;
    this.#size = { width, height };
    // A canvas that gets a new size is blank until it is painted, so it is painted at once, not next frame.
    this.#canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
    this.#canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
    this.#zoom.extent([
      [0, 0],
      [width, height],
    ]);
    this.follow();
    this.paint(performance.now());
  }
}

function shortened(words: string): string {
  return words.length > 24 ? `${words.slice(0, 23)}…` : words;
}

/** Where points begin their way: those that had no place, or will have none, do not fly. */
function startingFrom(before: Float32Array, after: Float32Array): Float32Array {
  return before.map((from, i) => {
    const to = after[i] ?? nowhere;
    return from === nowhere || to === nowhere ? to : from;
  });
}

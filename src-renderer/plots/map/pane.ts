import { select, zoom, type D3ZoomEvent, type Selection, type ZoomBehavior } from 'd3';
import { drawAxes } from './axes.ts';
import type { Board, BoardPane, Mode } from './board.ts';
import { dragMeans, isForZoom } from './drag.ts';
import { drawGizmo } from './gizmo.ts';
import { Glide } from './glide.ts';
import { lassoGesture } from './lasso.ts';
import { mapMarkup } from './map-vector.ts';
import type { Cloud, Frame } from '../painters/painter.ts';
import { insidePolygon, rowUnder } from './pick.ts';
import { markedPlace, paneKey, pixelPlaceOf } from './pane-keys.ts';
import '../plots.css';
import { drawRings, type Rings } from './rings.ts';
import { drawnAnew } from '../save.ts';
import { Sight } from './sight.ts';
import { rotatedBy } from '../geometry/rotation.ts';
import { rotationGesture } from './rotation-gesture.ts';
import {
  fromTransform,
  pointSize,
  projection,
  toTransform,
  unitPixels,
  unproject,
  type NormalMap,
  type PaneProjection,
  type Size,
} from '../geometry/view.ts';

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
  #sight: Sight | null = null;
  #glide: Glide | null = null;
  #colours: Uint8Array | null = null;
  #rings: Rings | null = null;

  /** @param host a positioned element without content; it gets the canvas, and focus is its own to give */
  constructor(host: HTMLElement, board: Board) {
    this.#host = host;
    this.board = board;
    host.dataset['drawnBy'] = board.painter.device;
    this.#canvas = document.createElement('canvas');
    const ink = this.#canvas.getContext('2d');
    if (ink === null) throw new Error('This browser has no 2-D canvas.');
    this.#ink = ink;
    const root = select(host).classed('pane', true);
    root.append(() => this.#canvas);
    this.#svg = root.append('svg').attr('aria-hidden', 'true');
    this.#svg.append('g').attr('class', 'ticks below');
    this.#svg.append('g').attr('class', 'ticks left');
    this.#svg.append('g').attr('class', 'gizmo');
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
      .filter((event: MouseEvent) => isForZoom(event, this.#meant(event)))
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
    const before = this.#glide?.midway(now, this.board.rotation) ?? this.map;
    const still = before === null || matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#sight = new Sight(map);
    this.#glide = still ? null : new Glide(before, map, this.board.rotation, now);
    this.#cloud.move(this.#glide?.from ?? map, map);
    this.#clearAxes();
    this.follow();
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
    return this.#sight?.map ?? null;
  }

  get places(): Float32Array | null {
    return this.#sight?.places(this.board.rotation) ?? null;
  }

  get size(): Size {
    return this.#size;
  }

  get projection(): PaneProjection {
    return projection(this.board.view, this.#size);
  }

  /** The shown row nearest to a pixel of the pane, or -1 where none is near. */
  rowAt(px: number, py: number): number {
    if (this.#sight === null) return -1;
    const index = this.#sight.index(this.board.shownRows, this.board.rotation);
    return rowUnder(index, px, py, this.projection);
  }

  follow(): void {
    const flat = this.board.mode === 'rotate' && this.#sight?.deep !== true;
    this.#host.dataset['mode'] = flat ? 'pan' : this.board.mode;
    // The property d3-zoom keeps its state in: setting it by `transform` would echo through every pane.
    select(this.#host).property('__zoom', toTransform(this.board.view, this.#size));
    this.#placeMarker();
  }

  paint(now: number): void {
    const { width, height } = this.#size;
    if (!this.#visible || this.#sight === null || width === 0 || height === 0) return;
    const t = this.#glide?.progress(now) ?? 1;
    this.board.painter.paint(this.#cloud, this.#ink, this.#frame(devicePixelRatio, t));
    if (this.#sight.deep) {
      drawGizmo(this.#svg.select('.gizmo'), this.board.rotation, this.#size);
    } else {
      const units = this.#glide?.units(now) ?? this.#sight.map;
      drawAxes(this.#svg.select('.below'), this.#svg.select('.left'), units, this.projection, this.#size);
    }
    drawRings(this.#svg.select('.rings'), this.#rings, (row) => pixelPlaceOf(this, row));
    this.#placeMarker();
    if (t < 1) this.board.invalidate(this);
    else this.#glide = null;
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
      wanted: (event) => this.#meant(event) === 'lasso',
      draw: (path) => this.#svg.select('.lasso').attr('d', path),
      done: (path, beside) => this.#take(path, beside),
    });
    rotationGesture(this.#host, {
      signal,
      wanted: (event) => this.#meant(event) === 'rotate',
      rotate: (right, down) => {
        // What is in front of an unzoomed map stays under the pointer.
        const radius = unitPixels(this.#size);
        this.board.setRotation(rotatedBy(this.board.rotation, right / radius, -down / radius));
      },
    });
  }

  get #pointSize(): number {
    return pointSize(this.board.shownRows.length, this.#size, this.board.view.k);
  }

  /** @param t how far a glide is; 1: the map is at rest */
  #frame(ratio: number, t: number): Frame {
    const { board, projection: view } = this;
    const order = this.#sight?.deep === true ? this.#sight.order(board.order, board.rotation) : null;
    const { rotation } = board;
    return { projection: view, size: this.#size, ratio, pointSize: this.#pointSize, t, rotation, order };
  }

  /** The map at rest as SVG. */
  #markup(): string | null {
    if (this.#sight === null) return '';
    const { board } = this;
    const order = this.#sight.order(board.order, board.rotation);
    const places = this.#sight.places(board.rotation);
    return mapMarkup(places, order, this.#colours ?? board.colours, this.#frame(1, 1));
  }

  /** The map at rest on a canvas of its own. */
  #sharp(ratio: number): HTMLCanvasElement {
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(this.#size.width * ratio));
    canvas.height = Math.max(1, Math.round(this.#size.height * ratio));
    const ink = canvas.getContext('2d');
    if (ink !== null) this.board.painter.paint(this.#cloud, ink, this.#frame(ratio, 1));
    return canvas;
  }

  /** What a drag that begins so does. */
  #meant(event: MouseEvent): Mode {
    return dragMeans(event, this.board.mode, this.#sight?.deep === true);
  }

  #take(path: [number, number][], beside: boolean): void {
    const { board, places, projection: view } = this;
    if (places === null) return;
    const corners = path.map(([px, py]) => unproject(px, py, view));
    board.select(insidePolygon(places, board.shownRows, corners), beside);
  }

  /** A flat map has ticks, a deep one its axes in a corner. */
  #clearAxes(): void {
    this.#svg
      .selectAll(this.#sight?.deep === true ? '.ticks' : '.gizmo')
      .selectChildren()
      .remove();
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

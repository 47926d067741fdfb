import { byDepth } from '../geometry/depth.ts';
import type { DrawOrder } from '../geometry/drawing-order.ts';
import { placeIndex, type PlaceIndex } from './pick.ts';
import { sameTurn, seen, type Turn } from '../geometry/rotation.ts';
import { nowhere, type NormalMap } from '../geometry/view.ts';

/**
 * What is seen of one map at rest. All of it is computed when it is asked for, and kept until the map is turned on:
 * nothing but the order of drawing is needed while it turns.
 */
export class Sight {
  readonly map: NormalMap;
  #places: { turn: Turn; places: Float32Array } | null = null;
  #index: { rows: Uint32Array; index: PlaceIndex } | null = null;
  #drawn: { turn: Turn; from: DrawOrder; order: DrawOrder } | null = null;

  constructor(map: NormalMap) {
    this.map = map;
  }

  /** Whether it can be turned. */
  get deep(): boolean {
    return this.map.columns === 3;
  }

  /** Rows × 2, normalised. Not to be written to. */
  places(turn: Turn): Float32Array {
    if (this.#places === null || (this.deep && !sameTurn(this.#places.turn, turn))) {
      this.#places = { turn, places: seen(this.map, turn) };
    }
    return this.#places.places;
  }

  /** Finds these rows by place. */
  index(rows: Uint32Array, turn: Turn): PlaceIndex {
    const places = this.places(turn);
    if (this.#index?.rows !== rows || this.#index.index.positions !== places) {
      const placed = rows.filter((row) => places[2 * row] !== nowhere);
      this.#index = { rows, index: placeIndex(places, placed) };
    }
    return this.#index.index;
  }

  /** The order of drawing: a flat map's is that of all. */
  order(order: DrawOrder, turn: Turn): DrawOrder {
    if (!this.deep) return order;
    if (this.#drawn?.from !== order || !sameTurn(this.#drawn.turn, turn)) {
      this.#drawn = { turn, from: order, order: byDepth(order, this.map.positions, turn) };
    }
    return this.#drawn.order;
  }
}

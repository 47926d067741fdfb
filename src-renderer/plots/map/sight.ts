import { byDepth } from '../geometry/depth.ts';
import type { DrawingOrder } from '../geometry/drawing-order.ts';
import { placeIndex, type PlaceIndex } from './pick.ts';
import { sameRotation, seen, type Rotation } from '../geometry/rotation.ts';
import { nowhere, type NormalMap } from '../geometry/view.ts';

/**
 * What is seen of one map at rest. All of it is computed when it is asked for, and kept until the map is turned on:
 * nothing but the order of drawing is needed while it turns.
 */
export class Sight {
  readonly map: NormalMap;
  #places: { rotation: Rotation; places: Float32Array } | null = null;
  #index: { rows: Uint32Array; index: PlaceIndex } | null = null;
  #drawn: { rotation: Rotation; from: DrawingOrder; order: DrawingOrder } | null = null;

  constructor(map: NormalMap) {
    this.map = map;
  }

  /** Whether it can be turned. */
  get deep(): boolean {
    return this.map.columns === 3;
  }

  /** Rows × 2, normalised. Not to be written to. */
  places(rotation: Rotation): Float32Array {
    if (this.#places === null || (this.deep && !sameRotation(this.#places.rotation, rotation))) {
      this.#places = { rotation, places: seen(this.map, rotation) };
    }
    return this.#places.places;
  }

  /** Finds these rows by place. */
  index(rows: Uint32Array, rotation: Rotation): PlaceIndex {
    const places = this.places(rotation);
    if (this.#index?.rows !== rows || this.#index.index.positions !== places) {
      const placed = rows.filter((row) => places[2 * row] !== nowhere);
      this.#index = { rows, index: placeIndex(places, placed) };
    }
    return this.#index.index;
  }

  /** The order of drawing: a flat map's is that of all. */
  order(order: DrawingOrder, rotation: Rotation): DrawingOrder {
    if (!this.deep) return order;
    if (this.#drawn?.from !== order || !sameRotation(this.#drawn.rotation, rotation)) {
      this.#drawn = { rotation, from: order, order: byDepth(order, this.map.positions, rotation) };
    }
    return this.#drawn.order;
  }
}

import { easeCubicInOut } from 'd3';
import { seen, type Rotation } from '../geometry/rotation.ts';
import { nowhere, type NormalMap } from '../geometry/view.ts';

const length = 450;

/** The way of a pane's points from one map to the next. Between a flat map and a deep one it begins at what was seen. */
export class Glide {
  readonly from: NormalMap;
  readonly to: NormalMap;
  readonly #began: number;

  /**
   * @param rotation how deep maps are turned
   * @param began in milliseconds, as frames are told them
   */
  constructor(from: NormalMap, to: NormalMap, rotation: Rotation, began: number) {
    this.from = startingFrom(from, to, rotation);
    this.to = to;
    this.#began = began;
  }

  /** 0: all at `from`; 1: all at `to`. */
  progress(now: number): number {
    return easeCubicInOut(Math.min(1, Math.max(0, (now - this.#began) / length)));
  }

  /** Where the points are on their way, as a map from which they can set out anew. */
  midway(now: number, rotation: Rotation): NormalMap {
    const t = this.progress(now);
    if (t === 1) return this.to;
    const alike = this.from.columns === this.to.columns;
    const end = alike ? this.to.positions : seen(this.to, rotation);
    const positions = end.map((to, i) => mix(this.from.positions[i] ?? to, to, t));
    return { positions, columns: this.from.columns, ...this.units(now) };
  }

  /** In which units the points are on their way. */
  units(now: number): Pick<NormalMap, 'centre' | 'half'> {
    const t = this.progress(now);
    const { from, to } = this;
    return {
      centre: to.centre.map((value, axis) => mix(from.centre[axis] ?? value, value, t)),
      half: mix(from.half, to.half, t),
    };
  }
}

function mix(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

/** Where points begin their way: those that had no place, or will have none, do not fly. */
function startingFrom(before: NormalMap, after: NormalMap, rotation: Rotation): NormalMap {
  const alike = before.columns === after.columns;
  const starts = alike ? before.positions : seen(before, rotation);
  const ends = alike ? after.positions : seen(after, rotation);
  const positions = starts.map((from, i) => {
    const to = ends[i] ?? nowhere;
    return from === nowhere || to === nowhere ? to : from;
  });
  return { ...before, positions, columns: alike ? before.columns : 2 };
}

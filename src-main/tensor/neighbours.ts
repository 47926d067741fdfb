/** The nearest other rows of every row. */
export interface Graph {
  readonly rows: number;
  /** Neighbours a row. */
  readonly k: number;
  /** `rows × k` row numbers, nearest first; a row is not its own neighbour. */
  readonly indices: Int32Array;
  /** `rows × k` Euclidean distances, ascending. */
  readonly distances: Float32Array;
  /** Share of true neighbours among them, measured; 1: exact. */
  readonly recall: number;
}

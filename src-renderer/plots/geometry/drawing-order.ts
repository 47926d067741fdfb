/** Which rows the maps show. */
export type Shown = 'test' | 'train' | 'all';

/** What decides how each row is drawn; one entry a row unless said otherwise. */
export interface RowStates {
  /** Index of its class; -1: unlabelled. */
  labels: Int32Array;
  /** 1 for held-out rows, 0 for training rows. */
  heldOut: Uint8Array;
  selected: Uint8Array;
  /** One a class, then one for the unlabelled: 1 where the legend switched it off. */
  hidden: Uint8Array;
}

/** A stretch of the drawing order whose points look alike. */
export interface DrawingLayer {
  from: number;
  to: number;
  role: 'faint' | 'plain' | 'raised';
}

export interface DrawingOrder {
  /** Rows to draw, first at the bottom. Rows not shown are absent. */
  rows: Uint32Array;
  layers: DrawingLayer[];
}

/** Whether a row is drawn at all. */
export function isShown(row: number, states: RowStates, shown: Shown): boolean {
  const { labels, heldOut, hidden } = states;
  const label = labels[row] ?? -1;
  if (hidden[label < 0 ? hidden.length - 1 : label] === 1) return false;
  return shown === 'all' || (heldOut[row] === 1) === (shown === 'test');
}

/**
 * The rows in drawing order: with a selection the rest below and the selected above, else training rows
 * below and held-out rows above. Takes time linear in the rows.
 * @param shuffle every row once, in an order that favours no class (data often comes sorted by class)
 */
export function drawingOrder(shuffle: Uint32Array, states: RowStates, shown: Shown): DrawingOrder {
  const anySelected = states.selected.includes(1);
  const below = new Uint32Array(shuffle.length);
  const above = new Uint32Array(shuffle.length);
  let [belows, aboves] = [0, 0];
  for (const row of shuffle) {
    if (!isShown(row, states, shown)) continue;
    const raised = anySelected ? states.selected[row] === 1 : shown !== 'all' || states.heldOut[row] === 1;
    if (raised) above[aboves++] = row;
    else below[belows++] = row;
  }
  const rows = new Uint32Array(belows + aboves);
  rows.set(below.subarray(0, belows));
  rows.set(above.subarray(0, aboves), belows);
  const layers: DrawingLayer[] = [
    { from: 0, to: belows, role: 'faint' },
    { from: belows, to: belows + aboves, role: anySelected ? 'raised' : 'plain' },
  ];
  return { rows, layers: layers.filter((layer) => layer.to > layer.from) };
}

/** Every row once, in a fixed order without pattern (Fisher-Yates by a linear congruential generator). */
export function shuffled(count: number): Uint32Array {
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  let state = 0x2545f491;
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    const kept = rows[i];
    rows[i] = rows[j];
    rows[j] = kept;
  }
  return rows;
}

import type { EdgeList } from '../edge-list.ts';

/**
 * The parts that edges fall into, between which there is none.
 * @returns the rows of each part, ascending; parts in the order of their first rows
 */
export function connectedComponents({ rows, starts, others }: EdgeList): Int32Array[] {
  const seen = new Uint8Array(rows);
  const waiting = new Int32Array(rows);
  const parts: Int32Array[] = [];
  for (let first = 0; first < rows; first++) {
    if (seen[first] === 1) continue;
    seen[first] = 1;
    waiting[0] = first;
    let count = 1;
    for (let done = 0; done < count; done++) {
      const row = waiting[done];
      for (let at = starts[row]; at < starts[row + 1]; at++) {
        const other = others[at];
        if (seen[other] === 1) continue;
        seen[other] = 1;
        waiting[count++] = other;
      }
    }
    parts.push(waiting.slice(0, count).sort());
  }
  return parts;
}

/**
 * The edges of one part alone, its rows counted anew.
 * @param chosen all rows of the part, ascending
 */
export function subgraph({ rows, starts, others, weights }: EdgeList, chosen: Int32Array): EdgeList {
  const place = new Int32Array(rows);
  chosen.forEach((row, i) => (place[row] = i));
  const total = chosen.reduce((sum, row) => sum + starts[row + 1] - starts[row], 0);
  const part = {
    rows: chosen.length,
    starts: new Int32Array(chosen.length + 1),
    others: new Int32Array(total),
    weights: new Float32Array(total),
  };
  let count = 0;
  chosen.forEach((row, i) => {
    for (let at = starts[row]; at < starts[row + 1]; at++) {
      part.others[count] = place[others[at]];
      part.weights[count++] = weights[at];
    }
    part.starts[i + 1] = count;
  });
  return part;
}

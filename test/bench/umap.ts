/**
 * UMAP of the training pictures of Fashion-MNIST (in the folder that `ISTHMUS_DATA` names), as 50 principal components: seconds
 * with the search for neighbours, by one thread and by all, in turn with scikit-learn's brute-force search for neighbours
 * alone, and how good the map of one thread is by scikit-learn's figures. A JSON line for each number of rows.
 * `ISTHMUS_PYTHON` names a Python with scikit-learn.
 */
import { umap } from '../../src-main/projections/umap/index.ts';
import { FashionComponents, mapped } from './children/fashion.ts';
import { median } from './children/processes.ts';

const rounds = 3;

async function inTurn(data: FashionComponents, rows: number): Promise<void> {
  const seconds: Record<'one' | 'neighbours' | 'all' | 'peer', number[]> = {
    one: [],
    neighbours: [],
    all: [],
    peer: [],
  };
  let map: Float32Array | null = null;
  for (let round = 0; round < rounds; round++) {
    const one = await mapped(umap, 'umap', data.codes(rows), { threads: 'one' });
    seconds.one.push(one.seconds);
    seconds.neighbours.push(one.neighbours);
    map = one.made.map;
    const found = await data.peer('neighbours', rows, null);
    if (found !== null) seconds.peer.push(Number(found['seconds']));
    seconds.all.push((await mapped(umap, 'umap', data.codes(rows), { threads: 'all' })).seconds);
  }
  const [one, all] = [median(seconds.one), median(seconds.all)];
  const theirs = seconds.peer.length > 0 ? median(seconds.peer) : null;
  console.log(
    JSON.stringify({
      bench: 'umap',
      rows,
      features: data.features,
      seconds: one,
      of_these_neighbours: median(seconds.neighbours),
      seconds_all_threads: all,
      sklearn_neighbours_seconds: theirs,
      ratio: theirs === null ? null : one / theirs,
      ratio_all_threads: theirs === null ? null : all / theirs,
      ...(await data.peer('score', rows, map)),
    }),
  );
}

const data = await FashionComponents.read();
if (data === null) process.exit(0);
try {
  for (const rows of [10_000, 60_000]) await inTurn(data, rows);
} finally {
  data.dispose();
}

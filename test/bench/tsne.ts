/**
 * t-SNE of the training pictures of Fashion-MNIST (in the folder that `ISTHMUS_DATA` names), as 50 principal components: of
 * 10,000 of them in turn with scikit-learn's, and how good both maps are by scikit-learn's figures; then of all 60,000, once,
 * ours alone. A JSON line for each. `ISTHMUS_PYTHON` names a Python with scikit-learn.
 */
import { tsne } from '../../src-main/projections/tsne/index.ts';
import { FashionComponents, mapped } from './children/fashion.ts';
import { median } from './children/processes.ts';

const rounds = 3;

async function inTurn(data: FashionComponents, rows: number): Promise<void> {
  const seconds: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  let [map, theirs]: [Float32Array | null, Record<string, unknown> | null] = [null, null];
  for (let round = 0; round < rounds; round++) {
    const ours = await mapped(tsne, 'tsne', data.codes(rows));
    seconds.ours.push(ours.seconds);
    map = ours.made.map;
    theirs = await data.peer('tsne', rows, null);
    if (theirs !== null) seconds.peer.push(Number(theirs['seconds']));
  }
  const ours = median(seconds.ours);
  const peer = theirs === null ? null : median(seconds.peer);
  console.log(
    JSON.stringify({
      bench: 'tsne',
      rows,
      features: data.features,
      seconds: ours,
      sklearn_seconds: peer,
      ratio: peer === null ? null : ours / peer,
      ...(await data.peer('score', rows, map)),
      sklearn: theirs,
    }),
  );
}

async function alone(data: FashionComponents, rows: number): Promise<void> {
  const { made, seconds, neighbours } = await mapped(tsne, 'tsne', data.codes(rows));
  const scores = await data.peer('score', rows, made.map);
  const { features } = data;
  console.log(
    JSON.stringify({ bench: 'tsne', rows, features, seconds, of_these_neighbours: neighbours, ...scores }),
  );
}

const data = await FashionComponents.read();
if (data === null) process.exit(0);
try {
  await inTurn(data, 10_000);
  await alone(data, 60_000);
} finally {
  data.dispose();
}

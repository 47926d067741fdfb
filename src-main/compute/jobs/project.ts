import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { badInput, mapDefinition, type Artifact, type MapRecord } from '../../contract/index.ts';
import { projections, turned, turnOnto } from '../../projections/index.ts';
import { readNpyAs, writeJson, writeNpy } from '../../store/arrays.ts';
import { loadTensorFlow, Pace } from '../../tensor/index.ts';
import { graphOf } from '../graph.ts';
import { openCodes, openSplit } from '../kept.ts';
import { LiveProjection } from '../live-projection.ts';
import type { Job } from '../protocol.ts';

/** Adds a map of a finished run's codes to its folder, in place of one of the same kind and size. */
export const projectJob: Job<'project'> = async (input, context) => {
  const { datasetFolder, folder, to, dim, params, seed } = input;
  await loadTensorFlow();
  const began = performance.now();
  const pace = new Pace(context.signal);
  const codes = openCodes(datasetFolder, folder);
  const name = `map-${to}-${dim}`;
  const live = new LiveProjection(join(folder, `${name}-live.npy`), dim);
  const artifacts: Artifact[] = [];
  const progress = (fraction: number | null, phase: string, secondsLeft: number | null): void =>
    context.report({ fraction, phase, seconds_left: secondsLeft }, { live: live.version });
  try {
    const { train } = await openSplit(datasetFolder);
    const { data: labels } = await readNpyAs(join(datasetFolder, 'labels.npy'), 'int32');
    const projection = projections[to];
    if (projection === undefined) throw badInput(`A ${to} map cannot be made yet: choose another.`);
    const made = await projection.make({
      codes,
      train,
      labels,
      columns: dim,
      params,
      seed,
      pace,
      async graph(k) {
        const found = await graphOf(folder, codes, k, pace, (share) =>
          progress(0.3 * share, 'Finding neighbours', null),
        );
        artifacts.push(...found.artifacts);
        return found.graph;
      },
      progress,
      live: (map) => live.show(map),
      stopRequested: () => context.stopRequested(),
    });
    const map = await aligned(made.map, input);
    const record: MapRecord = {
      to,
      dim,
      params,
      seed,
      seconds: (performance.now() - began) / 1_000,
      rows: made.fittedOn === 'all' ? codes.rows : train.length,
      fitted_on: made.fittedOn,
      aligned_to: map === made.map ? null : (input.alignTo?.run ?? null),
      repeatable: made.repeatable,
      facts: made.facts,
      message: made.message,
    };
    artifacts.push(
      writeNpy(join(folder, `${name}.npy`), map, [codes.rows, dim]),
      writeJson(join(folder, `${name}.json`), record),
    );
    return { artifacts };
  } finally {
    live.remove();
    codes.close();
  }
};

/** The map turned to lie on the one it is to be compared with, where there is one and its axes mean nothing. */
async function aligned(
  map: Float32Array,
  { to, dim, alignTo }: { to: MapRecord['to']; dim: number; alignTo: { path: string } | null },
): Promise<Float32Array> {
  if (alignTo === null || mapDefinition(to).fixed || !existsSync(alignTo.path)) return map;
  const { data: earlier } = await readNpyAs(alignTo.path, 'float32');
  return earlier.length === map.length ? turned(map, turnOnto(earlier, map, dim)) : map;
}

import { join } from 'node:path';
import { counted, fixed, mapDefinition, type MapRecord, type Progress } from '../../contract/index.ts';
import { projections } from '../../projections/index.ts';
import { readNpyAs, writeJson, writeNpy } from '../../store/arrays.ts';
import { loadTensorFlow, Pace, type Recall } from '../../tensor/index.ts';
import { neighbourGraphOf } from '../neighbour-graph.ts';
import { openCodes, openSplit } from '../dataset-files.ts';
import { MapFrames } from '../map-frames.ts';
import { earlierMap, laidOn, writeAlignment } from '../map-alignment.ts';
import type { Job } from '../protocol.ts';

/** Makes a map of a finished run's codes. Neighbours that it asks for are there to be kept, however it ends. */
export const projectJob: Job<'project'> = async (input, context) => {
  const { datasetFolder, folder, method, into, to, dim, params, seed } = input;
  await loadTensorFlow();
  const began = performance.now();
  const pace = new Pace(context.signal);
  const name = `map-${to}-${dim}`;
  const codes = openCodes(datasetFolder, folder, method);
  try {
    const { train } = await openSplit(datasetFolder);
    const { data: labels } = await readNpyAs(join(datasetFolder, 'labels.npy'), 'int32');
    const alignTo = mapDefinition(to).fixed ? null : input.alignTo;
    const earlier = await earlierMap(alignTo?.path ?? null, codes.rows, dim);
    const frames = new MapFrames(join(into, `${name}-live.npy`), dim, earlier);
    let recall: Recall | undefined;
    let last: Progress = { fraction: null, phase: 'Making the map', seconds_left: null };
    const progress = (fraction: number | null, phase: string, secondsLeft: number | null): void => {
      last = { fraction, phase, seconds_left: secondsLeft };
      context.report(last, { live: frames.version });
    };
    progress(null, 'Making the map', null);
    try {
      const made = await projections[to].make({
        codes,
        train,
        labels,
        columns: dim,
        params,
        seed,
        pace,
        async graph(k) {
          const { graph } = await neighbourGraphOf(input.neighbours, codes, k, pace, (share) =>
            progress(shareOfGraph * share, 'Finding neighbours', null),
          );
          ({ recall } = graph);
          return graph;
        },
        progress,
        live(map) {
          if (frames.show(map)) context.report(last, { live: frames.version });
        },
        stopRequested: () => context.stopRequested(),
      });
      await pace.yieldToEventLoop();
      const { map, alignment } = laidOn(earlier, made.map, dim);
      const record: MapRecord = {
        to,
        dim,
        params,
        seed,
        seconds: (performance.now() - began) / 1_000,
        rows: made.fittedOn === 'all' ? codes.rows : train.length,
        fitted_on: made.fittedOn,
        aligned_to: alignment === null ? null : (alignTo?.run ?? null),
        repeatable: made.repeatable,
        ended_early: context.stopRequested(),
        facts: { ...made.facts, ...(recall === undefined ? {} : { neighbours_recall: recall.share }) },
        message: [made.message, recallWords(recall)].filter((words) => words !== null).join(' ') || null,
      };
      const artifacts = [
        writeNpy(join(into, `${name}.npy`), map, [codes.rows, dim]),
        writeJson(join(into, `${name}.json`), record),
        writeAlignment(into, name, alignment, dim),
        ...(made.save?.(into, name) ?? []),
      ];
      return { artifacts };
    } finally {
      frames.remove();
    }
  } finally {
    codes.close();
  }
};

/** How much of a map's progress is finding neighbours, where it asks for them. */
const shareOfGraph = 0.3;

function recallWords(recall: Recall | undefined): string | null {
  if (recall === undefined) return null;
  const share = fixed(100 * recall.share, 1);
  return `Neighbours come from an approximate index: its recall is ${share} %, measured on ${counted(recall.rows, 'sample')}.`;
}

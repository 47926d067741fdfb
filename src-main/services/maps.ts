import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  badInput,
  completeMapParams,
  MapRecord,
  type CallParsed,
  type Handlers,
  type MapName,
  type Run,
} from '../contract/index.ts';
import { keepArtifacts } from '../store/artifacts.ts';
import { getDataset } from '../store/datasets.ts';
import { getRun, keepMetrics, listRuns } from '../store/runs.ts';
import { modelOf, type Model } from './codes.ts';
import type { Context } from './context.ts';

type Calls = 'runs.project' | 'runs.stopProject' | 'runs.measure' | 'runs.neighbours';
type Asked = CallParsed<'runs.project'>;

/** A map that is being made, and those that wait for it. */
interface Making {
  stop: AbortController;
  done: Promise<unknown>;
}

const nameOf = ({ to, dim }: { to: MapName; dim: number }): string => `map-${to}-${dim}`;

/** Maps of finished runs, their figures measured anew, and who is near whom in them. */
export class Maps {
  readonly handlers: Pick<Handlers, Calls>;
  readonly #context: Context;
  /** By run and name of the map. */
  readonly #making = new Map<string, Making>();

  constructor(context: Context) {
    this.#context = context;
    const { store, paths, viewer } = context;
    this.handlers = {
      'runs.project': (asked, { signal }) => this.#project(asked, signal),

      'runs.stopProject': async (asked) => {
        const making = this.#making.get(`${asked.run} ${nameOf(asked)}`);
        if (making === undefined) throw badInput('No such map is being made: there is nothing to stop.');
        making.stop.abort();
        return null;
      },

      'runs.measure': (asked, { signal }) => this.#measure(asked, signal),

      'runs.neighbours': async ({ run: id, row, k }, { signal }) => {
        const { run, dataset, folder } = modelOf(context, id);
        if (row >= dataset.rows) {
          throw badInput(
            `${dataset.name} has no sample ${row}: its ${dataset.rows} samples are counted from 0.`,
          );
        }
        const datasetFolder = join(paths.datasets, dataset.id);
        try {
          return await viewer.run('neighbours', { datasetFolder, folder, row, k }, { signal });
        } catch (thrown) {
          getRun(store.read, run.id);
          throw thrown;
        }
      },
    };
  }

  /** Where a map is that is being made, if this is its file; null otherwise. */
  folderOfLive(run: string, name: string): string | null {
    const map = /^(map-[a-z]+-[23])-live\.npy$/.exec(name)?.[1];
    return map !== undefined && this.#making.has(`${run} ${map}`)
      ? join(this.#context.paths.runs, run)
      : null;
  }

  async #project(asked: Asked, signal: AbortSignal): Promise<Run> {
    const { store } = this.#context;
    const key = `${asked.run} ${nameOf(asked)}`;
    // Whoever asks for a map that is being made waits for it, and then finds it there or makes it anew.
    for (let other = this.#making.get(key); other; other = this.#making.get(key)) await other.done;
    const model = finished(this.#context, asked.run);
    const params = completeMapParams(asked.to, factsOf(model, asked.dim), asked.params);
    checkNeighbours(model, params);
    if (await this.#isThere(model, asked, params)) return model.run;
    const stop = new AbortController();
    const done = this.#make(model, asked, params, signal, stop.signal);
    this.#making.set(key, { stop, done: done.catch(() => undefined) });
    try {
      keepArtifacts(store.write, 'runs', asked.run, await done);
    } catch (thrown) {
      // Deleted meanwhile, with its folder: whatever failed then, that is what there is to say.
      getRun(store.read, asked.run);
      throw thrown;
    } finally {
      this.#making.delete(key);
      this.#tell(asked, { fraction: 1, phase: '', seconds_left: null }, 0, true);
    }
    this.#changed(model.run);
    return getRun(store.read, asked.run);
  }

  async #make(
    { run, folder }: Model,
    asked: Asked,
    params: Record<string, unknown>,
    signal: AbortSignal,
    stop: AbortSignal,
  ): Promise<Run['artifacts']> {
    const { mapper, paths } = this.#context;
    const { to, dim, seed } = asked;
    const alignTo = this.#firstMap(run, dim);
    const datasetFolder = join(paths.datasets, run.dataset);
    const { artifacts } = await mapper.run(
      'project',
      { datasetFolder, folder, to, dim, params, seed, alignTo },
      { signal, stop, onNews: ({ progress, live }) => this.#tell(asked, progress, live, false) },
    );
    return artifacts;
  }

  #tell(
    { run, to, dim }: Asked,
    progress: { fraction: number | null; phase: string; seconds_left: number | null },
    live: number,
    done: boolean,
  ): void {
    this.#context.events.publish('maps.progress', { run, to, dim, progress, live, done });
  }

  /** The map of the dataset's first finished run that has one of so many columns; none for that run's own first. */
  #firstMap(run: Run, dim: number): { path: string; run: string } | null {
    const { store, paths } = this.#context;
    const runs = listRuns(store.read, run.dataset).filter(({ status }) => status === 'finished');
    const ordered = [
      ...runs.filter(({ method }) => method === 'raw'),
      ...runs.filter(({ method }) => method !== 'raw'),
    ];
    for (const { id, artifacts } of ordered) {
      const maps = artifacts.map(({ name }) => name);
      const first =
        dim === 2 && maps.includes('map.npy') ? 'map.npy' : maps.find((name) => name.endsWith('-3.npy'));
      if (first !== undefined) return { path: join(paths.runs, id, first), run: id };
    }
    return null;
  }

  /** Whether the map is kept that is asked for: of the same parameters and seed, and not ended early. */
  async #isThere({ run, folder }: Model, asked: Asked, params: Record<string, unknown>): Promise<boolean> {
    const name = `${nameOf(asked)}.json`;
    if (!run.artifacts.some((artifact) => artifact.name === name) || !existsSync(join(folder, name)))
      return false;
    const kept = MapRecord.safeParse(JSON.parse(await readFile(join(folder, name), 'utf8')));
    if (!kept.success) return false;
    const { seed, params: made, facts } = kept.data;
    return (
      seed === asked.seed && JSON.stringify(made) === JSON.stringify(params) && facts['ended_early'] !== 1
    );
  }

  async #measure({ run: id, k, task }: CallParsed<'runs.measure'>, signal: AbortSignal): Promise<Run> {
    const { store, paths, mapper, events } = this.#context;
    const { run, dataset, folder } = finished(this.#context, id);
    const datasetFolder = join(paths.datasets, dataset.id);
    try {
      const { metrics, artifacts } = await mapper.run(
        'measure',
        { dataset, datasetFolder, folder, method: run.method, k },
        {
          signal,
          onNews({ progress }) {
            if (task !== undefined) events.publish('task.progress', { task, progress });
          },
        },
      );
      const { fit_seconds, encode_seconds } = run.metrics;
      const times = { ...(fit_seconds && { fit_seconds }), ...(encode_seconds && { encode_seconds }) };
      keepMetrics(store.write, id, { ...metrics, ...times }, artifacts);
    } catch (thrown) {
      getRun(store.read, id);
      throw thrown;
    }
    this.#changed(run);
    return getRun(store.read, id);
  }

  #changed({ id, dataset }: Run): void {
    this.#context.events.publish('runs.changed', { run: id, dataset, deleted: false });
  }
}

/** @throws IsthmusError `bad_input` where the run has not finished */
function finished({ store, paths }: Context, id: string): Model {
  const run = getRun(store.read, id);
  if (run.status !== 'finished') {
    throw badInput(`${run.name} is ${run.status}: only a finished run can be mapped and measured.`);
  }
  return { run, dataset: getDataset(store.read, run.dataset), folder: join(paths.runs, id) };
}

function factsOf({ run, dataset }: Model, columns: number): Parameters<typeof completeMapParams>[1] {
  return { rows: dataset.rows, dim: run.dim, classes: dataset.classes.length, columns };
}

/** @throws IsthmusError `bad_input` where a parameter asks for more neighbours than there are samples */
function checkNeighbours({ dataset }: Model, params: Record<string, unknown>): void {
  for (const name of ['n_neighbors', 'perplexity']) {
    const asked = params[name];
    if (typeof asked === 'number' && asked > dataset.rows - 1) {
      throw badInput(
        `${dataset.name} has ${dataset.rows} samples, so "${name}" can be ${dataset.rows - 1} at most, not ${asked}.`,
      );
    }
  }
}

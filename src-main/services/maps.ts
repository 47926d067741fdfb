import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  IsthmusError,
  badInput,
  completeMapParams,
  mapDefinition,
  MapRecord,
  type CallParsed,
  type Handlers,
  type MapFacts,
  type Run,
} from '../contract/index.ts';
import { describeFile } from '../store/arrays.ts';
import { firstMap } from '../store/artifacts.ts';
import { newId } from '../store/ids.ts';
import { scratchFolder } from '../store/paths.ts';
import { getRun } from '../store/runs.ts';
import { removeFolders } from '../store/tidy.ts';
import { addFiles } from './additions.ts';
import type { Context } from './context.ts';
import { finishedRun, type Model } from './codes.ts';

type Calls = 'runs.project' | 'runs.stopProject';
/** What a map is asked for with; its parameters complete. */
type Asked = CallParsed<'runs.project'>;

/** A map that is being made, and those who wait for it. */
interface Making {
  asked: Asked;
  /** What shows it meanwhile is there. */
  folder: string;
  stop: AbortController;
  cancel: AbortController;
  waiting: number;
  ended: Promise<void>;
}

/** What making a map needs beside what it is. */
interface Work {
  folder: string;
  /** Those that were begun earlier and have not ended. */
  before: readonly Making[];
  stop: AbortSignal;
  signal: AbortSignal;
}

/** The name that a run's map of a kind has among its files, without its ending. */
export const mapFile = ({ to, dim }: Pick<MapRecord, 'to' | 'dim'>): string => `map-${to}-${dim}`;

/** Makes maps of finished runs; each of them once, however many ask for it. */
export class Maps {
  readonly #context: Context;
  /** By run and name of the map's file. */
  readonly #making = new Map<string, Making>();

  constructor(context: Context) {
    this.#context = context;
    context.events.subscribe((name, news) => {
      if (name === 'runs.changed' && 'deleted' in news && news.deleted && 'run' in news)
        this.#abandon(news.run);
    });
  }

  /**
   * Makes a map, or waits for one that is being made, and keeps it in place of one of the same kind and size.
   * @returns the run with it; at once where it is there already
   * @throws IsthmusError `bad_input` where it cannot be made; `cancelled`; `not_found` where the run is deleted meanwhile
   */
  async project(input: Asked, signal: AbortSignal): Promise<Run> {
    const { store } = this.#context;
    for (;;) {
      const model = finishedRun(this.#context, input.run, 'has a map');
      const params = completeMapParams(input.to, mapFacts(model, input.dim), input.params);
      checkNeighbours(model, params);
      const asked = { ...input, params };
      if (await this.#isThere(model, asked)) return model.run;
      const other = this.#making.get(keyOf(asked));
      if (other !== undefined && (!isSame(other.asked, asked) || other.cancel.signal.aborted)) {
        await untilEnded(other, signal);
        continue;
      }
      try {
        await joined(other ?? this.#start(model, asked), signal);
      } catch (thrown) {
        // Deleted meanwhile, with its folder: whatever failed then, that is what there is to say.
        getRun(store.read, input.run);
        throw thrown;
      }
      return getRun(store.read, input.run);
    }
  }

  /** @throws IsthmusError `bad_input` where no such map is being made, or it does not come about step by step */
  stop(asked: CallParsed<'runs.stopProject'>): void {
    const run = getRun(this.#context.store.read, asked.run);
    const { title, iterative } = mapDefinition(asked.to);
    if (!iterative) throw badInput(`A ${title} map has no steps to stop between: cancel it instead.`);
    const making = this.#making.get(keyOf(asked));
    if (making === undefined) {
      throw badInput(`No ${title} map of ${run.name} to ${asked.dim} axes is being made here.`);
    }
    making.stop.abort();
  }

  /** Where a file is that shows a map while it is made; null where there is none of that name. */
  folderOf(run: string, name: string): string | null {
    const map = /^(.*)-live\.npy$/.exec(name)?.[1];
    return map === undefined ? null : (this.#making.get(`${run}/${map}`)?.folder ?? null);
  }

  /** Once nothing is being made any more. */
  async ended(): Promise<void> {
    await Promise.allSettled(Array.from(this.#making.values(), ({ ended }) => ended));
  }

  #abandon(run: string): void {
    for (const { asked, cancel } of this.#making.values()) if (asked.run === run) cancel.abort();
  }

  #start(model: Model, asked: Asked): Making {
    const { paths, owner } = this.#context;
    const key = keyOf(asked);
    const folder = scratchFolder(paths.runs, newId(), owner);
    const [stop, cancel] = [new AbortController(), new AbortController()];
    const before = [...this.#making.values()];
    const signals = { stop: stop.signal, signal: cancel.signal };
    const ended = this.#work(model, asked, { folder, before, ...signals }).finally(() => {
      this.#making.delete(key);
      this.#tell(asked, { fraction: null, phase: 'The map has ended', seconds_left: null }, 0, true);
    });
    const making = { asked, folder, stop, cancel, waiting: 0, ended };
    this.#making.set(key, making);
    return making;
  }

  async #work(
    { run, folder, files }: Model,
    asked: Asked,
    { folder: into, before, ...signals }: Work,
  ): Promise<void> {
    const { mapper, paths, owner, events } = this.#context;
    const { to, dim, params, seed } = asked;
    const found = scratchFolder(paths.runs, newId(), owner);
    this.#tell(asked, { fraction: null, phase: 'Waiting for its turn', seconds_left: null }, 0, false);
    try {
      await mkdir(into);
      await mkdir(found);
      // The first of several that are asked for at once is what the others are aligned with.
      for (const earlier of before) await untilEnded(earlier, signals.signal);
      const datasetFolder = join(paths.datasets, run.dataset);
      const neighbours = { from: files.folderOf('neighbours.npy'), into: found };
      const alignTo = this.#earlier(run, dim);
      const { artifacts } = await mapper
        .run(
          'project',
          {
            ...{ datasetFolder, folder, method: run.method, into, neighbours },
            ...{ to, dim, params, seed, alignTo },
          },
          { ...signals, onNews: ({ progress, live }) => this.#tell(asked, progress, live, false) },
        )
        .finally(() => this.#keepNeighbours(run.id, found));
      const own = new RegExp(`^${mapFile(asked)}[.-]`);
      await addFiles(this.#context, run.id, into, artifacts, (name) => own.test(name));
    } finally {
      await removeFolders([into, found]);
    }
    events.publish('runs.changed', { run: run.id, dataset: run.dataset, deleted: false });
  }

  /** Keeps the nearest neighbours that a map has found, whatever became of it: the next finds them there. */
  async #keepNeighbours(run: string, folder: string): Promise<void> {
    const names = await readdir(folder);
    // It is written last.
    if (!names.includes('neighbours.npy')) return;
    const artifacts = await Promise.all(names.map((name) => describeFile(join(folder, name))));
    await addFiles(this.#context, run, folder, artifacts, (name) => name.startsWith('neighbour'));
  }

  /** The map that others of the dataset are aligned with. */
  #earlier({ dataset }: Run, columns: number): { path: string; run: string } | null {
    const { store, paths } = this.#context;
    const first = firstMap(store.read, dataset, columns);
    return first === null ? null : { path: join(paths.runs, first.run, first.place), run: first.run };
  }

  /** Whether that very map is kept: of the same parameters and seed, and not ended early. */
  async #isThere({ files }: Model, asked: Asked): Promise<boolean> {
    const name = `${mapFile(asked)}.json`;
    const folder = files.folderOf(name);
    if (folder === null) return false;
    // A run that is deleted at this moment has no file any more: what comes after this says so.
    const text = await readFile(join(folder, name), 'utf8').catch(() => 'null');
    const kept = MapRecord.safeParse(JSON.parse(text));
    return kept.success && !kept.data.ended_early && isSame(kept.data, asked);
  }

  #tell({ run, to, dim }: Asked, progress: JobProgress, live: number, done: boolean): void {
    this.#context.events.publish('maps.progress', { run, to, dim, progress, live, done });
  }
}

interface JobProgress {
  fraction: number | null;
  phase: string;
  seconds_left: number | null;
}

export function mapHandlers(maps: Maps): Pick<Handlers, Calls> {
  return {
    'runs.project': (input, { signal }) => maps.project(input, signal),

    async 'runs.stopProject'(input) {
      maps.stop(input);
      return null;
    },
  };
}

function keyOf({ run, ...map }: Pick<Asked, 'run' | 'to' | 'dim'>): string {
  return `${run}/${mapFile(map)}`;
}

function mapFacts({ run, dataset }: Model, columns: number): MapFacts {
  const dim = run.method === 'raw' ? dataset.features : run.dim;
  return { rows: dataset.rows, dim, classes: dataset.classes.length, columns };
}

/** Whether two maps of one kind and size come out the same; a seed says nothing where chance has no part. */
function isSame(
  a: Pick<MapRecord, 'to' | 'params' | 'seed'>,
  b: Pick<MapRecord, 'params' | 'seed'>,
): boolean {
  const names = Object.keys(a.params);
  return (
    (a.seed === b.seed || !mapDefinition(a.to).seeded) &&
    names.length === Object.keys(b.params).length &&
    names.every((name) => JSON.stringify(a.params[name]) === JSON.stringify(b.params[name]))
  );
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

/**
 * Waits for a map together with others; it is given up once none of them wants it any more.
 * @throws IsthmusError what it failed with; `cancelled` on abort
 */
async function joined(making: Making, signal: AbortSignal): Promise<void> {
  making.waiting++;
  let leave = (): void => undefined;
  const left = new Promise<never>((_, fail) => {
    leave = () => {
      making.waiting--;
      if (making.waiting > 0) fail(cancelled());
      else making.cancel.abort();
    };
  });
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([making.ended, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Waits for the end of another's map, whatever comes of it. */
async function untilEnded({ ended }: Making, signal: AbortSignal): Promise<void> {
  let leave = (): void => undefined;
  const left = new Promise<never>((_, fail) => (leave = () => fail(cancelled())));
  if (signal.aborted) leave();
  else signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([ended.catch(() => undefined), left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

function cancelled(): IsthmusError {
  return new IsthmusError('cancelled', 'Cancelled.');
}

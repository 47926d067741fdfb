import {
  mapDefinition,
  mapNames,
  MapRecord,
  toIsthmusError,
  type EventPayload,
  type MapName,
  type Run,
} from '../../../src-main/contract/index.ts';
import { fetchJson } from '../../api/arrays.ts';
import type { MapFile } from '../results/map-feed.ts';
import { MapSettings } from './map-settings.svelte.ts';
import { ReadOnce } from '../read-once.ts';
import type { Workbench } from '../app/workbench.svelte.ts';

/** Which map the columns show: the one that came with the run, or one that is made when it is asked for. */
export type MapKind = 'kept' | MapName;

/** How many axes a map has. */
export type MapAxes = 2 | 3;

type News = EventPayload<'maps.progress'>;

/** A map that is being made, and how far it is. */
export interface MapNews {
  progress: News['progress'];
  /** Grows with every map that can be looked at; 0: none yet. */
  live: number;
  /** Whether it is made for this page, which can give it up; another's goes on. */
  own: boolean;
}

/** Nothing is to be seen of it yet. */
const waiting: MapNews = {
  progress: { fraction: null, phase: 'Waiting', seconds_left: null },
  live: 0,
  own: true,
};

/** Who makes maps, and keeps the runs that have them. */
export type MapMaker = Pick<Workbench, 'client' | 'keepRun' | 'report'>;

/** The kind of map that a page shows of its runs, and the maps that are made of it. */
export class MapMaking {
  readonly #workbench: MapMaker;
  readonly #classes: number;
  /** By run, kind and number of axes: what is asked for here, with its settings as one text. */
  readonly #asked = new Map<string, { cancel: AbortController; settings: string }>();
  /** By kind and number of axes. */
  readonly #settings = new Map(
    mapNames.flatMap((name) =>
      ([2, 3] as const).map((axes) => [`${name} ${axes}`, new MapSettings(name, axes)]),
    ),
  );
  readonly #records = new ReadOnce();
  readonly #off: () => void;

  kind = $state<MapKind>('kept');
  /** How many axes maps have that are made here. */
  wanted = $state<MapAxes>(2);
  /** By run, kind and number of axes. */
  #news = $state.raw<ReadonlyMap<string, MapNews>>(new Map());
  #failed = $state.raw<ReadonlyMap<string, string>>(new Map());

  /** @param classes that the labels name */
  constructor(workbench: MapMaker, classes: number) {
    this.#workbench = workbench;
    this.#classes = classes;
    this.#off = workbench.client.on('maps.progress', ({ run, to, dim, progress, live, done }) => {
      const key = `${run} ${to} ${dim}`;
      // What ends while this page waits is another's map, or is there as soon as the answer is.
      if (done) return this.#set(key, this.#asked.has(key) ? waiting : null);
      // News that is of progress alone counts no maps; what there was to look at is still there.
      const before = this.#news.get(key)?.live ?? 0;
      this.#set(key, { progress, live: Math.max(before, live), own: this.#asked.has(key) });
    });
  }

  get kinds(): { value: MapKind; label: string }[] {
    const made = mapNames.filter((name) => name !== 'lda' || this.#classes > 1);
    return [
      { value: 'kept', label: 'As kept' },
      ...made.map((value) => ({ value, label: mapDefinition(value).title })),
    ];
  }

  /** How many axes the chosen maps have: those that came with the runs have two. */
  get axes(): MapAxes {
    return this.kind === 'kept' ? 2 : this.wanted;
  }

  /** What the files of the chosen maps are called, without their ends. */
  get fileName(): string {
    return this.kind === 'kept' ? 'map' : `map-${this.kind}-${this.axes}`;
  }

  /** The title of the chosen kind, with its axes where they are three. */
  get title(): string {
    if (this.kind === 'kept') return '';
    const { title } = mapDefinition(this.kind);
    return this.axes === 3 ? `${title} in 3-D` : title;
  }

  /** The array file of a finished run's map, with its hash; null where it has to be made first. */
  fileOf({ artifacts }: Run): { name: string; sha256: string } | null {
    const name = `${this.fileName}.npy`;
    return artifacts.find((artifact) => artifact.name === name) ?? null;
  }

  /**
   * The array file to show of a run, and what changes when it does: a map that is being made comes before the one it will
   * replace. Null where there is nothing to show yet, or the run is under way.
   */
  shownFileOf(run: Run): MapFile | null {
    if (run.status !== 'finished') return null;
    const live = this.kind === 'kept' ? 0 : (this.newsOf(run)?.live ?? 0);
    if (live > 0) return { name: `${this.fileName}-live.npy`, version: `live ${live}` };
    const kept = this.fileOf(run);
    return kept === null ? null : { name: kept.name, version: kept.sha256 };
  }

  /** Finished runs without the chosen map, which is not being made of them either. */
  lackingOf(runs: readonly Run[]): Run[] {
    return runs.filter(
      (run) => run.status === 'finished' && this.fileOf(run) === null && this.newsOf(run) === null,
    );
  }

  /** What maps of the chosen kind are made with; null where there is nothing to set. */
  get settings(): MapSettings | null {
    if (this.kind === 'kept') return null;
    const { fields, seeded } = mapDefinition(this.kind);
    return fields.length > 0 || seeded ? (this.#settings.get(`${this.kind} ${this.axes}`) ?? null) : null;
  }

  /** What the chosen map of a run was made with, read once a map; null where there is none. */
  recordOf(run: Run): Promise<MapRecord> | null {
    const name = `${this.fileName}.json`;
    return this.#records.of(run, name, () => fetchJson('runs', run.id, name, MapRecord));
  }

  /** How the chosen map of a run comes along; null where it is not being made. */
  newsOf({ id }: Run): MapNews | null {
    return this.#news.get(this.#keyOf(id)) ?? null;
  }

  /** Why it could not be made, in one sentence; null: nothing went wrong. */
  failureOf({ id }: Run): string | null {
    return this.#failed.get(this.#keyOf(id)) ?? null;
  }

  /**
   * Makes the chosen map of some runs, one after the other. One that is being made with other settings is given up for it; one
   * with the same goes on.
   */
  async make(runs: readonly Run[]): Promise<void> {
    const { kind: to, axes: dim } = this;
    if (to === 'kept') return;
    const { given = {}, seed = 0 } = this.settings ?? {};
    const settings = JSON.stringify([Object.entries(given).toSorted(), seed]);
    await Promise.all(
      runs.map(async ({ id }) => {
        const key = `${id} ${to} ${dim}`;
        const before = this.#asked.get(key);
        if (before?.settings === settings) return;
        before?.cancel.abort();
        const cancel = new AbortController();
        const asked = { cancel, settings };
        this.#asked.set(key, asked);
        this.#fail(key, null);
        this.#set(key, waiting);
        try {
          const input = { run: id, to, dim, params: { ...given }, seed } as const;
          this.#workbench.keepRun(
            await this.#workbench.client.call('runs.project', input, { signal: cancel.signal }),
          );
        } catch (thrown) {
          const { code, message } = toIsthmusError(thrown);
          if (code !== 'cancelled' && this.#asked.get(key) === asked) this.#fail(key, message);
        } finally {
          if (this.#asked.get(key) === asked) {
            this.#asked.delete(key);
            this.#set(key, null);
          }
        }
      }),
    );
  }

  /** Gives the chosen map of a run up. */
  cancel({ id }: Run): void {
    this.#asked.get(this.#keyOf(id))?.cancel.abort();
  }

  /** Ends the chosen map of a run early, and keeps it as it is. */
  async stop({ id }: Run): Promise<void> {
    if (this.kind === 'kept') return;
    try {
      await this.#workbench.client.call('runs.stopProject', { run: id, to: this.kind, dim: this.axes });
    } catch (thrown) {
      this.#workbench.report(thrown);
    }
  }

  dispose(): void {
    this.#off();
    for (const { cancel } of this.#asked.values()) cancel.abort();
  }

  /** By what the chosen map of a run is known here. */
  #keyOf(run: string): string {
    return `${run} ${this.kind} ${this.axes}`;
  }

  #set(key: string, news: MapNews | null): void {
    const all = new Map(this.#news);
    if (news === null) all.delete(key);
    else all.set(key, news);
    this.#news = all;
  }

  #fail(key: string, message: string | null): void {
    const all = new Map(this.#failed);
    if (message === null) all.delete(key);
    else all.set(key, message);
    this.#failed = all;
  }
}

/**
 * The state that every page shares: the records of the services, the address, notices, and what users do to records.
 * The pages' own folders build on this one, and none of them is known here.
 */

import { SvelteMap } from 'svelte/reactivity';
import {
  toIsthmusError,
  type AppInfo,
  type Client,
  type Dataset,
  type Run,
} from '../../../src-main/contract/index.ts';
import { desktopBridge, bridgeChannel } from '../../api/bridge.ts';
import { Link } from '../../api/link.ts';
import { openSocket, rpcAddress } from '../../api/socket.ts';
import { LatestWins } from '../latest-wins.ts';
import { Notices, type NoticeKind, type NoticeLink } from './notices.svelte.ts';
import { Outage } from './outage.svelte.ts';
import { foldProgress, type RunProgress } from './progress.ts';
import { comparePath, parseRoute, sweepPath, type Route } from './route.ts';
import { isActive, sweepEnd } from '../text/sweep-words.ts';
import { Tasks } from './tasks.svelte.ts';
import { Theme } from './theme.svelte.ts';

export type { RunProgress } from './progress.ts';

/** Everything the page knows, kept in step with the services: views are functions of this. */
export class Workbench {
  readonly client: Client;
  readonly theme = new Theme();
  readonly notices = new Notices();
  /** Uploads and imports under way. */
  readonly tasks: Tasks;
  readonly outage = new Outage();
  connected = $state(false);
  /** True once the lists below were read for the first time. */
  ready = $state(false);
  info = $state.raw<AppInfo | null>(null);
  /** Newest first. */
  datasets = $state.raw<readonly Dataset[]>([]);
  /** Of all datasets, newest first. */
  runs = $state.raw<readonly Run[]>([]);
  /** By run id, for runs that are under way. */
  readonly progress = new SvelteMap<string, RunProgress>();
  route = $state.raw<Route>(parseRoute(location.hash));
  /** The run whose export dialog is open. */
  exporting = $state.raw<Run | null>(null);

  readonly #link: Link;
  readonly #latest = new LatestWins();

  constructor() {
    const bridge = desktopBridge();
    const open =
      bridge === undefined
        ? () => openSocket(rpcAddress(location))
        : () => Promise.resolve(bridgeChannel(bridge));
    this.#link = new Link(open, (connected) => this.#connection(connected));
    this.client = this.#link;
    this.tasks = new Tasks(this.client);
    this.#listen();
    window.addEventListener('hashchange', () => (this.route = parseRoute(location.hash)));
    window.addEventListener('online', () => this.#link.retryNow());
    this.#link.start();
  }

  /** Goes to a path such as `/datasets/k3f9`; `replace` leaves no step to go back to. */
  go(path: string, { replace = false } = {}): void {
    if (replace) location.replace(`#${path}`);
    else location.hash = path;
  }

  /** Says something in a few words at the foot of the page, and to screen readers. */
  notify(message: string, kind: NoticeKind = 'info', link: NoticeLink | null = null): void {
    this.notices.add(message, kind, link);
  }

  /** Shows what was thrown as its one sentence; a cancel is no news, and a lost connection has its banner. */
  report(thrown: unknown): void {
    const error = toIsthmusError(thrown);
    if (error.code !== 'cancelled' && error.code !== 'closed') this.notify(error.message, 'bad');
  }

  openExport(run: Run): void {
    this.exporting = run;
  }

  retryConnection(): void {
    this.#link.retryNow();
  }

  dataset(id: string): Dataset | undefined {
    return this.datasets.find((dataset) => dataset.id === id);
  }

  run(id: string): Run | undefined {
    return this.runs.find((run) => run.id === id);
  }

  /** The dataset that the page on show is about. */
  get subject(): Dataset | undefined {
    const { route } = this;
    const id =
      route.view === 'run' ? this.run(route.run)?.dataset : 'dataset' in route ? route.dataset : null;
    return id === null || id === undefined ? undefined : this.dataset(id);
  }

  runsOf(dataset: string): readonly Run[] {
    return this.runs.filter((run) => run.dataset === dataset);
  }

  /** Those of them that belong to no sweep: a sweep's are shown with it, or where they are asked for. */
  singleRunsOf(dataset: string): readonly Run[] {
    return this.runsOf(dataset).filter(({ sweep }) => sweep === null);
  }

  runsOfSweep(sweep: string): readonly Run[] {
    return this.runs.filter((run) => run.sweep === sweep);
  }

  /** Puts a record in its place at once, before the event that tells of it arrives. */
  keepDataset(dataset: Dataset): void {
    this.datasets = placed(this.datasets, dataset);
  }

  keepRun(run: Run): void {
    this.runs = placed(this.runs, run);
    if (run.status !== 'running' && run.status !== 'queued') this.progress.delete(run.id);
  }

  dropDataset(id: string): void {
    this.datasets = this.datasets.filter((dataset) => dataset.id !== id);
    this.runs = this.runs.filter((run) => run.dataset !== id);
  }

  dropRun(id: string): void {
    this.runs = this.runs.filter((run) => run.id !== id);
    this.progress.delete(id);
  }

  #connection(connected: boolean): void {
    this.connected = connected;
    this.outage.follow(connected);
    if (connected) void this.#readAll();
  }

  /** After every connect: whatever happened meanwhile is in the lists. */
  async #readAll(): Promise<void> {
    try {
      await this.#latest.run('all', async () => {
        const [info, datasets, runs] = await Promise.all([
          this.client.call('app.info', {}),
          this.client.call('datasets.list', {}),
          this.client.call('runs.list', {}),
        ]);
        return () => {
          this.info = info;
          this.datasets = datasets.toSorted(newestFirst);
          this.runs = runs.toSorted(newestFirst);
          for (const run of this.progress.keys()) {
            if (!runs.some(({ id, status }) => id === run && status === 'running')) this.progress.delete(run);
          }
          this.ready = true;
        };
      });
    } catch (error) {
      this.report(error);
    }
  }

  #listen(): void {
    this.client.on('app.changed', () =>
      this.#follow('info', async () => {
        const info = await this.client.call('app.info', {});
        return () => (this.info = info);
      }),
    );
    this.client.on('datasets.changed', ({ dataset: id, deleted }) =>
      this.#follow(id, async () => {
        if (deleted) return () => this.dropDataset(id);
        const dataset = await this.client.call('datasets.get', { dataset: id });
        return () => this.keepDataset(dataset);
      }),
    );
    this.client.on('runs.changed', ({ run: id, deleted }) =>
      this.#follow(id, async () => {
        if (deleted) return () => this.dropRun(id);
        const run = await this.client.call('runs.get', { run: id });
        return () => {
          this.#tellEnd(run);
          this.keepRun(run);
        };
      }),
    );
    this.client.on('runs.progress', ({ run, ...news }) => {
      this.progress.set(run, foldProgress(this.progress.get(run), news));
    });
  }

  /** Says that a run ended, unless its columns are on show and say so themselves; of a sweep only the end of it all. */
  #tellEnd(run: Run): void {
    const before = this.runs.find(({ id }) => id === run.id);
    if (before === undefined || !isActive(before)) return;
    if (run.sweep !== null) this.#tellSweepEnd(run, run.sweep);
    else if (run.status === 'failed') {
      this.notify(`“${run.name}” failed: ${run.message ?? 'no reason is known.'}`, 'bad');
    } else if (run.status === 'finished') {
      const { route } = this;
      if (route.view === 'compare' && route.dataset === run.dataset) return;
      if (route.view === 'run' && route.run === run.id) return;
      this.notify(`“${run.name}” is finished.`, 'good', { label: 'Compare', path: comparePath(run.dataset) });
    }
  }

  #tellSweepEnd(run: Run, sweep: string): void {
    const runs = placed(this.runsOfSweep(sweep), run);
    const { route } = this;
    if ((run.status !== 'finished' && run.status !== 'failed') || runs.some(isActive)) return;
    if (route.view === 'sweep' && route.sweep === sweep) return;
    const kind = runs.some(({ status }) => status === 'failed') ? 'bad' : 'good';
    const message = sweepEnd(this.dataset(run.dataset)?.name ?? '', runs);
    this.notify(message, kind, { label: 'See it', path: sweepPath(run.dataset, sweep) });
  }

  #follow(key: string, read: () => Promise<() => void>): void {
    this.#latest.run(key, read).catch((error: unknown) => {
      // Gone between the event and the reading: the event of its deletion is on its way.
      if (toIsthmusError(error).code !== 'not_found') this.report(error);
    });
  }
}

interface Recorded {
  id: string;
  created: string;
}

function newestFirst(a: Recorded, b: Recorded): number {
  return b.created.localeCompare(a.created);
}

function placed<T extends Recorded>(list: readonly T[], record: T): readonly T[] {
  return [...list.filter(({ id }) => id !== record.id), record].toSorted(newestFirst);
}

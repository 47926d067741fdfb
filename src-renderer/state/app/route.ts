import { Source, id } from '../../../src-main/contract/index.ts';

/** Where the user is, as the address after `#` says it. */
export type Route =
  | { view: 'home' }
  | { view: 'preview'; source: Source }
  | { view: 'dataset'; dataset: string }
  | { view: 'compare'; dataset: string; runs: string[] }
  | { view: 'sweep'; dataset: string; sweep: string }
  | { view: 'runs' }
  | { view: 'storage' }
  | { view: 'run'; run: string }
  | { view: 'nowhere' };

/** Reads `location.hash`; what it does not know is `nowhere`. */
export function parseRoute(hash: string): Route {
  const url = new URL(hash.replace(/^#/, '') || '/', 'http://route');
  const [first, second, third, fourth, ...rest] = url.pathname.split('/').filter((part) => part !== '');
  if (rest.length > 0) return { view: 'nowhere' };
  if (first === undefined) return { view: 'home' };
  if (first === 'runs' && second === undefined) return { view: 'runs' };
  if (first === 'storage' && second === undefined) return { view: 'storage' };
  if (first === 'runs' && third === undefined && id.safeParse(second).success) {
    return { view: 'run', run: second ?? '' };
  }
  if (first === 'preview' && second === undefined) return previewRoute(url.searchParams);
  if (first === 'datasets' && second !== undefined && id.safeParse(second).success) {
    if (third === undefined) return { view: 'dataset', dataset: second };
    if (third === 'sweeps' && fourth !== undefined && id.safeParse(fourth).success) {
      return { view: 'sweep', dataset: second, sweep: fourth };
    }
    if (third === 'compare' && fourth === undefined) {
      return { view: 'compare', dataset: second, runs: runIds(url.searchParams) };
    }
  }
  return { view: 'nowhere' };
}

function previewRoute(query: URLSearchParams): Route {
  const source = Source.safeParse(Object.fromEntries(query));
  return source.success ? { view: 'preview', source: source.data } : { view: 'nowhere' };
}

function runIds(query: URLSearchParams): string[] {
  const list = query.get('runs');
  return list === null ? [] : list.split(',').filter((run) => id.safeParse(run).success);
}

/** What page a route leads to: the same for all that a page itself puts into the address. */
export function pageOf(route: Route): string {
  if (route.view === 'compare') return JSON.stringify({ view: 'compare', dataset: route.dataset });
  return JSON.stringify(route);
}

/** The path that previews a source; pages follow no links out of a folder. */
export function previewPath(source: Source): string {
  const named = 'path' in source ? { path: source.path } : source;
  return `/preview?${new URLSearchParams(named).toString()}`;
}

/** The page of what the home holds, with the trash. */
export const storagePath = '/storage';

export function datasetPath(dataset: string): string {
  return `/datasets/${dataset}`;
}

export function sweepPath(dataset: string, sweep: string): string {
  return `/datasets/${dataset}/sweeps/${sweep}`;
}

export function runPath(run: string): string {
  return `/runs/${run}`;
}

/** The compare page: of the runs of no sweep, with these brought to the front, of a sweep or not. */
export function comparePath(dataset: string, runs: readonly string[] = []): string {
  return `/datasets/${dataset}/compare${runs.length > 0 ? `?runs=${runs.join(',')}` : ''}`;
}

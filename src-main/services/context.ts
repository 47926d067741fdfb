import type { Supervisor } from '../compute/supervisor/index.ts';
import type { HomePaths } from '../store/paths.ts';
import type { Store } from '../store/database.ts';
import type { Events } from './events.ts';
import type { Log } from './log.ts';

/** What every service is given; made once, by the composition root. */
export interface Context {
  store: Store;
  paths: HomePaths;
  /** This process, in the records. */
  owner: string;
  events: Events;
  log: Log;
  /** Fits. */
  trainer: Supervisor;
  /** Maps finished runs and measures them anew, so that neither waits behind training. */
  mapper: Supervisor;
  /** Encodes and decodes with models that are trained, so that looking at one never waits behind training another. */
  viewer: Supervisor;
  /** Previews, imports and exports, so that looking at a folder never waits behind training. */
  reader: Supervisor;
  /** The folder of what ships with the program. */
  resources: string;
  version: string;
  desktop: boolean;
}

import { join } from 'node:path';
import type { Dataset, Run } from '../contract/index.ts';
import { listFiles } from '../store/artifacts.ts';
import { RecordedFiles } from '../store/recorded-files.ts';
import type { Context } from './context.ts';

type Home = Pick<Context, 'store' | 'paths'>;

/** Where the files of datasets and runs are, for readers that know nothing of the store. */
export interface Recorded {
  ofDataset(dataset: Dataset): Pick<RecordedFiles, 'has' | 'pathOf'>;
  ofRun(run: Run): Pick<RecordedFiles, 'has' | 'pathOf'>;
}

export function recordedIn(home: Home): Recorded {
  return {
    ofDataset: (dataset) => filesOfDataset(home, dataset),
    ofRun: (run) => filesOfRun(home, run),
  };
}

/** The files of a dataset, as they are recorded. */
export function filesOfDataset({ store, paths }: Home, { id, name }: Dataset): RecordedFiles {
  return new RecordedFiles(
    join(paths.datasets, id),
    `the dataset ${name} (${id})`,
    'put it back from a copy of the home, or import the data again',
    listFiles(store.read, 'datasets', id),
  );
}

/** The files of a finished run, as they are recorded. */
export function filesOfRun({ store, paths }: Home, { id, name }: Run): RecordedFiles {
  return new RecordedFiles(
    join(paths.runs, id),
    `the run ${name} (${id})`,
    'put it back from a copy of the home, or run it again',
    listFiles(store.read, 'runs', id),
  );
}

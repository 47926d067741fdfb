import { z } from 'zod';
import { ImportOptions, Preview, Source } from './datasets.ts';
import { usualNeighbours } from './evaluation.ts';
import { homeCalls } from './home.ts';
import { mapColumns, mapName } from './maps/index.ts';
import { methodName, presetName } from './methods/index.ts';
import { modelCalls } from './models.ts';
import { Comparison, Dataset, Epoch, ExportedFile, Progress, Run, givenName, id, seed } from './records.ts';
import { ServerPath } from './server-path.ts';
import { Sweep, SweepState } from './sweeps.ts';

const none = z.strictObject({});

export const AppInfo = z.object({
  version: z.string(),
  /** Where records and arrays are kept. */
  home: z.string(),
  /** The device TensorFlow computes on, e.g. `cpu (2 threads)`; empty while not known. */
  device: z.string(),
  versions: z.record(z.string(), z.string()),
  /** Null where training can work; else one sentence with what is missing and what to run. */
  missing: z.string().nullable(),
  /** Sentences on what is wrong with the home, as far as it was met; each says what to do. */
  problems: z.array(z.string()),
  /** Whether paths can be chosen in native dialogs; else datasets are uploaded and exports downloaded. */
  desktop: z.boolean(),
});
export type AppInfo = z.infer<typeof AppInfo>;

export const ExportFormat = z.enum(['npy', 'csv', 'parquet']);
export const ExportSplit = z.enum(['all', 'train', 'test']);

const exported = {
  format: ExportFormat,
  split: ExportSplit,
  /** Whether cells of a CSV that a spreadsheet may take for formulas get an apostrophe in front; else they are told of. */
  safe_cells: z.boolean().default(false),
};

/** One sample as the hover card shows it. Pictures come by URL: `/pictures/datasets/<id>/<row>.png`. */
export const Sample = z.object({
  row: z.number().int(),
  id: z.string(),
  label: z.string().nullable(),
  split: z.enum(['train', 'test']),
  /** Feature names and values of a table, in its own units; at most 200, `features` says of how many. */
  values: z.array(z.object({ name: z.string(), value: z.number(), reconstructed: z.record(id, z.number()) })),
  features: z.number().int(),
  /** The runs asked for that can reconstruct this sample: `/pictures/runs/<id>/<row>.png`. */
  reconstructed_by: z.array(id),
});
export type Sample = z.infer<typeof Sample>;

/** Every call there is: what goes in, and what comes out. The end that receives checks it at run time. */
export const calls = {
  'app.info': { input: none, output: AppInfo },

  /** A look at a source; keeps nothing. Cancellable; progress comes as `task.progress`. */
  'datasets.preview': {
    input: z.strictObject({ source: Source, options: ImportOptions, task: id.optional() }),
    output: Preview,
  },
  /** Keeps a source as a dataset. Cancellable; progress comes as `task.progress`. */
  'datasets.import': {
    input: z.strictObject({ source: Source, options: ImportOptions, task: id.optional() }),
    output: Dataset,
  },
  'datasets.list': { input: none, output: z.array(Dataset) },
  'datasets.get': { input: z.strictObject({ dataset: id }), output: Dataset },
  'datasets.rename': { input: z.strictObject({ dataset: id, name: givenName }), output: Dataset },
  /** Moves the dataset with all its runs to the trash; those that are queued or running are cancelled. */
  'datasets.delete': { input: z.strictObject({ dataset: id }), output: z.null() },
  'datasets.sample': {
    input: z.strictObject({ dataset: id, row: z.int().min(0), runs: z.array(id).max(100) }),
    output: Sample,
  },

  /** Queues a run and returns at once; what was not set is chosen from the data. */
  'runs.start': {
    input: z.strictObject({
      dataset: id,
      method: methodName,
      dim: z.int(),
      params: z.record(z.string(), z.unknown()),
      seed: seed.default(0),
      name: givenName.optional(),
      /** Settings that go together, under those in `params`; they belong to one method. */
      preset: presetName.optional(),
    }),
    output: Run,
  },
  'runs.list': { input: z.strictObject({ dataset: id.optional() }), output: z.array(Run) },
  'runs.get': { input: z.strictObject({ run: id }), output: Run },
  'runs.rename': { input: z.strictObject({ run: id, name: givenName }), output: Run },
  /** Moves a run to the trash that is not queued or running. */
  'runs.delete': { input: z.strictObject({ run: id }), output: z.null() },
  /** Ends a queued or running run; nothing of it is kept but the record. */
  'runs.cancel': { input: z.strictObject({ run: id }), output: z.null() },
  /** Ends training after the current epoch and keeps the best weights so far. */
  'runs.stop': { input: z.strictObject({ run: id }), output: z.null() },
  /** Lets a queued or training run rest: within a moment it is `paused`, with a checkpoint. */
  'runs.pause': { input: z.strictObject({ run: id }), output: z.null() },
  /** Queues a run again that is paused or ended without a result; it goes on from its checkpoint, where it has one. */
  'runs.resume': { input: z.strictObject({ run: id }), output: Run },
  /** Queues a new run that goes on from where another's training ended, with some parameters set anew. */
  'runs.branch': {
    input: z.strictObject({ run: id, params: z.record(z.string(), z.unknown()), name: givenName.optional() }),
    output: Run,
  },
  /**
   * Makes a 2- or 3-column map of a finished run's codes and keeps it as `map-<to>-<dim>.npy` with its
   * `map-<to>-<dim>.json` (`MapRecord`), in place of one of the same kind. Cancellable; progress comes as `maps.progress`.
   * One that is there already with the same parameters and seed is not made again.
   */
  'runs.project': {
    input: z.strictObject({
      run: id,
      to: mapName,
      dim: mapColumns,
      params: z.record(z.string(), z.unknown()).default({}),
      seed: seed.default(0),
    }),
    output: Run,
  },
  /** Ends a map of this kind that is being made early, and keeps it as far as it has come. */
  'runs.stopProject': { input: z.strictObject({ run: id, to: mapName, dim: mapColumns }), output: z.null() },
  /**
   * Measures a finished run anew, with so many neighbours in every metric that has them, in place of its figures.
   * Cancellable; progress comes as `task.progress`.
   */
  'runs.measure': {
    input: z.strictObject({
      run: id,
      k: z.int().min(1).max(1_000).default(usualNeighbours),
      task: id.optional(),
    }),
    output: Run,
  },
  /** The nearest samples of a sample in a finished run's codes, among all rows, by exact distance, nearest first. */
  'runs.neighbours': {
    input: z.strictObject({ run: id, row: z.int().min(0), k: z.int().min(1).max(100).default(10) }),
    output: z.object({ rows: z.array(z.number().int()), distances: z.array(z.number()) }),
  },

  /** Queues several methods at several code sizes, with several seeds; says what was left out and why. */
  'sweeps.start': {
    input: z.strictObject({
      dataset: id,
      methods: z.array(methodName).min(1).max(20),
      dims: z.array(z.int().min(1).max(1_000_000)).min(1).max(50),
      seeds: z.int().min(1).max(100),
      /** By method, what is not left to the defaults. */
      params: z.partialRecord(methodName, z.record(z.string(), z.unknown())).default({}),
    }),
    output: z.object({ sweep: Sweep, left_out: z.array(z.string()) }),
  },
  'sweeps.list': { input: z.strictObject({ dataset: id }), output: z.array(Sweep) },
  'sweeps.get': { input: z.strictObject({ sweep: id }), output: SweepState },
  /** Ends the runs of a sweep that are queued or running. */
  'sweeps.cancel': { input: z.strictObject({ sweep: id }), output: z.null() },
  /** Queues those again that ended without a result. */
  'sweeps.resume': { input: z.strictObject({ sweep: id }), output: z.null() },
  /** Moves a sweep with all its runs to the trash; none of them may be queued or running. */
  'sweeps.delete': { input: z.strictObject({ sweep: id }), output: z.null() },

  ...modelCalls,
  ...homeCalls,

  /**
   * The finished runs of a dataset side by side (those named, or all but the runs of sweeps), raw features first.
   */
  'compare.get': { input: z.strictObject({ dataset: id, runs: z.array(id).optional() }), output: Comparison },
  /** The same as one page of HTML that needs nothing else: to be kept, printed or sent. */
  'compare.report': {
    input: z.strictObject({ dataset: id, runs: z.array(id).optional() }),
    output: z.object({ name: z.string(), html: z.string() }),
  },

  /** Writes codes, row ids, labels and split into a folder of the machine that runs the services. */
  'exports.write': {
    input: z.strictObject({ run: id, to: ServerPath, ...exported }),
    output: z.object({ files: z.array(ExportedFile), warnings: z.array(z.string()) }),
  },
  /** The same as one zip to download: its URL path, valid for some minutes. For the browser. */
  'exports.download': {
    input: z.strictObject({ run: id, ...exported }),
    output: z.object({ url: z.string(), files: z.array(ExportedFile), warnings: z.array(z.string()) }),
  },

  /** Opens an upload; files then go to `PUT /uploads/<id>/<n>` and are named by `uploads.finish`. */
  'uploads.open': { input: none, output: z.object({ upload: id }) },
  /** Names the uploaded files, in the order of their numbers. Names are text: nothing is written under them. */
  'uploads.finish': {
    input: z.strictObject({
      upload: id,
      name: givenName,
      files: z.array(z.string().max(4_096)).max(2_000_000),
    }),
    output: z.null(),
  },
  'uploads.discard': { input: z.strictObject({ upload: id }), output: z.null() },
} as const;

/** Small news, to everyone connected. Arrays never come this way: they are read by URL. */
export const events = {
  /** A dataset was kept, renamed, deleted or taken out of the trash. */
  'datasets.changed': z.object({ dataset: id, deleted: z.boolean() }),
  /** A run's record changed (queued, started, ended, renamed), or it was deleted or taken out of the trash. */
  'runs.changed': z.object({ run: id, dataset: id, deleted: z.boolean() }),
  /** How a running run comes along. */
  'runs.progress': z.object({
    run: id,
    dataset: id,
    progress: Progress,
    /** The epochs that ended since the last such event. */
    epochs: z.array(Epoch),
    /** A number that grows when `/arrays/runs/<id>/live.npy` (map of some rows) and `live-rows.npy` (which) are new; 0: none yet. */
    live: z.number().int(),
  }),
  /** How a map that is being made comes along; `maps.progress` with `done` ends it, however it ends. */
  'maps.progress': z.object({
    run: id,
    to: mapName,
    dim: mapColumns,
    progress: Progress,
    /** A number that grows when `/arrays/runs/<id>/map-<to>-<dim>-live.npy` (all rows) is new; 0: none yet. */
    live: z.number().int(),
    done: z.boolean(),
  }),
  /** How a call that was given a `task` id comes along. */
  'task.progress': z.object({ task: id, progress: Progress }),
  /** The device and what is missing became known, or changed. */
  'app.changed': z.object({}),
} as const;

export type CallName = keyof typeof calls;
export type CallInput<N extends CallName> = z.input<(typeof calls)[N]['input']>;
export type CallParsed<N extends CallName> = z.output<(typeof calls)[N]['input']>;
export type CallOutput<N extends CallName> = z.output<(typeof calls)[N]['output']>;
export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.output<(typeof events)[N]>;

/** What the main side implements: one handler a call, with the signal that tells of a cancel. */
export type Handlers = {
  [N in CallName]: (input: CallParsed<N>, context: { signal: AbortSignal }) => Promise<CallOutput<N>>;
};

/** What every way in is given: calls, and events to subscribe to. */
export interface Client {
  /** @throws IsthmusError as the service threw it; `closed` when the channel closes first; `cancelled` on abort. */
  call<N extends CallName>(
    name: N,
    input: CallInput<N>,
    options?: { signal?: AbortSignal },
  ): Promise<CallOutput<N>>;
  /** Returns the function that ends the subscription. */
  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
}

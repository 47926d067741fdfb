import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import {
  toIsthmusError,
  type CallInput,
  type CallName,
  type CallOutput,
  type Dataset,
  type EventName,
  type EventPayload,
  type Run,
  type RunStatus,
} from '../../src-main/contract/index.ts';
import { inMemory, overHost, type OpenWay, type Way } from './transport.ts';

/** Every way to the services, for `describe.each`. */
export const ways: [string, OpenWay][] = [
  ['in memory', inMemory],
  ['over the browser host', overHost],
];

/** The services as a suite finds them: open for all of its tests, with one dataset of twenty pictures. */
export interface Here {
  readonly way: Way;
  readonly dataset: Dataset;
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  /** Queues a run of the dataset; of PCA to 2 numbers, where nothing else is said. */
  start(more?: Partial<CallInput<'runs.start'>>): Promise<Run>;
  /** The run once it is neither queued nor running. */
  ended(run: { id: string }): Promise<Run>;
  /** Waits until the run is in a state. */
  comes(run: { id: string }, status: RunStatus): Promise<void>;
  /** Waits until a running run has told of so many epochs. */
  epochs(run: { id: string }, count: number): Promise<void>;
  /** Events from now on. */
  hear<N extends EventName>(name: N): EventPayload<N>[];
}

/** Opens a way before the tests of the suite around it, and closes it after them. */
export function servicesHere(open: OpenWay): Here {
  let way: Way;
  let dataset: Dataset;
  beforeAll(async () => {
    way = await open();
    const source = { path: way.home };
    dataset = await way.client.call('datasets.import', { source, options: { name: 'twenty' } });
  });
  afterAll(() => way.close());

  const call: Here['call'] = (name, input) => way.client.call(name, input);
  return {
    get way() {
      return way;
    },
    get dataset() {
      return dataset;
    },
    call,
    start: (more = {}) =>
      call('runs.start', { dataset: dataset.id, method: 'pca', dim: 2, params: {}, ...more }),
    async ended({ id }) {
      for (;;) {
        const run = await call('runs.get', { run: id });
        if (run.status !== 'queued' && run.status !== 'running') return run;
        await sleep(10);
      }
    },
    async comes({ id }, status) {
      while ((await call('runs.get', { run: id })).status !== status) await sleep(5);
    },
    async epochs({ id }, count) {
      let last = 0;
      const off = way.client.on('runs.progress', ({ run, epochs }) => {
        if (run === id) last = Math.max(last, ...epochs.map(({ epoch }) => epoch));
      });
      while (last < count) await sleep(5);
      off();
    },
    hear(name) {
      const heard: EventPayload<typeof name>[] = [];
      way.client.on(name, (payload) => heard.push(payload));
      return heard;
    },
  };
}

/** What a call is refused with; null where it is not. */
export async function refusal(called: Promise<unknown>): Promise<[code: string, message: string] | null> {
  try {
    await called;
    return null;
  } catch (thrown) {
    const { code, message } = toIsthmusError(thrown);
    return [code, message];
  }
}

import { afterAll, afterEach, beforeAll } from 'vitest';
import {
  toIsthmusError,
  type CallInput,
  type CallName,
  type CallOutput,
  type Client,
  type Dataset,
  type EventName,
  type EventPayload,
  RunStatus,
  type Run,
} from '../../src-main/contract/index.ts';
import {
  closeServices,
  inMemory,
  openServices,
  overElectron,
  overHost,
  type Opened,
  type OpenWay,
  type Way,
} from './transport.ts';

/** Every way to the services, for `describe.each`. */
export const ways: [string, OpenWay][] = [
  ['in memory', inMemory],
  ['over the browser host', overHost],
  ["over Electron's channel", overElectron],
];

/** The services of the tests in a file, which every way leads to. */
let opened: Opened | null = null;
afterAll(async () => {
  if (opened) await closeServices(opened);
});

/** The first event from now on that is as asked; of all, where nothing is. */
export function next<N extends EventName>(
  client: Client,
  name: N,
  is: (payload: EventPayload<N>) => boolean = () => true,
): Promise<EventPayload<N>> {
  return new Promise((done) => {
    const off = client.on(name, (payload) => {
      if (!is(payload)) return;
      off();
      done(payload);
    });
  });
}

/** What is found once there is something to find: it is looked for now, and again at every event of a name. */
export async function when<T>(client: Client, name: EventName, look: () => Promise<T | null>): Promise<T> {
  let happened = Promise.withResolvers<void>();
  const off = client.on(name, () => happened.resolve());
  try {
    for (;;) {
      happened = Promise.withResolvers();
      const found = await look();
      if (found !== null) return found;
      await happened.promise;
    }
  } finally {
    off();
  }
}

/** The run once it is in a state. */
function comes(client: Client, { id }: { id: string }, statuses: readonly RunStatus[]): Promise<Run> {
  return when(client, 'runs.changed', async () => {
    const run = await client.call('runs.get', { run: id });
    return statuses.includes(run.status) ? run : null;
  });
}

/** The run once it is neither queued nor running. */
export const ended = (client: Client, run: { id: string }): Promise<Run> =>
  comes(
    client,
    run,
    RunStatus.options.filter((status) => status !== 'queued' && status !== 'running'),
  );

/** Waits until a running run tells of so many epochs. */
export async function epochs(client: Client, { id }: { id: string }, count: number): Promise<void> {
  await next(
    client,
    'runs.progress',
    (news) => news.run === id && news.epochs.some(({ epoch }) => epoch >= count),
  );
}

/** The services as a suite finds them: open for all of its tests, with one dataset of twenty pictures of its own. */
export interface Here extends Opened {
  readonly way: Way;
  readonly dataset: Dataset;
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>;
  /** Queues a run of the dataset; of PCA to 2 numbers, where nothing else is said. */
  start(more?: Partial<CallInput<'runs.start'>>): Promise<Run>;
  ended(run: { id: string }): Promise<Run>;
  comes(run: { id: string }, status: RunStatus): Promise<Run>;
  epochs(run: { id: string }, count: number): Promise<void>;
  /** Events from now on. */
  hear<N extends EventName>(name: N): EventPayload<N>[];
  next<N extends EventName>(name: N, is?: (payload: EventPayload<N>) => boolean): Promise<EventPayload<N>>;
}

/** Opens a way before the tests of the suite around it, and closes it after them. */
export function servicesHere(open: OpenWay): Here {
  let way: Way;
  let dataset: Dataset;
  const services = (): Opened => (opened ??= openServices());
  beforeAll(async () => {
    way = await open(services());
    const source = { path: services().home };
    dataset = await way.client.call('datasets.import', { source, options: { name: 'twenty' } });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    // What a failed test left running would keep all that come after it waiting.
    for (const { id, status } of await way.client.call('runs.list', {})) {
      if (status === 'queued' || status === 'running') await way.client.call('runs.cancel', { run: id });
    }
  });
  afterAll(async () => {
    // What still runs of it ends with it, and is in no other suite's way.
    await way.client.call('datasets.delete', { dataset: dataset.id });
    await way.close();
  });

  const call: Here['call'] = (name, input) => way.client.call(name, input);
  return {
    get home() {
      return services().home;
    },
    get services() {
      return services().services;
    },
    get way() {
      return way;
    },
    get dataset() {
      return dataset;
    },
    call,
    start: (more = {}) =>
      call('runs.start', { dataset: dataset.id, method: 'pca', dim: 2, params: {}, ...more }),
    ended: (run) => ended(way.client, run),
    comes: (run, status) => comes(way.client, run, [status]),
    epochs: (run, count) => epochs(way.client, run, count),
    hear(name) {
      const heard: EventPayload<typeof name>[] = [];
      way.client.on(name, (payload) => heard.push(payload));
      return heard;
    },
    next: (name, is) => next(way.client, name, is),
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

import { vi } from 'vitest';
import {
  npyDescriptor,
  npyHeader,
  type Artifact,
  type CallName,
  type Evaluation,
  type Run,
} from '../../../../../src-main/contract/index.ts';
import { Tasks } from '../../../../../src-renderer/state/app/tasks.svelte.ts';
import type { Workbench } from '../../../../../src-renderer/state/app/workbench.svelte.ts';
import { aDataset, aRun } from '../../../records.ts';

/** A call that waits for its answer. */
export interface Asked {
  name: CallName;
  input: Record<string, unknown>;
  signal: AbortSignal | undefined;
  answer: (output: unknown) => void;
  refuse: (thrown: unknown) => void;
}

/** A workbench whose services answer when they are told to. */
export class TestWorkbench {
  asked: Asked[] = [];
  notices: string[] = [];
  reports: unknown[] = [];
  datasets = $state.raw([aDataset('d1')]);
  runs = $state.raw<Run[]>([]);
  connected = $state(true);
  info = $state.raw<{ missing: string | null } | null>({ missing: null });
  theme = $state({ dark: false });
  route: { view: string; dataset?: string; runs?: string[] } = { view: 'compare', dataset: 'd1', runs: [] };
  readonly client = {
    call: (name: CallName, input: Record<string, unknown>, options?: { signal?: AbortSignal }) =>
      new Promise((answer, refuse) => {
        this.asked.push({ name, input, signal: options?.signal, answer, refuse });
      }),
    on: () => () => undefined,
  };
  readonly tasks = new Tasks(this.client as never);

  /** As the classes under test take it. */
  get whole(): Workbench {
    return this as unknown as Workbench;
  }

  dataset(id: string) {
    return this.datasets.find((one) => one.id === id);
  }

  run(id: string) {
    return this.runs.find((one) => one.id === id);
  }

  runsOf(dataset: string) {
    return this.runs.filter((run) => run.dataset === dataset);
  }

  runsOfSweep(sweep: string) {
    return this.runs.filter((run) => run.sweep === sweep);
  }

  notify(message: string): void {
    this.notices.push(message);
  }

  report(thrown: unknown): void {
    this.reports.push(thrown);
  }

  keepRun(run: Run): void {
    this.runs = [...this.runs.filter(({ id }) => id !== run.id), run];
  }

  callsOf(name: CallName): Asked[] {
    return this.asked.filter((each) => each.name === name);
  }
}

export function anArtifact(name: string, sha256 = 'one'): Artifact {
  return { name, dtype: 'float32', shape: [], sha256, bytes: 1 };
}

/** A finished run with what measuring found in these arrays. */
export function aMeasuredRun(
  id: string,
  arrays: readonly string[],
  more: Partial<Run> = {},
  version = 'one',
): Run {
  const artifacts = ['evaluation.json', ...arrays].map((name) => anArtifact(name, version));
  return aRun(id, 'd1', { name: `run ${id}`, status: 'finished', artifacts, ...more });
}

/** What a run's arrays hold: lines of numbers. */
export type Files = Record<string, readonly (readonly number[])[]>;

const evaluation: Evaluation = {
  k: 5,
  per_sample: ['silhouette', 'class_overlap'],
  bootstrap: [],
  classifiers: ['knn', 'linear'],
  classes: [],
  clusterings: [],
  feature_errors: false,
} as unknown as Evaluation;

/**
 * Serves files of runs, and their evaluations, in place of the network.
 * @param files by `run/file`; others are not there
 * @returns what was asked for so far
 */
export function serve(files: Files, about: Partial<Evaluation> = {}): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    const path = url.replace('/arrays/runs/', '');
    asked.push(path);
    if (path.endsWith('.json'))
      return Promise.resolve(new Response(JSON.stringify({ ...evaluation, ...about })));
    const lines = files[path];
    if (lines === undefined) return Promise.resolve(new Response('', { status: 404 }));
    const header = npyHeader(npyDescriptor('float32'), [lines.length, lines[0]?.length ?? 0]);
    const bytes = new Uint8Array(Float32Array.from(lines.flat()).buffer);
    return Promise.resolve(new Response(new Uint8Array([...header, ...bytes])));
  });
  return asked;
}

/** Lets everything go on that waits for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

import type { Client, Progress } from '../../../src-main/contract/index.ts';
import { timeLeft } from '../text/format.ts';

/** A call or upload that takes long enough to be watched and cancelled. */
export class Task {
  /** As the services' `task.progress` events name it. */
  readonly id = randomId();
  readonly title: string;
  progress = $state.raw<Progress>({ fraction: null, phase: '', seconds_left: null });
  readonly #controller = new AbortController();

  constructor(title: string) {
    this.title = title;
    this.progress = { fraction: null, phase: title, seconds_left: null };
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  cancel(): void {
    this.#controller.abort();
  }
}

/** The tasks under way, and the news of them. */
export class Tasks {
  list = $state.raw<readonly Task[]>([]);

  constructor(client: Client) {
    client.on('task.progress', ({ task: id, progress }) => {
      const task = this.list.find((one) => one.id === id);
      if (task !== undefined) task.progress = progress;
    });
  }

  /** Does the work as a task that is listed while it lasts. */
  async run<T>(task: Task, work: (task: Task) => Promise<T>): Promise<T> {
    this.list = [...this.list, task];
    try {
      return await work(task);
    } finally {
      this.list = this.list.filter((one) => one !== task);
    }
  }
}

/** `crypto.randomUUID` is missing on a page served without TLS to another machine; this is not. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

/** One line on how far it is: `Reading pictures: 1,200 of 3,000 · about 20 s left`. */
export function progressWords({ phase, seconds_left }: Progress): string {
  return [phase, timeLeft(seconds_left)].filter((part) => part !== '').join(' · ');
}

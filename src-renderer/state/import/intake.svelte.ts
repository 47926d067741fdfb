/**
 * The way of data into the program: files that are dropped, chosen or named (here), then the preview of what they hold.
 */

import {
  IsthmusError,
  toIsthmusError,
  type Progress,
  type Source,
} from '../../../src-main/contract/index.ts';
import { desktopBridge } from '../../api/bridge.ts';
import { sendFiles, type Sent } from '../../api/upload.ts';
import { gatherChosen, walkEntries, type Gathered } from '../../api/walk.ts';
import { bytes, count, counted } from '../text/format.ts';
import { previewPath } from '../app/route.ts';
import { Task } from '../app/tasks.svelte.ts';
import type { Workbench } from '../app/workbench.svelte.ts';

/** What of the page it works with. */
type Page = Pick<Workbench, 'client' | 'tasks' | 'route' | 'go' | 'notify'>;

/** The ways in for data: what is dropped or chosen becomes a source, and the preview of it opens. */
export class Intake {
  /** The upload under way. */
  task = $state.raw<Task | null>(null);
  /** One sentence on what went wrong last. */
  error = $state<string | null>(null);
  readonly #workbench: Page;

  constructor(workbench: Page) {
    this.#workbench = workbench;
  }

  preview(source: Source): void {
    this.error = null;
    this.#workbench.go(previewPath(source));
  }

  /** Takes a drop. Its entries must be read before the event ends, so nothing is awaited before that. */
  drop(transfer: DataTransfer): Promise<void> {
    const bridge = desktopBridge();
    const files = Array.from(transfer.files);
    const entries = Array.from(transfer.items)
      .map((item) => item.webkitGetAsEntry())
      .filter((entry) => entry !== null);
    if (entries.length === 0) {
      this.error = 'Nothing to read was dropped: drop a folder or a file from your file manager.';
      return Promise.resolve();
    }
    if (bridge === undefined) {
      return this.#upload(async (task) =>
        walkEntries(
          entries,
          (found) => {
            task.progress = {
              fraction: null,
              phase: `Looking through folders: ${counted(found, 'file')}`,
              seconds_left: null,
            };
          },
          task.signal,
        ),
      );
    }
    const [only] = files;
    if (only === undefined || files.length > 1) {
      this.error = 'Drop one folder or one file: put files that belong together into a folder first.';
    } else {
      this.preview({ path: bridge.pathForFile(only) });
    }
    return Promise.resolve();
  }

  /** Takes what a file input gave. */
  choose(files: readonly File[]): Promise<void> {
    return files.length === 0 ? Promise.resolve() : this.#upload(() => Promise.resolve(gatherChosen(files)));
  }

  /** Asks for a path in a native dialog. */
  async pick(what: 'folder' | 'file'): Promise<void> {
    const bridge = desktopBridge();
    const path = await (what === 'folder' ? bridge?.pickFolder() : bridge?.pickFile());
    if (path !== null && path !== undefined) this.preview({ path });
  }

  async #upload(gather: (task: Task) => Promise<Gathered>): Promise<void> {
    if (this.task !== null) return;
    const { client, tasks } = this.#workbench;
    this.error = null;
    const task = new Task('Taking in files');
    this.task = task;
    try {
      const id = await tasks.run(task, async () => {
        const gathered = await gather(task);
        if (gathered.files.length === 0) {
          throw new IsthmusError('bad_input', `${gathered.name} is empty: drop a folder with files in it.`);
        }
        return sendFiles(client, gathered, (sent) => (task.progress = sentProgress(sent)), task.signal);
      });
      if (this.#workbench.route.view === 'home') this.preview({ upload: id });
      else {
        const path = previewPath({ upload: id });
        this.#workbench.notify('The upload is done.', 'good', { label: 'See what is in it', path });
      }
    } catch (thrown) {
      const error = toIsthmusError(thrown);
      if (error.code !== 'cancelled') this.error = readable(thrown, error.message);
    } finally {
      this.task = null;
    }
  }
}

/** What a browser throws for an unreadable file names no reason that a user could act on. */
function readable(thrown: unknown, message: string): string {
  return thrown instanceof DOMException
    ? 'A file in it could not be read: check that it still exists and that you may open it.'
    : message;
}

function sentProgress({ done, files, bytes: size, fraction, seconds }: Sent): Progress {
  return {
    fraction,
    phase: `Uploading ${count(done)} of ${counted(files, 'file')}, ${bytes(size)}`,
    // The first second says little of the pace.
    seconds_left: seconds < 1 || fraction <= 0 ? null : (seconds * (1 - fraction)) / fraction,
  };
}

import { fstatSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** The compute process's end of the line to the main side, whichever kind of process it is. */
export interface ParentPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What Electron puts on `process` in a utility process. */
interface UtilityParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** Connects to the main side, and ends this process when that goes away. */
export function connectParent(): ParentPort {
  const utility = (process as unknown as { parentPort?: UtilityParentPort }).parentPort;
  if (utility) {
    return {
      post: (message) => utility.postMessage(message),
      onMessage: (listener) => utility.on('message', ({ data }) => listener(data)),
    };
  }
  if (!process.send) {
    throw new Error('The compute process is started by Isthmus, not by hand.');
  }
  process.on('disconnect', () => process.exit(0));
  endWithParent();
  return {
    post: (message) => void process.send?.(message, undefined, undefined, () => undefined),
    onMessage: (listener) => void process.on('message', listener),
  };
}

/**
 * Ends this process at once when its parent is gone, however that ended and whatever is computed here: standard input is a
 * pipe that the parent holds and never writes to, and a thread of its own waits for its end.
 */
function endWithParent(): void {
  const input = fstatSync(0);
  // A parent of another kind may have left nothing there to wait at.
  if (!input.isFIFO() && !input.isSocket()) return;
  const program = `
const { Socket } = require('node:net');
const end = () => process.kill(process.pid, 'SIGKILL');
new Socket({ fd: 0, readable: true, writable: false }).on('error', end).on('close', end).resume();
`;
  new Worker(program, { eval: true }).unref();
}

/**
 * All that the main side needs of a child process, so that the same supervisor drives one of Node's
 * (`child_process.fork`) and one of Electron's (`utilityProcess.fork`).
 */
export interface ProcessPort {
  readonly pid: number | undefined;
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process has ended. `signal` is null where it ended by itself, or where that is not known. */
  onExit(listener: (code: number | null, signal: string | null) => void): void;
  /** Ends the process at once; it gets no say. */
  kill(): void;
}

/**
 * What a compute process is started for: `reader` never loads TensorFlow, `viewer` uses models that are trained, `mapper`
 * maps and measures what they made.
 */
export type Role = 'trainer' | 'reader' | 'viewer' | 'mapper';

/**
 * On how many threads a process computes: TensorFlow hands every operation out to all that it was started with, and waits
 * for them, which costs more than it saves where operations are small.
 */
export type ThreadMode = 'one' | 'all';

/** Starts a compute process. What it prints is for the log: `onOutput` is given it as it comes. */
export type Fork = (role: Role, onOutput: (text: string) => void, threads: ThreadMode) => ProcessPort;

/** The environment of a compute process; what the user set stays. */
export function computeEnv(threads: ThreadMode): NodeJS.ProcessEnv {
  return threads === 'one' ? { TF_NUM_INTRAOP_THREADS: '1', ...process.env } : process.env;
}

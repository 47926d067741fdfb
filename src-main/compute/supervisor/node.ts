import { fork } from 'node:child_process';
import { computeEnv, type Fork } from './port.ts';

/**
 * Compute processes as children of this Node.
 * @param entry the compute process's entry: `out/main/compute.js`, or `src-main/compute/entry.ts`
 */
export function nodeFork(entry: string): Fork {
  return (role, onOutput, threads) => {
    const child = fork(entry, [role], {
      // Numbers cross as they are: JSON would turn a loss that is not finite into null.
      serialization: 'advanced',
      // Nothing is written to its input: that it ends tells the child that this process is gone.
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      env: computeEnv(threads),
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => onOutput(text));
    }
    return {
      pid: child.pid,
      post(message) {
        // A child that died is told by onExit; the message that missed it needs no word of its own.
        if (child.connected) child.send(message as object, () => undefined);
      },
      onMessage: (listener) => void child.on('message', listener),
      onExit(listener) {
        let told = false;
        const tell = (code: number | null, signal: string | null): void => {
          if (told) return;
          told = true;
          listener(code, signal);
        };
        child.on('exit', tell);
        child.on('error', (error) => {
          onOutput(`${error.stack ?? error.message}\n`);
          if (child.pid === undefined) tell(null, null);
        });
      },
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

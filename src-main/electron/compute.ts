import { utilityProcess } from 'electron';
import { computeEnv, type Fork } from '../services/index.ts';

/**
 * Compute processes as Electron's utility processes, which can load the same native modules as Node's own.
 * May be called only once Electron is ready.
 * @param entry the compute process's entry, `out/main/compute.js`
 */
export function utilityFork(entry: string): Fork {
  return (role, onOutput, threads) => {
    const child = utilityProcess.fork(entry, [role], {
      stdio: 'pipe',
      serviceName: `isthmus-${role}`,
      env: computeEnv(threads),
    });
    let alive = true;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8' as never).on('data', (text) => onOutput(String(text)));
    }
    return {
      get pid() {
        return child.pid;
      },
      post(message) {
        if (alive) child.postMessage(message);
      },
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) =>
        void child.once('exit', (code) => {
          alive = false;
          listener(code, null);
        }),
      kill() {
        // Electron's own `kill` asks; a process that is stuck in TensorFlow does not hear it.
        if (child.pid === undefined) child.kill();
        else process.kill(child.pid, 'SIGKILL');
      },
    };
  };
}

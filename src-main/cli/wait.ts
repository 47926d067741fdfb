import { IsthmusError, type Run } from '../contract/index.ts';
import type { Session } from './session.ts';

/**
 * Waits until a run of this process has ended.
 * @throws IsthmusError what it failed with, or `cancelled` after Ctrl+C
 */
export async function endOf({ client, services, signal }: Session, id: string): Promise<Run> {
  const ended = new Promise<void>((done) => {
    const look = async (): Promise<void> => {
      const { status } = await client.call('runs.get', { run: id });
      if (status !== 'queued' && status !== 'running') done();
    };
    client.on('runs.changed', ({ run }) => {
      if (run === id) void look();
    });
    void look();
  });
  const cancel = (): void => void client.call('runs.cancel', { run: id }).catch(() => undefined);
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  await ended;
  signal.removeEventListener('abort', cancel);
  const run = await client.call('runs.get', { run: id });
  if (run.status === 'finished') return run;
  if (run.status === 'cancelled') throw new IsthmusError('cancelled', `${run.name} was cancelled.`);
  throw services.failureOf(id) ?? new IsthmusError('internal', run.message ?? `${run.name} ${run.status}.`);
}

import { IsthmusError, toIsthmusError, type Run } from '../contract/index.ts';
import type { Session } from './session.ts';

/** How often is looked after runs that another process works on: of its own a process hears at once. */
const lookMs = 2_000;

/**
 * Waits until a run of this process has ended; Ctrl+C cancels it.
 * @throws IsthmusError what it failed with, or `cancelled`
 */
export async function endOf(session: Session, id: string): Promise<Run> {
  const { client, signal } = session;
  const cancel = (): void => void client.call('runs.cancel', { run: id }).catch(() => undefined);
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  await settled(session, [id], new AbortController().signal);
  signal.removeEventListener('abort', cancel);
  return outcome(session, id);
}

/**
 * Waits until a run of this process has ended that goes on from what was trained before: Ctrl+C lets it rest, for
 * closing the services keeps a checkpoint.
 * @throws IsthmusError what it failed with, or `cancelled`
 */
export async function endOrRest(session: Session, id: string): Promise<Run> {
  const { client, signal } = session;
  await settled(session, [id], signal);
  const { name, status } = await client.call('runs.get', { run: id });
  if (status !== 'queued' && status !== 'running') return outcome(session, id);
  throw new IsthmusError('cancelled', `${name} was interrupted: \`isthmus resume ${id}\` continues it.`);
}

/**
 * Waits until none of some runs is queued or running any more, or until `signal` is aborted.
 * @param ended is told how many have ended, each time one has
 */
export function settled(
  { client }: Session,
  ids: readonly string[],
  signal: AbortSignal,
  ended: (count: number) => void = () => undefined,
): Promise<void> {
  const left = new Set(ids);
  return new Promise((done, fail) => {
    const look = async (id: string): Promise<void> => {
      if (!(await hasEnded(client, id)) || !left.delete(id)) return;
      ended(ids.length - left.size);
      if (left.size === 0) finish();
    };
    const lookAt = (some: Iterable<string>): void => {
      for (const id of some) look(id).catch(giveUp);
    };
    const off = client.on('runs.changed', ({ run }) => {
      if (left.has(run)) lookAt([run]);
    });
    const timer = setInterval(() => lookAt([...left]), lookMs);

    function finish(): void {
      off();
      clearInterval(timer);
      signal.removeEventListener('abort', finish);
      done();
    }
    function giveUp(error: unknown): void {
      finish();
      fail(error);
    }
    signal.addEventListener('abort', finish, { once: true });
    if (left.size === 0 || signal.aborted) finish();
    else lookAt(ids);
  });
}

/** Whether a run has ended; one that was deleted meanwhile has. */
async function hasEnded(client: Session['client'], id: string): Promise<boolean> {
  try {
    const { status } = await client.call('runs.get', { run: id });
    return status !== 'queued' && status !== 'running';
  } catch (thrown) {
    if (toIsthmusError(thrown).code === 'not_found') return true;
    throw thrown;
  }
}

async function outcome({ client, services }: Session, id: string): Promise<Run> {
  const run = await client.call('runs.get', { run: id });
  if (run.status === 'finished') return run;
  if (run.status === 'cancelled') throw new IsthmusError('cancelled', `${run.name} was cancelled.`);
  const failure = services.failureOf(id) ?? new IsthmusError('internal', `${run.name} ${run.status}.`);
  if (run.status === 'failed' || run.message === null) throw failure;
  // It ended early with something kept, of which its message tells.
  throw new IsthmusError(failure.code, `${run.message} \`isthmus resume ${id}\` does that.`, failure.detail);
}

import type { Handlers, Progress } from '../contract/index.ts';
import { backUpRecords } from '../store/database.ts';
import type { Context } from './context.ts';
import { verifyHome } from './verify.ts';

/** What is done to the home as a whole, while it is in use. */
export function homeHandlers(
  context: Context,
  problems: () => string[],
): Pick<Handlers, 'home.verify' | 'home.backup'> {
  const { store, paths, events } = context;
  return {
    'home.verify': ({ task }, { signal }) =>
      verifyHome(context, problems, signal, (progress: Progress) => {
        if (task !== undefined) events.publish('task.progress', { task, progress });
      }),
    'home.backup': async () => ({ backup: await backUpRecords(store.read, paths.backups) }),
  };
}

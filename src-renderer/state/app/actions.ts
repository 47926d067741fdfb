import type { Dataset, Run } from '../../../src-main/contract/index.ts';
import { downloadBlob } from '../../api/download.ts';
import { safeFileName } from '../text/file-names.ts';
import { datasetPath, storagePath } from './route.ts';
import type { Workbench } from './workbench.svelte.ts';

/** What users do to records: each shows at once what came of it, and says what went wrong in one sentence. */
async function attempt(workbench: Workbench, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    workbench.report(error);
  }
}

export function renameDataset(workbench: Workbench, { id }: Dataset, name: string): Promise<void> {
  return attempt(workbench, async () => {
    workbench.keepDataset(await workbench.client.call('datasets.rename', { dataset: id, name }));
  });
}

const toTrash = { label: 'See the trash', path: storagePath };

/** Moves a dataset with its runs to the trash, and goes to the first page where it was on show. */
export function deleteDataset(workbench: Workbench, { id, name }: Dataset): Promise<void> {
  return attempt(workbench, async () => {
    await workbench.client.call('datasets.delete', { dataset: id });
    const { route } = workbench;
    if ('dataset' in route && route.dataset === id) workbench.go('/', { replace: true });
    workbench.dropDataset(id);
    workbench.notify(`“${name}” is in the trash.`, 'info', toTrash);
  });
}

export function renameRun(workbench: Workbench, { id }: Run, name: string): Promise<void> {
  return attempt(workbench, async () => {
    workbench.keepRun(await workbench.client.call('runs.rename', { run: id, name }));
  });
}

/** Moves a run to the trash, and goes to its dataset's page where it was on show. */
export function deleteRun(workbench: Workbench, { id, name, dataset }: Run): Promise<void> {
  return attempt(workbench, async () => {
    await workbench.client.call('runs.delete', { run: id });
    const { route } = workbench;
    if (route.view === 'run' && route.run === id) workbench.go(datasetPath(dataset), { replace: true });
    workbench.dropRun(id);
    workbench.notify(`“${name}” is in the trash.`, 'info', toTrash);
  });
}

export function cancelRun(workbench: Workbench, { id }: Run): Promise<void> {
  return attempt(workbench, async () => {
    await workbench.client.call('runs.cancel', { run: id });
  });
}

/** Lets a run rest; it can go on from where it is. */
export function pauseRun(workbench: Workbench, { id }: Run): Promise<void> {
  return attempt(workbench, async () => {
    await workbench.client.call('runs.pause', { run: id });
  });
}

/** Queues a run again that rests or ended without a result. */
export function resumeRun(workbench: Workbench, { id }: Run): Promise<void> {
  return attempt(workbench, async () => {
    workbench.keepRun(await workbench.client.call('runs.resume', { run: id }));
  });
}

/** Ends training early with the best weights so far. */
export function stopRun(workbench: Workbench, { id }: Run): Promise<void> {
  return attempt(workbench, async () => {
    await workbench.client.call('runs.stop', { run: id });
  });
}

/** Ends what is queued or running of a sweep. */
export function cancelSweep(workbench: Workbench, sweep: string): Promise<void> {
  return attempt(workbench, async () => {
    await workbench.client.call('sweeps.cancel', { sweep });
  });
}

/** Queues again what of a sweep has no result. */
export function resumeSweep(workbench: Workbench, sweep: string): Promise<void> {
  return attempt(workbench, async () => {
    await workbench.client.call('sweeps.resume', { sweep });
  });
}

/** Moves a sweep with its runs to the trash, and goes to its dataset where it was on show. */
export function deleteSweep(workbench: Workbench, dataset: string, sweep: string): Promise<void> {
  return attempt(workbench, async () => {
    await workbench.client.call('sweeps.delete', { sweep });
    const { route } = workbench;
    if (route.view === 'sweep' && route.sweep === sweep)
      workbench.go(datasetPath(dataset), { replace: true });
    for (const { id } of workbench.runsOfSweep(sweep)) workbench.dropRun(id);
    workbench.notify('The sweep is in the trash.', 'info', toTrash);
  });
}

/** Gives the user finished runs side by side as one page to keep. */
export function keepReport(workbench: Workbench, { id, name }: Dataset, runs: string[]): Promise<void> {
  return attempt(workbench, async () => {
    const { html } = await workbench.client.call('compare.report', { dataset: id, runs });
    downloadBlob(new Blob([html], { type: 'text/html' }), safeFileName(`${name} compared`, 'html'));
    workbench.notify('The report was saved as one self-contained page.');
  });
}

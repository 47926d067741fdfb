import type { Command } from 'commander';
import { bytes, counted, IsthmusError, trashDays, type Client, type TrashItem } from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { isThere } from './resume.ts';
import { act, command, type CommonOptions } from './session.ts';
import { count, table } from './text.ts';
import { idOf } from './values.ts';

/** `delete`, `undelete`, `trash`: what goes to the trash, comes back from it, and lies in it. */
export function addTrashCommands(isthmus: Command, program: ProgramFiles): void {
  command(
    isthmus,
    'delete <ids...>',
    'move datasets, sweeps or runs to the trash, with what belongs to them',
  ).action((ids: string[], flags: CommonOptions) =>
    act(
      program,
      flags,
      async ({ client }) => {
        const meant = ids.map((id) => idOf('dataset, sweep or run', id));
        for (const id of meant) await remove(client, id);
        return { deleted: meant };
      },
      ({ deleted }) =>
        `Moved to the trash: ${deleted.join(', ')}. \`isthmus undelete\` takes back what is in it for ${trashDays} days.\n`,
    ),
  );

  command(isthmus, 'undelete <ids...>', 'take something back out of the trash').action(
    (ids: string[], flags: CommonOptions) =>
      act(
        program,
        flags,
        async ({ client }) => {
          const meant = ids.map((id) => idOf('dataset, sweep or run', id));
          for (const id of meant) await client.call('trash.restore', { id });
          return { restored: meant };
        },
        ({ restored }) => `Taken back from the trash: ${restored.join(', ')}.\n`,
      ),
  );

  command(isthmus, 'trash', 'list what is in the trash, and what it holds of the disk')
    .option('--empty', 'remove all of it for good')
    .action(({ empty, ...flags }: CommonOptions & { empty?: boolean }) =>
      act(
        program,
        flags,
        async ({ client }) => {
          const trash = await client.call('trash.list', {});
          if (empty === true) await client.call('trash.empty', { ids: trash.map(({ id }) => id) });
          return { emptied: empty === true, trash };
        },
        ({ emptied, trash }) => (emptied ? emptiedText(trash) : trashText(trash)),
      ),
    );
}

async function remove(client: Client, id: string): Promise<void> {
  if (await isThere(client.call('runs.get', { run: id }))) {
    await client.call('runs.delete', { run: id });
  } else if (await isThere(client.call('datasets.get', { dataset: id }))) {
    await client.call('datasets.delete', { dataset: id });
  } else if (await isThere(client.call('sweeps.get', { sweep: id }))) {
    await client.call('sweeps.delete', { sweep: id });
  } else {
    throw new IsthmusError(
      'not_found',
      `There is no dataset, sweep or run ${id}: \`isthmus datasets\` and \`isthmus runs\` list what there is.`,
    );
  }
}

const held = (trash: readonly TrashItem[]): string => bytes(trash.reduce((sum, item) => sum + item.bytes, 0));

function emptiedText(trash: readonly TrashItem[]): string {
  return trash.length === 0
    ? 'The trash was empty.\n'
    : `Removed for good: ${counted(trash.length, 'thing')}, ${held(trash)}.\n`;
}

const kinds = { datasets: 'dataset', sweeps: 'sweep', runs: 'run' } as const;

function trashText(trash: readonly TrashItem[]): string {
  if (trash.length === 0) return 'The trash is empty.\n';
  const rows = trash.map(({ id, kind, name, dataset, deleted, expires, runs, bytes: size }) => [
    id,
    kinds[kind],
    name,
    kind === 'datasets' ? '' : dataset.name,
    count(runs),
    bytes(size),
    deleted.slice(0, 10),
    expires.slice(0, 10),
  ]);
  const header = ['id', 'kind', 'name', 'dataset', 'runs', 'size', 'deleted', 'kept until'];
  return `${table(header, rows)}\n${counted(trash.length, 'thing')}, ${held(trash)}: \`isthmus trash --empty\` removes all for good.\n`;
}

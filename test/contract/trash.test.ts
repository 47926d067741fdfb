import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { localClient } from '../../src-main/services/index.ts';
import { ended } from './here.ts';
import { closeServices, openServices } from './transport.ts';

it('a dataset comes back with its runs, and everyone hears of all of them', async () => {
  const { home, services } = openServices();
  const { client, close } = localClient(services);
  const { id: dataset } = await client.call('datasets.import', { source: { path: home }, options: {} });
  const run = await ended(
    client,
    await client.call('runs.start', { dataset, method: 'pca', dim: 1, params: {} }),
  );
  await client.call('datasets.delete', { dataset });
  expect(await client.call('runs.list', {})).toEqual([]);
  const heard: unknown[] = [];
  client.on('datasets.changed', (news) => heard.push(news));
  client.on('runs.changed', (news) => heard.push(news));
  await client.call('trash.restore', { id: dataset });
  expect(heard).toEqual([
    { dataset, deleted: false },
    { run: run.id, dataset, deleted: false },
  ]);
  expect(await client.call('runs.list', {})).toEqual([run]);
  close();
  await closeServices({ home, services });
});

it('what was deleted stays for 30 days, through every start, and goes at the first one after that', async () => {
  const first = openServices();
  const { home } = first;
  const { client, close } = localClient(first.services);
  const { id: dataset } = await client.call('datasets.import', { source: { path: home }, options: {} });
  const fit = async () =>
    ended(client, await client.call('runs.start', { dataset, method: 'pca', dim: 1, params: {} }));
  const [young, old] = [await fit(), await fit()];
  for (const { id: run } of [young, old]) await client.call('runs.delete', { run });
  close();
  await first.services.close();

  const raw = new Sqlite(join(home, 'isthmus.sqlite'));
  const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  const age = raw.prepare('UPDATE runs SET deleted = ? WHERE id = ?');
  age.run(daysAgo(29.9), young.id);
  age.run(daysAgo(30.1), old.id);
  raw.close();

  const again = openServices(home);
  await again.services.close();
  expect(existsSync(join(home, 'runs', old.id))).toBe(false);
  expect(existsSync(join(home, 'runs', young.id))).toBe(true);

  const third = openServices(home);
  const { client: last, close: closeLast } = localClient(third.services);
  const trash = await last.call('trash.list', {});
  expect(trash.map(({ id }) => id)).toEqual([young.id]);
  expect(trash[0]?.bytes).toBeGreaterThan(1_000);
  await last.call('trash.restore', { id: young.id });
  expect(await last.call('runs.get', { run: young.id })).toEqual(young);
  expect((await last.call('home.verify', {})).faults).toEqual([]);
  closeLast();
  await closeServices(third);
});

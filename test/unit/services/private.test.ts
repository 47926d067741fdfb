import { chmodSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { skipWhen } from '../../skip.ts';
import { closeServices, openServices } from '../../contract/transport.ts';

it('records are readable by their user alone, also in a home that was there before and that others may enter', async (test) => {
  skipWhen(test, process.platform === 'win32', 'Windows has no such permission bits');
  const home = mkdtempSync(join(tmpdir(), 'isthmus-private-'));
  chmodSync(home, 0o755);
  const modes = (): Record<string, string> =>
    Object.fromEntries(
      readdirSync(home)
        .filter((name) => name.startsWith('isthmus.sqlite'))
        .map((name) => [name, (statSync(join(home, name)).mode & 0o777).toString(8)]),
    );
  const all = { 'isthmus.sqlite': '600', 'isthmus.sqlite-shm': '600', 'isthmus.sqlite-wal': '600' };
  const first = openServices(home);
  expect(modes()).toEqual(all);
  await first.services.close();
  // As an earlier version left them.
  chmodSync(join(home, 'isthmus.sqlite'), 0o644);
  const second = openServices(home);
  expect(modes()).toEqual(all);
  await closeServices(second);
});

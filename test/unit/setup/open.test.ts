import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { skipWhen } from '../../skip.ts';

const open = pathToFileURL(join(import.meta.dirname, '../../../src-main/setup/open.mjs')).href;

it('a browser is opened by a file that its user alone can read and that goes with the program, the token being no argument', (test) => {
  skipWhen(
    test,
    process.platform !== 'linux',
    'the program that opens a browser is stood in for on Linux alone',
  );
  const folder = mkdtempSync(join(tmpdir(), 'isthmus-open-'));
  const cache = join(folder, 'cache');
  // Stands in for the program that opens a browser: it notes its arguments, the file's permissions, and what is in it.
  const stand = [
    '#!/bin/sh',
    'f="${1#file://}"',
    '{ echo "$@"; stat -c %a "$f" "$(dirname "$f")"; cat "$f"; } > "$NOTE"',
    'touch "$NOTE.done"',
    '',
  ];
  writeFileSync(join(folder, 'xdg-open'), stand.join('\n'), { mode: 0o755 });
  // Left behind by a program that was killed: no process has this number.
  mkdirSync(join(cache, 'open'), { recursive: true });
  writeFileSync(join(cache, 'open', '999999999.html'), 'left');
  const address = 'http://127.0.0.1:1/?token=secret&b="<';
  const program = `
    import { openBrowser } from ${JSON.stringify(open)};
    import { existsSync } from 'node:fs';
    openBrowser(${JSON.stringify(address)});
    setInterval(() => existsSync(process.env.NOTE + '.done') && process.exit(), 20);
  `;
  const noted = join(folder, 'noted');
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env: {
      PATH: [folder, process.env['PATH']].join(delimiter),
      DISPLAY: ':0',
      ISTHMUS_CACHE: cache,
      NOTE: noted,
    },
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  const [given, mode, folderMode, ...page] = readFileSync(noted, 'utf8').split('\n');
  expect(given).toMatch(/^file:\/\/.*\/cache\/open\/\d+\.html$/);
  expect([mode, folderMode]).toEqual(['600', '700']);
  expect(page.join('\n')).toContain('content="0; url=http://127.0.0.1:1/?token=secret&amp;b=&quot;&lt;"');
  expect(readdirSync(join(cache, 'open'))).toEqual([]);
});

import { existsSync, mkdirSync, mkdtempSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, parse } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { makeFolder, makeFolderSync } from '../../../src-main/store/folders.ts';
import { makeHome } from '../../../src-main/store/paths.ts';
import { skipWhen } from '../../skip.ts';

/** Folders of a disk that does not answer. */
const silent = vi.hoisted(() => ({ path: '' }));
vi.mock('node:fs/promises', async (real) => {
  const all = await real<typeof import('node:fs/promises')>();
  const stat = (path: string): Promise<unknown> =>
    path === silent.path ? new Promise(() => undefined) : all.stat(path);
  return { ...all, stat };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isthmus-folders-'));
});

describe('a folder that a user names', () => {
  it('is made with those above it, and the topmost that was missing is told', async () => {
    expect(await makeFolder(join(folder, 'a', 'b', 'c'))).toBe(join(folder, 'a'));
    expect(statSync(join(folder, 'a', 'b', 'c')).isDirectory()).toBe(true);
    expect(await makeFolder(join(folder, 'a', 'b', 'd'))).toBe(join(folder, 'a', 'b', 'd'));
    expect(await makeFolder(join(folder, 'a', 'b'))).toBeUndefined();
    expect(await makeFolder(parse(folder).root + folder.slice(1))).toBeUndefined();
  });

  it('is made by two at once', async () => {
    const to = join(folder, 'one', 'two', 'three');
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(to)));
    expect(statSync(to).isDirectory()).toBe(true);
  });

  it('may be reached by a link', async () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    await makeFolder(join(folder, 'link', 'new'));
    expect(existsSync(join(folder, 'real', 'new'))).toBe(true);
  });

  it('is refused at once with one sentence where the system makes none', async (test) => {
    skipWhen(test, process.platform !== 'linux', 'only Linux has such a folder everywhere');
    for (const path of ['/proc/isthmus', '/proc/isthmus/deeper']) {
      await expect(makeFolder(path)).rejects.toMatchObject({
        code: 'bad_input',
        message: `${path} cannot be a folder, because none can be made there: choose another.`,
      });
      expect(() => makeHome(path)).toThrow(
        `${path} cannot keep records, because none can be made there: choose another place with --home.`,
      );
    }
  });

  it('is refused with one sentence where a file, a link to nothing or a name too long is in the way', async () => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(join(folder, 'nothing'), join(folder, 'dead'));
    const long = join(folder, 'x'.repeat(300));
    const dead = `is a link to ${join(folder, 'nothing')}, where nothing is`;
    const expected = [
      [join(folder, 'file'), 'a file has that name'],
      [join(folder, 'file', 'below'), 'a file is in its way'],
      [join(folder, 'dead'), `it ${dead}`],
      [join(folder, 'dead', 'below'), `${join(folder, 'dead')} ${dead}`],
      [long, 'its name is too long'],
    ] as const;
    for (const [path, why] of expected) {
      await expect(makeFolder(path)).rejects.toMatchObject({
        code: 'bad_input',
        message: `${path} cannot be a folder, because ${why}: choose another.`,
      });
      expect(() => makeHome(path)).toThrow(
        `${path} cannot keep records, because ${why}: choose another place with --home.`,
      );
      expect(() => makeFolderSync(path, 0o700)).toThrow();
    }
    expect(existsSync(join(folder, 'nothing'))).toBe(false);
  });

  it('is given up after ten seconds where its disk does not answer', async () => {
    silent.path = join(folder, 'far');
    vi.useFakeTimers();
    try {
      const made = expect(makeFolder(join(silent.path, 'away'))).rejects.toMatchObject({
        message: `${join(silent.path, 'away')} cannot be a folder, because its disk does not answer: choose another.`,
      });
      // The folder below is looked at first, in real time.
      await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
      await vi.advanceTimersByTimeAsync(10_000);
      await made;
    } finally {
      vi.useRealTimers();
    }
  });
});

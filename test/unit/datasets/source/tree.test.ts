import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { IsthmusError } from '../../../../src-main/contract/index.ts';
import { naturalCompare, naturalSort } from '../../../../src-main/datasets/source/natural.ts';
import { shown } from '../../../../src-main/datasets/text.ts';
import { openTree, readingError } from '../../../../src-main/datasets/source/tree.ts';
import { context, folderOf, sourceOf } from '../help.ts';
import { skipWhen } from '../../../skip.ts';

const namesIn = async (path: string): Promise<string[]> =>
  (await openTree(sourceOf(path), context())).entries.map(({ name }) => name);

describe('natural order', () => {
  it('counts numbers inside names and keeps folders together', () => {
    const names = ['s10/1.png', 's2/10.png', 's2/9.png', 's2-b/1.png', 'a', 's2/09.png', 'S1/1.png'];
    expect(naturalSort(names, (name) => name)).toEqual([
      'S1/1.png',
      'a',
      's2/09.png',
      's2/9.png',
      's2/10.png',
      's2-b/1.png',
      's10/1.png',
    ]);
  });

  it('orders every two different texts, numbers of any length too', () => {
    expect(naturalCompare('9'.repeat(40), '1' + '0'.repeat(40))).toBeLessThan(0);
    expect(naturalCompare('a', 'a')).toBe(0);
    expect(naturalCompare('01', '1')).not.toBe(0);
    expect(naturalCompare('é', 'z')).toBeGreaterThan(0);
  });
});

describe('a tree of files', () => {
  it('leaves out hidden files and papers without a word', async () => {
    const folder = folderOf({
      'a/1.csv': 'x',
      '.DS_Store': 'x',
      '.git/config': 'x',
      '__MACOSX/a/1.csv': 'x',
      'Thumbs.db': 'x',
      LICENSE: 'x',
      'README.md': 'x',
      'a/readme.txt': 'x',
      'notice.csv': 'x',
    });
    const tree = await openTree(sourceOf(folder), context());
    expect(tree.entries.map(({ name }) => name)).toEqual(['a/1.csv', 'notice.csv']);
    expect(tree.skipped).toEqual([]);
  });

  it('follows links but enters no folder twice', async () => {
    const folder = folderOf({ 'a/1.csv': 'x', 'b/2.csv': 'x' });
    symlinkSync(folder, join(folder, 'a/loop'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dead'));
    symlinkSync(join(folder, 'self'), join(folder, 'self'));
    const tree = await openTree(sourceOf(folder), context());
    expect(tree.entries.map(({ name }) => name)).toEqual(['a/1.csv', 'b/2.csv']);
    expect(tree.skipped).toEqual([
      { file: 'dead', reason: 'is a link to nothing' },
      { file: 'self', reason: 'is a link to nothing' },
    ]);
  });

  it('follows no link out of the folder unasked, and tells of each', async () => {
    const outside = folderOf({ 'private/3.csv': 'x', '4.csv': 'x' });
    const folder = folderOf({ '1.csv': 'x', 'a/2.csv': 'x' });
    symlinkSync(join(outside, 'private'), join(folder, 'folder'));
    symlinkSync(join(outside, '4.csv'), join(folder, '4.csv'));
    symlinkSync(join(folder, 'a'), join(folder, 'inside'));
    const reason =
      'is a link out of the folder, which is followed only where that is asked for (--follow-links)';
    const tree = await openTree(sourceOf(folder), context());
    const names = tree.entries.map(({ name }) => name);
    expect(names.filter((name) => name !== 'inside/2.csv' && name !== 'a/2.csv')).toEqual(['1.csv']);
    expect(names).toHaveLength(2);
    expect(tree.skipped.toSorted((a, b) => a.file.localeCompare(b.file))).toEqual([
      { file: '4.csv', reason },
      { file: 'folder', reason },
    ]);
    const besides = await (await openTree(sourceOf(join(folder, '1.csv')), context())).besides();
    expect(besides).toEqual([]);

    const asked = await openTree({ ...sourceOf(folder), follow_links: true }, context());
    expect(asked.entries.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['1.csv', '4.csv', 'folder/3.csv']),
    );
    expect(asked.skipped).toEqual([]);
    // A folder that is itself reached by a link is the one that was named.
    const link = join(outside, 'link');
    symlinkSync(folder, link);
    expect((await openTree(sourceOf(link), context())).entries).toHaveLength(2);
  });

  it('is never a whole disk, by a link neither', async (test) => {
    skipWhen(test, process.platform === 'win32', 'on Windows a disk may hold nothing but data');
    const folder = folderOf({ '1.csv': 'x' });
    symlinkSync('/', join(folder, 'all'));
    const all = join(folder, 'all');
    await expect(namesIn('/')).rejects.toMatchObject({
      code: 'bad_input',
      message: '/ is the whole disk: choose a folder on it.',
    });
    await expect(namesIn(all)).rejects.toThrow(`${all} leads to /, which is the whole disk: choose`);
    for (const follow_links of [false, true]) {
      const tree = await openTree({ ...sourceOf(folder), follow_links }, context());
      expect(tree.entries.map(({ name }) => name)).toEqual(['1.csv']);
      expect(tree.skipped).toEqual([{ file: 'all', reason: 'is a link to the whole disk' }]);
    }
  });

  it('goes on where files and folders vanish while it is listed', async () => {
    const folder = folderOf(
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${i % 4}/${i}.csv`, 'x'])),
    );
    const gone = ['0', '1'].map((name) => join(folder, name));
    const listing = openTree(sourceOf(folder), {
      ...context(),
      // Said as the first folder is listed, before those in it are.
      report: () => gone.forEach((path) => rmSync(path, { recursive: true, force: true })),
    });
    const { entries, skipped } = await listing;
    expect(entries.map(({ name }) => name.slice(0, 2)).filter((name) => /[01]/.test(name))).toEqual([]);
    expect(entries).toHaveLength(20);
    const reason = 'was gone, or may not be read, when its turn came';
    expect(skipped.toSorted((a, b) => a.file.localeCompare(b.file))).toEqual([
      { file: '0', reason },
      { file: '1', reason },
    ]);
  });

  it('opens no pipe, which would wait for ever', async (test) => {
    skipWhen(test, process.platform === 'win32', 'Windows has no such pipes');
    const folder = folderOf({ '1.csv': 'x' });
    execFileSync('mkfifo', [join(folder, 'pipe.csv')]);
    const tree = await openTree(sourceOf(folder), context());
    expect(tree.skipped).toEqual([{ file: 'pipe.csv', reason: 'is not a plain file' }]);
  });

  it('sees past folders that hold everything, and keeps full names', async () => {
    const tree = await openTree(
      sourceOf(folderOf({ 'one/two/a/1.csv': 'x', 'one/two/b/1.csv': 'x' })),
      context(),
    );
    expect(tree.entries.map(({ name, parts }) => [name, parts.join('/')])).toEqual([
      ['one/two/a/1.csv', 'a/1.csv'],
      ['one/two/b/1.csv', 'b/1.csv'],
    ]);
  });

  it('takes the names of an upload as text: no name leads out of its folder', async () => {
    const folder = folderOf({ '0': 'first', '1': 'second', '2': 'third' });
    const names = ['../../etc/passwd.csv', '/root/x.csv', 'data/.hidden'];
    const { entries } = await openTree(sourceOf(folder, names), context());
    expect(entries.map(({ name, location, size }) => [name, location, size])).toEqual([
      ['/root/x.csv', join(folder, '1'), 6],
      ['../../etc/passwd.csv', join(folder, '0'), 5],
    ]);
  });

  it('says in one sentence what cannot be read, whoever the user is', async () => {
    const failed = (code: string): IsthmusError =>
      readingError(Object.assign(new Error('no'), { code }), 'my folder');
    expect(failed('EACCES').message).toMatch(/^my folder may not be read: change its permissions/);
    expect(failed('EPERM').code).toBe('bad_input');
    expect(failed('ENOENT').code).toBe('not_found');
    expect(failed('EIO').message).toContain('my folder cannot be read (EIO)');
    await expect(namesIn(join(folderOf(), 'nothing'))).rejects.toMatchObject({
      code: 'not_found',
      message: 'nothing is not there: check the path and try again.',
    });
  });

  it('stops when it is cancelled', async () => {
    const folder = folderOf({ '1.csv': 'x' });
    mkdirSync(join(folder, 'sub'));
    await expect(openTree(sourceOf(folder), context(AbortSignal.abort()))).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(openTree(sourceOf(folder, ['a.csv']), context(AbortSignal.abort()))).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('names in messages', () => {
  it('stay on one line and keep their letters', () => {
    expect(shown('a\nb')).toBe('a\\nb');
    expect(shown('a\u202Eb\u0007')).toBe('a\\u{202e}b\\u{7}');
    expect(shown('<script>"é" 🙂')).toBe('<script>"é" 🙂');
    expect(shown('x'.repeat(500))).toHaveLength(120);
  });
});

import { describe, expect, it } from 'vitest';
import { gatherChosen, walkEntries } from '../../../../src-renderer/api/walk.ts';

type Tree = { [name: string]: Tree | null };

/** A dropped entry as Chromium gives it: its reader hands out at most a hundred a time, then none. */
function entry(name: string, tree: Tree | null): FileSystemEntry {
  if (tree === null) {
    const file = (resolve: (file: File) => void): void => resolve(new File(['x'], name));
    return { name, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  }
  const createReader = () => {
    const rest = Object.entries(tree);
    return {
      readEntries: (resolve: (entries: FileSystemEntry[]) => void) =>
        resolve(rest.splice(0, 100).map(([child, inside]) => entry(child, inside))),
    };
  };
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

const names = (gathered: { files: { name: string }[] }): string[] =>
  gathered.files.map(({ name }) => name).sort();
const going = new AbortController().signal;

describe('walking what was dropped', () => {
  it('finds every file of a folder with more entries than one reading gives', async () => {
    const many = Object.fromEntries(Array.from({ length: 257 }, (_, n) => [`${n}.png`, null]));
    const heard: number[] = [];
    const gathered = await walkEntries([entry('cats', many)], (count) => heard.push(count), going);
    expect(gathered.name).toBe('cats');
    expect(gathered.files).toHaveLength(257);
    expect(heard.at(-1)).toBe(257);
  });

  it('names files from inside the one folder that was dropped, however deep they lie', async () => {
    const tree: Tree = { train: { cats: { 'a.png': null }, dogs: {} }, 'labels.csv': null };
    const gathered = await walkEntries([entry('animals', tree)], () => undefined, going);
    expect(names(gathered)).toEqual(['labels.csv', 'train/cats/a.png']);
  });

  it('keeps the names of several entries apart', async () => {
    const both = [
      entry('cats', { '1.png': null }),
      entry('dogs', { '1.png': null }),
      entry('notes.txt', null),
    ];
    expect(names(await walkEntries(both, () => undefined, going))).toEqual([
      'cats/1.png',
      'dogs/1.png',
      'notes.txt',
    ]);
  });

  it('calls a dropped file by its name without its format', async () => {
    for (const [file, name] of [
      ['iris.csv', 'iris'],
      ['t10k-images.idx.gz', 't10k-images'],
      ['labels', 'labels'],
      ['.hidden', '.hidden'],
    ] as const) {
      expect((await walkEntries([entry(file, null)], () => undefined, going)).name).toBe(name);
    }
  });

  it('ends at once when it is cancelled', async () => {
    const cancelled = AbortSignal.abort(new Error('stop'));
    await expect(walkEntries([entry('cats', { a: null })], () => undefined, cancelled)).rejects.toThrow(
      'stop',
    );
  });
});

describe('what a file input gives', () => {
  const chosen = (path: string): File =>
    Object.defineProperty(new File(['x'], path.split('/').at(-1) ?? ''), 'webkitRelativePath', {
      value: path,
    });

  it('loses the name of the chosen folder, which names the whole', () => {
    const gathered = gatherChosen([chosen('animals/cats/1.png'), chosen('animals/labels.csv')]);
    expect(gathered.name).toBe('animals');
    expect(names(gathered)).toEqual(['cats/1.png', 'labels.csv']);
  });

  it('keeps plain files as they are, and calls the whole after the first', () => {
    const file = Object.defineProperty(new File(['x'], 'iris.csv'), 'webkitRelativePath', { value: '' });
    expect(gatherChosen([file])).toMatchObject({ name: 'iris', files: [{ name: 'iris.csv' }] });
  });
});

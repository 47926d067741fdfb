/** A file to upload, under the name it has inside what was dropped: `cats/1.png`. */
export interface NamedFile {
  name: string;
  file: File;
}

/** What was dropped or chosen: a name for the whole, and every file in it. */
export interface Gathered {
  name: string;
  files: NamedFile[];
}

/**
 * Every file under dropped entries, however deep. One dropped folder gives its name to the whole, and the
 * files' names begin inside it; of several entries each keeps its own.
 * @param onFound hears how many files were found so far
 * @throws the signal's reason on abort, and what the browser throws where a file cannot be read
 */
export async function walkEntries(
  entries: readonly FileSystemEntry[],
  onFound: (count: number) => void,
  signal: AbortSignal,
): Promise<Gathered> {
  const files: NamedFile[] = [];
  const found = (some: readonly NamedFile[]): void => {
    files.push(...some);
    onFound(files.length);
  };
  const [only] = entries;
  if (only !== undefined && entries.length === 1 && isFolder(only)) await walk(only, '', found, signal);
  else await takeAll(entries, '', found, signal);
  const name = only === undefined ? '' : isFolder(only) ? only.name : stem(only.name);
  return { name, files };
}

/** Entries are taken together, folders in turn: a wide tree then opens no thousand readers at once. */
async function takeAll(
  entries: readonly FileSystemEntry[],
  prefix: string,
  found: (some: readonly NamedFile[]) => void,
  signal: AbortSignal,
): Promise<void> {
  found(await Promise.all(entries.filter(isFile).map((entry) => named(entry, prefix))));
  for (const folder of entries.filter(isFolder))
    await walk(folder, `${prefix}${folder.name}/`, found, signal);
}

async function walk(
  folder: FileSystemDirectoryEntry,
  prefix: string,
  found: (some: readonly NamedFile[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const reader = folder.createReader();
  // A reader gives at most a hundred entries a time and says that it is done by giving none.
  for (;;) {
    signal.throwIfAborted();
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return;
    await takeAll(batch, prefix, found, signal);
  }
}

async function named(entry: FileSystemFileEntry, prefix: string): Promise<NamedFile> {
  const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
  return { name: `${prefix}${entry.name}`, file };
}

/** A file's name without what tells its format: `iris.csv` and `iris.csv.gz` are both `iris`. */
function stem(name: string): string {
  return name.replace(/(?<=.)(\.[^.]+?)(\.gz)?$/i, '');
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** The files of an `<input type="file">`; one with `webkitdirectory` gives their paths from the folder on. */
export function gatherChosen(list: readonly File[]): Gathered {
  const folder = list[0]?.webkitRelativePath.split('/')[0] ?? '';
  if (folder === '') {
    return { name: stem(list[0]?.name ?? ''), files: list.map((file) => ({ name: file.name, file })) };
  }
  const inside = folder.length + 1;
  return {
    name: folder,
    files: list.map((file) => ({ name: file.webkitRelativePath.slice(inside), file })),
  };
}

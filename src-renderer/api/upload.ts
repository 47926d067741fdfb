import { IsthmusError, type Client } from '../../src-main/contract/index.ts';
import type { Gathered, NamedFile } from './walk.ts';

/** How many requests are on their way at once: small files are bound by round trips, not by bandwidth. */
const inFlight = 8;
/** Small files go together up to these: a browser takes milliseconds over every request. */
const groupFiles = 64;
const groupBytes = 1_048_576;
/** What a file costs beside its bytes, in bytes, for the time estimate. */
const perFile = 20_000;

/** How far an upload is. */
export interface Sent {
  done: number;
  files: number;
  bytes: number;
  /** Of the work, with every file counting for something beside its bytes. */
  fraction: number;
  /** Since the first file left. */
  seconds: number;
}

/**
 * Sends files to the host under numbers and names them at the end; gives the upload's id.
 * What was sent is discarded where it does not come to an end.
 * @throws IsthmusError `cancelled` on abort, `closed` where the host cannot be reached, or as the host says
 */
export async function sendFiles(
  client: Client,
  { name, files }: Gathered,
  onSent: (sent: Sent) => void,
  signal: AbortSignal,
): Promise<string> {
  const { upload: id } = await client.call('uploads.open', {}, { signal });
  try {
    await putAll(id, files, onSent, signal);
    const names = files.map((file) => file.name);
    await client.call('uploads.finish', { upload: id, name: name || 'upload', files: names }, { signal });
    return id;
  } catch (error) {
    client.call('uploads.discard', { upload: id }).catch(() => undefined);
    throw error;
  }
}

async function putAll(
  id: string,
  files: readonly NamedFile[],
  onSent: (sent: Sent) => void,
  signal: AbortSignal,
): Promise<void> {
  const all = files.reduce((sum, { file }) => sum + file.size + perFile, 0);
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  const began = performance.now();
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const groups = grouped(files);
  let next = 0;
  let sent = 0;
  let done = 0;

  async function sender(): Promise<void> {
    for (let group = groups[next++]; group !== undefined; group = groups[next++]) {
      await putGroup(id, group, stop);
      done += group.files.length;
      for (const { file } of group.files) sent += file.size + perFile;
      const seconds = (performance.now() - began) / 1_000;
      onSent({ done, files: files.length, bytes, fraction: Math.min(1, sent / all), seconds });
    }
  }

  try {
    await Promise.all(Array.from({ length: Math.min(inFlight, groups.length) }, sender));
  } catch (error) {
    failed.abort();
    if (signal.aborted) throw new IsthmusError('cancelled', 'Cancelled.');
    throw error;
  }
}

/** Files that follow one another, from number `first` on. */
interface Group {
  first: number;
  files: NamedFile[];
}

function grouped(files: readonly NamedFile[]): Group[] {
  const groups: Group[] = [];
  let bytes = Infinity;
  for (const [number, entry] of files.entries()) {
    const last = groups.at(-1);
    bytes += entry.file.size;
    if (last !== undefined && bytes <= groupBytes && last.files.length < groupFiles) last.files.push(entry);
    else {
      groups.push({ first: number, files: [entry] });
      bytes = entry.file.size;
    }
  }
  return groups;
}

async function putGroup(id: string, { first, files }: Group, signal: AbortSignal): Promise<void> {
  if (files.length > 1) {
    const sizes = files.map(({ file }) => file.size).join(',');
    const body = new Blob(files.map(({ file }) => file));
    const response = await fetch(`/uploads/${id}/${first}/${sizes}`, { method: 'PUT', body, signal }).catch(
      (error: unknown) => {
        if (signal.aborted) throw error;
        return null;
      },
    );
    if (response?.ok) return;
  }
  // One by one, also to tell which file of a group could not be sent.
  for (const [i, entry] of files.entries()) await put(`/uploads/${id}/${first + i}`, entry, signal);
}

async function put(url: string, { name, file }: NamedFile, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: file, signal }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    // The browser gives the same error for a file that changed on disk as for a lost host.
    throw new IsthmusError(
      'closed',
      `${name} could not be sent: check that it can still be read and that Isthmus is running.`,
    );
  });
  if (response.ok) return;
  const said = (await response.text().catch(() => '')).trim();
  throw new IsthmusError('bad_input', said || `${name} was refused by the host (${response.status}).`);
}

import { decodeNpy, IsthmusError, type TypedArray } from '../../src-main/contract/index.ts';

export type Owner = 'datasets' | 'runs';

/** The URL of an artifact, e.g. `/arrays/runs/k3f9/codes.npy`. */
export function artifactUrl(owner: Owner, id: string, name: string): string {
  return `/arrays/${owner}/${id}/${name}`;
}

/** The URL of one sample's picture: as it is (`datasets`), or as a run rebuilt it (`runs`). */
export function pictureUrl(owner: Owner, id: string, row: number): string {
  return `/pictures/${owner}/${id}/${row}.png`;
}

/**
 * Fetches one array file.
 * @throws IsthmusError `not_found` where it is gone, `closed` where the host cannot be reached
 */
export async function fetchArray(
  owner: Owner,
  id: string,
  name: string,
  signal?: AbortSignal,
): Promise<{ data: TypedArray; shape: number[] }> {
  return decodeNpy(await get(artifactUrl(owner, id, name), signal), name);
}

async function get(url: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const lost = (error: unknown): never => {
    if (signal?.aborted === true) throw error;
    throw new IsthmusError('closed', 'Isthmus cannot be reached just now: try again when it is connected.');
  };
  const response = await fetch(url, signal === undefined ? {} : { signal }).catch(lost);
  if (!response.ok) {
    throw new IsthmusError('not_found', `${url} is not there (any more): reload the page.`);
  }
  return new Uint8Array(await response.arrayBuffer().catch(lost));
}

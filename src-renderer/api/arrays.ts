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
  const response = await get(artifactUrl(owner, id, name), signal);
  return decodeNpy(new Uint8Array(await response.arrayBuffer()), name);
}

async function get(url: string, signal: AbortSignal | undefined): Promise<Response> {
  const response = await fetch(url, signal === undefined ? {} : { signal }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw new IsthmusError('closed', 'Isthmus cannot be reached just now: try again when it is connected.');
  });
  if (!response.ok) {
    throw new IsthmusError('not_found', `${url} is not there (any more): reload the page.`);
  }
  return response;
}

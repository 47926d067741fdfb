import type { z } from 'zod';
import { decodeNpy, IsthmusError, type TypedArray } from '../../src-main/contract/index.ts';

export type ArtifactOwner = 'datasets' | 'runs';

/** The URL of an artifact, e.g. `/arrays/runs/k3f9/codes.npy`. */
export function artifactUrl(owner: ArtifactOwner, id: string, name: string): string {
  return `/arrays/${owner}/${id}/${name}`;
}

/** The URL of one sample's picture: as it is (`datasets`), or as a run reconstructed it (`runs`). */
export function pictureUrl(owner: ArtifactOwner, id: string, row: number): string {
  return `/pictures/${owner}/${id}/${row}.png`;
}

/**
 * Fetches one array file.
 * @throws IsthmusError `not_found` where it is gone, `closed` where the host cannot be reached
 */
export async function fetchArray(
  owner: ArtifactOwner,
  id: string,
  name: string,
  signal?: AbortSignal,
): Promise<{ data: TypedArray; shape: number[] }> {
  return decodeNpy(await get(artifactUrl(owner, id, name), signal), name);
}

/**
 * Fetches one JSON file, and checks that it is what it should be.
 * @throws IsthmusError as {@link fetchArray}, and `internal` where it is something else
 */
export async function fetchJson<T>(
  owner: ArtifactOwner,
  id: string,
  name: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const text = new TextDecoder().decode(await get(artifactUrl(owner, id, name), undefined));
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new IsthmusError('internal', `${name} is not what this version writes: re-evaluate the run.`);
  }
  return parsed.data;
}

async function get(url: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const lost = (error: unknown): never => {
    if (signal?.aborted === true) throw error;
    throw new IsthmusError('closed', 'Isthmus cannot be reached just now: try again when it is connected.');
  };
  // What is kept may be replaced, as by re-evaluation: whether it is the same is asked each time, by its ETag.
  const response = await fetch(url, { cache: 'no-cache', ...(signal && { signal }) }).catch(lost);
  if (!response.ok) {
    throw new IsthmusError('not_found', `${url} is not there (any more): reload the page.`);
  }
  return new Uint8Array(await response.arrayBuffer().catch(lost));
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Artifact } from '../contract/index.ts';
import { identityAlignment, applyAlignment, align, type Alignment } from '../projections/index.ts';
import { readNpyAs, writeJson } from '../store/arrays.ts';

const AlignmentFile = z.object({ centre: z.array(z.number()), matrix: z.array(z.number()) });

/**
 * An earlier map of the same rows, to align a new one with.
 * @param path its array file; null: there is none
 * @returns `rows × columns`; null where the file is gone or is of another shape
 */
export async function earlierMap(
  path: string | null,
  rows: number,
  columns: number,
): Promise<Float32Array | null> {
  if (path === null || !existsSync(path)) return null;
  const { data, shape } = await readNpyAs(path, 'float32');
  return shape[0] === rows && shape[1] === columns ? data : null;
}

/**
 * A map aligned with an earlier one, and the alignment; as it is, and null, where there is none or no alignment is best.
 * @param map `rows × columns`
 */
export function laidOn(
  earlier: Float32Array | null,
  map: Float32Array,
  columns: number,
): { map: Float32Array; alignment: Alignment | null } {
  const alignment = earlier === null ? null : align(earlier, map, columns);
  return { map: alignment === null ? map : applyAlignment(map, alignment), alignment };
}

/** Writes how a map was aligned, so that rows that are placed in it later are aligned alike: `<prefix>-turn.json`. */
export function writeAlignment(
  folder: string,
  prefix: string,
  alignment: Alignment | null,
  columns: number,
): Artifact {
  return writeJson(join(folder, `${prefix}-turn.json`), alignment ?? identityAlignment(columns));
}

/** Reads what {@link writeAlignment} wrote. */
export async function readAlignment(folder: string, prefix: string): Promise<Alignment> {
  return AlignmentFile.parse(JSON.parse(await readFile(join(folder, `${prefix}-turn.json`), 'utf8')));
}

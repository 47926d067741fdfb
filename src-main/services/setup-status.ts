import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const Part = z.object({ ready: z.boolean(), missing: z.string().nullable(), run: z.string().nullable() });
const Status = z.object({ parts: z.record(z.string(), Part) });

/** What set-up found of one part of the program, and as one sentence what is missing of it. */
export interface SetupPart {
  ready: boolean;
  missing: string | null;
}

/** What set-up left on record at the place named by `ISTHMUS_STATUS`; empty where there is no such record. */
export async function setupParts(): Promise<Record<string, SetupPart>> {
  const file = process.env['ISTHMUS_STATUS'];
  if (file === undefined) return {};
  try {
    const { parts } = Status.parse(JSON.parse(await readFile(file, 'utf8')));
    return Object.fromEntries(
      Object.entries(parts).map(([name, { ready, missing, run }]) => [
        name,
        { ready, missing: said(missing, run) },
      ]),
    );
  } catch {
    return {};
  }
}

function said(missing: string | null, run: string | null): string | null {
  if (missing === null) return null;
  const sentence = missing.replace(/\.?$/, '');
  return run === null || sentence.includes(run) ? `${sentence}.` : `${sentence}: run \`${run}\`.`;
}

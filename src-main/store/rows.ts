import { z } from 'zod';
import { badInput, toIsthmusError } from '../contract/index.ts';
import type { ReadableDb } from './database.ts';

/** A column that holds JSON of this shape. */
export function json<S extends z.ZodType>(schema: S) {
  return z
    .string()
    .transform((text, context): unknown => {
      const value = parsedJson(text);
      if (value !== undefined) return value;
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    })
    .pipe(schema as z.ZodType<z.output<S>>);
}

/** What a text holds as JSON; undefined where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** By connection, a sentence for each record that was met and could not be read. */
const met = new WeakMap<ReadableDb, Set<string>>();

/** Sentences on the records that were met so far and could not be read. */
export function unreadable(db: ReadableDb): string[] {
  return [...(met.get(db) ?? [])];
}

/**
 * Reads rows so that one that is damaged costs that record alone; {@link unreadable} tells of it from then on.
 * @param what they are of, for sentences: "run"
 */
export function readable<T>(
  db: ReadableDb,
  rows: readonly unknown[],
  what: string,
  read: (row: unknown) => T,
): T[] {
  return rows.flatMap((row) => {
    try {
      return [read(row)];
    } catch (error) {
      const sentences = met.get(db) ?? new Set();
      met.set(db, sentences.add(`The ${what} ${idOf(row)} is left out. ${toIsthmusError(error).message}`));
      return [];
    }
  });
}

function idOf(row: unknown): string {
  const parsed = z.object({ id: z.string() }).safeParse(row);
  return parsed.success ? parsed.data.id : 'without an id';
}

/** Checks a row as it is read, so that nothing past the store meets a record of another shape. */
export function parseRow<T>(schema: z.ZodType<T>, row: unknown, table: string): T {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  throw badInput(
    `A record in the table "${table}" cannot be read: \`isthmus repair\` reads it again from its folder.`,
    z.prettifyError(parsed.error),
  );
}

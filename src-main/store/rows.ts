import { z } from 'zod';
import { IsthmusError } from '../contract/index.ts';

/** A column that holds JSON of this shape. */
export function json<S extends z.ZodType>(schema: S) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema as z.ZodType<z.output<S>>);
}

/** Checks a row as it is read, so that nothing past the store meets a record of another shape. */
export function parseRow<T>(schema: z.ZodType<T>, row: unknown, table: string): T {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  throw new IsthmusError(
    'internal',
    `A record in the table "${table}" cannot be read.`,
    z.prettifyError(parsed.error),
  );
}

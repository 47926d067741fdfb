import { z } from 'zod';

/**
 * What went wrong, in the two ways a caller must tell apart: `user` errors are answered by doing something
 * else (exit status 1), all others are ours (exit status 2).
 */
export const ErrorCode = z.enum([
  'bad_input', // the request, a file or a parameter is wrong; the sentence says what to do
  'not_found', // the dataset, run or file named does not exist (any more)
  'no_tensorflow', // training needs libraries that this machine lacks
  'disk_full',
  'cancelled',
  'paused', // the work rests, and can go on from where it is
  'closed', // the channel or the process behind it went away
  'internal',
]);
export type ErrorCode = z.infer<typeof ErrorCode>;

export const ErrorShape = z.object({
  code: ErrorCode,
  /** One plain sentence that names the file or value, the reason, and what to do. */
  message: z.string(),
  /** For a bug report: a stack, a tool's own words. Never needed to understand `message`. */
  detail: z.string().optional(),
});
export type ErrorShape = z.infer<typeof ErrorShape>;

/** An error made to be read by a user; crosses every boundary as {@link ErrorShape}. */
export class IsthmusError extends Error {
  override readonly name = 'IsthmusError';
  readonly code: ErrorCode;
  readonly detail: string | undefined;

  constructor(code: ErrorCode, message: string, detail?: string) {
    super(message);
    this.code = code;
    this.detail = detail;
  }

  /** True where the user can mend it: such an error is not logged as a fault of the program. */
  get isUsers(): boolean {
    return this.code !== 'internal' && this.code !== 'closed';
  }

  toJSON(): ErrorShape {
    return { code: this.code, message: this.message, detail: this.detail };
  }
}

/** Shorthand for the commonest case: input that cannot be used, said in one sentence. */
export function badInput(message: string, detail?: string): IsthmusError {
  return new IsthmusError('bad_input', message, detail);
}

/** What Node adds to an error of the system, such as a full disk. */
type SystemError = Error & { code?: string; path?: string };

/** Turns anything thrown into an {@link IsthmusError}; what is not one already is `internal`, or a full disk. */
export function toIsthmusError(thrown: unknown): IsthmusError {
  if (thrown instanceof IsthmusError) return thrown;
  if (thrown instanceof Error) {
    const { code: systemCode, path } = thrown as SystemError;
    if (systemCode === 'ENOSPC' || systemCode === 'SQLITE_FULL' || systemCode === 'EDQUOT') {
      return new IsthmusError(
        'disk_full',
        'The disk is full: free some space, or choose another place with --home, and try again.',
        thrown.stack,
      );
    }
    if (systemCode === 'EACCES' || systemCode === 'EPERM') {
      return badInput(
        `${path ?? 'A file'} may not be read or written: change its permissions, or choose another place.`,
        thrown.stack,
      );
    }
    if (systemCode === 'ENAMETOOLONG') {
      return badInput('This path is longer than this system takes: choose a shorter one.', thrown.stack);
    }
    if (thrown.name === 'AbortError') return new IsthmusError('cancelled', 'Cancelled.', thrown.stack);
    return new IsthmusError(
      'internal',
      `Something went wrong inside Isthmus: ${thrown.message}`,
      thrown.stack,
    );
  }
  return new IsthmusError('internal', `Something went wrong inside Isthmus: ${String(thrown)}`);
}

/** The other direction: an error as it arrived over a channel. */
export function fromShape(shape: ErrorShape): IsthmusError {
  return new IsthmusError(shape.code, shape.message, shape.detail);
}

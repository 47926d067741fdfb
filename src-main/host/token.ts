import { randomBytes, timingSafeEqual } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  unwatchFile,
  watchFile,
  writeFileSync,
} from 'node:fs';

const shape = /^[0-9a-f]{64}$/;

/** The home's token; made once and kept, so that an open page finds back to a host that was started anew. */
export function keepToken(file: string): string {
  const kept = read(file);
  if (kept !== null) {
    chmodSync(file, 0o600);
    return kept;
  }
  const { token, fresh } = makeToken(file);
  try {
    if (existsSync(file) && read(file) === null) rmSync(file);
    // A link and not a rename: of two hosts that start together, the second takes the first one's token.
    linkSync(fresh, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
  return read(file) ?? token;
}

/** A new token in place of the home's: the one before opens nothing any more. */
export function renewToken(file: string): string {
  const { token, fresh } = makeToken(file);
  renameSync(fresh, file);
  return token;
}

/** How often is looked whether another process has renewed the token. */
const lookMs = 500;

/** Tells of the home's token whenever its file changes. @returns the function that ends that */
export function watchToken(file: string, tell: (token: string) => void): () => void {
  const look = (): void => {
    try {
      const token = read(file);
      if (token !== null) tell(token);
    } catch {
      // A file that cannot be read changes nothing: the token in force stays.
    }
  };
  watchFile(file, { interval: lookMs, persistent: false }, look);
  return () => unwatchFile(file, look);
}

/** A token in a file of its own beside the home's, for its user alone. */
function makeToken(file: string): { token: string; fresh: string } {
  const token = randomBytes(32).toString('hex');
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, token, { mode: 0o600 });
  return { token, fresh };
}

function read(file: string): string | null {
  try {
    const token = readFileSync(file, 'utf8').trim();
    return shape.test(token) ? token : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Compares in a time that does not tell how much of a guess was right. */
export function isToken(given: string | null | undefined, token: string): boolean {
  // Only what has a token's shape is as many bytes long, which `timingSafeEqual` insists on.
  return shape.test(given ?? '') && timingSafeEqual(Buffer.from(given ?? ''), Buffer.from(token));
}

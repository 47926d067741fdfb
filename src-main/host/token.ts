import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const shape = /^[0-9a-f]{64}$/;

/** The home's token; made once and kept, so that an open page finds back to a host that was started anew. */
export function keepToken(file: string): string {
  const kept = read(file);
  if (kept !== null) {
    chmodSync(file, 0o600);
    return kept;
  }
  const token = randomBytes(32).toString('hex');
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, token, { mode: 0o600 });
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

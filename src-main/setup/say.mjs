import { clearLine, cursorTo } from 'node:readline';

/**
 * Set-up speaks on standard error alone: standard output belongs to the command it prepares for, whose
 * `--json` document must stand there by itself.
 */
const out = process.stderr;
const frames = ['⠋', '⠙', '⠸', '⠴', '⠦', '⠇'];
const quietMilliseconds = 2000;

/** One plain sentence. @param {string} sentence */
export const say = (sentence) => void out.write(`${sentence}\n`);

/** Thrown for what a user can mend; shown as its sentence, without a stack. */
export class SetupError extends Error {}

/**
 * Runs one step: one line that says what it does, and, once it has taken two seconds, a spinner with the
 * time and the latest progress (plain lines every ten seconds where nobody watches a terminal).
 *
 * @template T
 * @param {string} title what is being done, as a phrase
 * @param {(progress: (note: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const begun = Date.now();
  const seconds = () => Math.round((Date.now() - begun) / 1000);
  const animated = Boolean(out.isTTY) && !process.env.CI;
  let note = '';
  let frame = 0;
  let spokenAt = begun;
  out.write(animated ? title : `${title}\n`);
  const timer = setInterval(
    () => {
      if (Date.now() - begun < quietMilliseconds) return;
      if (animated) {
        clearLine(out, 0);
        cursorTo(out, 0);
        frame = (frame + 1) % frames.length;
        out.write(
          `${frames[frame]} ${title} · ${seconds()} s${note && ` · ${note}`}`.slice(
            0,
            (out.columns ?? 80) - 1,
          ),
        );
      } else if (Date.now() - spokenAt >= 5 * quietMilliseconds) {
        spokenAt = Date.now();
        out.write(`  ${seconds()} s${note && ` · ${note}`}\n`);
      }
    },
    animated ? 120 : 500,
  );
  const end = (/** @type {string} */ word) => {
    clearInterval(timer);
    if (animated) {
      clearLine(out, 0);
      cursorTo(out, 0);
      out.write(`${title} · ${word}\n`);
    } else if (seconds() >= 2 || word !== 'done') {
      out.write(`  ${word}${seconds() >= 2 ? `, ${seconds()} s` : ''}\n`);
    }
  };
  try {
    const result = await work((latest) => (note = latest));
    end('done');
    return result;
  } catch (error) {
    end('not done');
    throw error;
  }
}

/**
 * Ends a script with what went wrong: a sentence for what a user can mend, the stack for the rest.
 *
 * @param {unknown} error
 */
export function giveUp(error) {
  say(
    error instanceof SetupError || !(error instanceof Error)
      ? String(error).replace(/^Error: /, '')
      : String(error.stack),
  );
  process.exitCode = error instanceof SetupError ? 1 : 2;
}

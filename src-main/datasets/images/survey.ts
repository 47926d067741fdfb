import { availableParallelism } from 'node:os';
import { count, counted, badInput, toIsthmusError } from '../../contract/index.ts';
import { lookAt, type Look, type Target } from './decode.ts';
import { readEntry } from '../source/files.ts';
import { shown, size } from '../text.ts';
import type { Entry, Skipped } from '../source/tree.ts';
import { ProgressPhase, inParallel, type Work } from '../work.ts';

/** A picture file that can be read, and what it is like. */
export interface Surveyed {
  entry: Entry;
  look: Look;
}

/** Pictures of at most this many pixels keep their size where all have it. */
const keptPixels = 128 * 128;
const keptSide = 128;
const smallSide = 64;

/** The last survey, for the same files: changing a choice in the preview, or importing, need not decode again. */
let last: { key: string; looks: (Look | string)[] } | null = null;

/**
 * Looks at every picture file, several at a time.
 * @returns those that can be read, in the order of `entries`, and those that cannot, with the reason
 * @throws IsthmusError `bad_input` where none is left; `cancelled`
 */
export async function surveyPictures(
  entries: readonly Entry[],
  name: string,
  work: Work,
): Promise<{ pictures: Surveyed[]; skipped: Skipped[] }> {
  const key = entries.map(({ location, size, modified }) => `${location}\0${size}\0${modified}`).join('\0');
  const looks = last?.key === key ? last.looks : await lookAtAll(entries, work);
  last = { key, looks };
  const pictures: Surveyed[] = [];
  const skipped: Skipped[] = [];
  entries.forEach((entry, i) => {
    const look = looks[i] ?? 'it was not looked at';
    if (look === gone) skipped.push({ file: entry.name, reason: gone });
    else if (typeof look === 'string') {
      skipped.push({ file: entry.name, reason: `is not a picture: ${look}` });
    } else pictures.push({ entry, look });
  });
  const [first] = skipped;
  if (pictures.length === 0 && first !== undefined) {
    throw badInput(
      skipped.length === 1
        ? `${shown(first.file)} ${first.reason}; choose a picture that other programs can open.`
        : `None of the ${counted(skipped.length, 'picture')} in ${shown(name)} can be read (${shown(first.file)} ${first.reason}): choose pictures that other programs can open.`,
    );
  }
  return { pictures, skipped };
}

const gone = 'was gone when its turn came';

async function lookAtAll(entries: readonly Entry[], work: Work): Promise<(Look | string)[]> {
  const looks: (Look | string)[] = [];
  const phase = new ProgressPhase(work, 'Reading pictures', entries.length, [0, 0.5]);
  let done = 0;
  await inParallel(entries.length, readers(), async (i) => {
    const entry = entries[i];
    if (entry === undefined) return;
    const bytes = await readEntry(entry).catch((error: unknown) => {
      if (toIsthmusError(error).code === 'not_found') return null;
      throw error;
    });
    looks[i] =
      bytes === null
        ? gone
        : await lookAt(bytes).catch((error: unknown) =>
            error instanceof Error ? error.message : String(error),
          );
    await phase.at(++done);
  });
  return looks;
}

/** How many pictures are decoded at once: the decoder's threads are busy, and one more file is being read. */
export function readers(): number {
  return Math.min(8, availableParallelism() + 2);
}

/**
 * The size and colours pictures get where nothing else is asked for: the one size that all have (up to 16,384
 * pixels); else the commonest up to 128 × 128; else its proportions with the longer side 64. Grey where all are grey.
 */
export function defaultTarget(pictures: readonly Surveyed[]): Target {
  const sizes = new Map<string, { width: number; height: number; count: number }>();
  for (const { look } of pictures) {
    const key = size(look.width, look.height);
    const known = sizes.get(key) ?? { width: look.width, height: look.height, count: 0 };
    known.count++;
    sizes.set(key, known);
  }
  let { width, height, count: most } = { width: smallSide, height: smallSide, count: 0 };
  for (const known of sizes.values()) if (known.count > most) ({ width, height, count: most } = known);
  const channels = pictures.every(({ look }) => look.grey) ? 1 : 3;
  const kept = sizes.size === 1 ? width * height <= keptPixels : width <= keptSide && height <= keptSide;
  if (kept) return { width, height, channels };
  const share = smallSide / Math.max(width, height);
  return {
    width: Math.max(1, Math.round(width * share)),
    height: Math.max(1, Math.round(height * share)),
    channels,
  };
}

/** What is done to pictures on their way to one size and kind, a sentence each. */
export function pictureWarnings(pictures: readonly Surveyed[], target: Target): string[] {
  const warnings: string[] = [];
  const other = pictures.filter(({ look }) => look.width !== target.width || look.height !== target.height);
  if (other.length > 0) {
    const area = (a: Surveyed): number => a.look.width * a.look.height;
    const sorted = [...other].sort((a, b) => area(a) - area(b));
    const from = sizeOf(sorted[0]);
    const to = sizeOf(sorted.at(-1));
    warnings.push(
      `${counted(other.length, 'picture')} of ${count(pictures.length)} ${other.length === 1 ? 'was' : 'were'} scaled to fit ${size(target.width, target.height)}, proportions kept and the rest black, from ${from === to ? from : `sizes between ${from} and ${to}`}.`,
    );
  }
  const transparent = pictures.filter(({ look }) => look.transparent).length;
  if (transparent > 0)
    warnings.push(`Transparent parts of ${counted(transparent, 'picture')} were put on black.`);
  const deep = pictures.filter(({ look }) => look.deep).length;
  if (deep > 0)
    warnings.push(
      `${counted(deep, 'picture')} of more than 8 bits a value ${deep === 1 ? 'was' : 'were'} reduced to 8.`,
    );
  const coloured = pictures.filter(({ look }) => !look.grey).length;
  if (target.channels === 1 && coloured > 0) {
    warnings.push(`${counted(coloured, 'picture')} in colour ${coloured === 1 ? 'was' : 'were'} made grey.`);
  }
  return warnings;
}

function sizeOf(picture: Surveyed | undefined): string {
  return picture === undefined ? '' : size(picture.look.width, picture.look.height);
}

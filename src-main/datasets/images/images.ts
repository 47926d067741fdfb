/**
 * Pictures: decoding, scaling to one size, labels from folders or lists, thumbnails. `npy` and `idx` hand their
 * stacks of pictures to `stack.ts` here.
 */

import { count, counted, badInput, type ImportOptions, type Recipe } from '../../contract/index.ts';
import { decodePicture, type Target } from './decode.ts';
import { readEntry } from '../source/files.ts';
import { placesOf, type Place } from '../source/folders.ts';
import { encodeLabels } from '../labels.ts';
import type { Loader, NewRows, Opened, ImportPlan } from '../loader.ts';
import { newPictures } from './new-pictures.ts';
import { findPictureLabels, type PictureLabels } from './picture-labels.ts';
import type { PictureSource } from './pictures.ts';
import { planStack } from './stack.ts';
import { defaultTarget, pictureWarnings, readers, surveyPictures, type Surveyed } from './survey.ts';
import { isTableName } from '../table-names.ts';
import { shown } from '../text.ts';
import type { Entry, FileTree, Skipped } from '../source/tree.ts';
import type { Work } from '../work.ts';

const pictureName = /\.(png|jpe?g|webp|gif|tiff?|bmp|p[gpn]m)$/i;
/** Fewer pictures than this beside a table are its decoration, unless the table lists them. */
const fewPictures = 10;

/** Pictures in class folders, or in one folder with or without a list of labels. */
export const images: Loader = {
  format: 'images',
  async recognise(tree, work) {
    const { places, skipped } = placesOf(tree.entries);
    const files = places.filter(({ entry }) => pictureName.test(entry.name));
    if (files.length === 0) return null;
    const tables = places.filter(({ entry }) => isTableName(entry.name));
    const labels = await findPictureLabels(files, tables, work);
    if (labels === null && tables.length > 0 && files.length < fewPictures) return null;
    const others = places.filter(
      ({ entry }) =>
        !pictureName.test(entry.name) && labels?.files.every((file) => file.entry !== entry) !== false,
    );
    return new PictureFolder(tree, files, labels, [...tree.skipped, ...skipped, ...others.map(skippedFile)]);
  },
};

class PictureFolder implements Opened {
  readonly #tree: FileTree;
  readonly #files: readonly Place[];
  readonly #labels: PictureLabels | null;
  readonly #skipped: readonly Skipped[];

  constructor(
    tree: FileTree,
    files: readonly Place[],
    labels: PictureLabels | null,
    skipped: readonly Skipped[],
  ) {
    this.#tree = tree;
    this.#files = files;
    this.#labels = labels;
    this.#skipped = skipped;
  }

  async plan(options: ImportOptions, work: Work): Promise<ImportPlan> {
    const { pictures, skipped } = await this.#survey(work);
    if (pictures.length < 2) {
      throw badInput(`${shown(this.#tree.name)} holds one picture only: at least two are needed.`);
    }
    const target = targetOf(pictures, options);
    const places = this.#placesOf(pictures);
    const column = this.#labels?.columnOf(options) ?? null;
    const names = places.map((place) =>
      this.#labels === null ? place.folder : (column?.labelOf(place) ?? null),
    );
    const labels = encodeLabels(names);
    const given = places.some(({ split }) => split !== null)
      ? Uint8Array.from(places, ({ split }) => Number(split === 'test'))
      : null;
    const unlabelled = names.filter((name) => name === null).length;
    const warnings = pictureWarnings(pictures, target);
    if (labels.classes.length > 0 && unlabelled > 0) {
      warnings.push(
        `${counted(unlabelled, 'picture has', 'pictures have')} no label and ${unlabelled === 1 ? 'is' : 'are'} kept without one.`,
      );
    }
    const source = pictureFiles(pictures, target);
    return planStack(
      {
        format: 'images',
        name: this.#tree.title,
        found: this.#found(pictures.length, labels.classes.length),
        pictures: source,
        labels,
        given,
        ids: () => pictures.map(({ entry }) => entry.name),
        skipped: [...this.#skipped, ...skipped],
        warnings: [...warnings, ...(this.#labels?.warnings ?? [])],
        options: {
          image_size: { width: target.width, height: target.height },
          color: target.channels === 1 ? 'grey' : 'colour',
          ...(this.#labels !== null && { label_column: column?.name ?? null }),
        },
        label_candidates: this.#labels?.candidates ?? [],
      },
      options,
    );
  }

  async rows(recipe: Recipe, work: Work): Promise<NewRows> {
    const { pictures, skipped } = await this.#survey(work);
    const target = recipe.kind === 'images' ? recipe : defaultTarget(pictures);
    const facts = {
      name: this.#tree.name,
      ids: () => pictures.map(({ entry }) => entry.name),
      skipped: [...this.#skipped, ...skipped],
      warnings: pictureWarnings(pictures, target),
    };
    return newPictures(pictureFiles(pictures, target), recipe, facts, work);
  }

  close(): void {
    return;
  }

  #survey(work: Work): Promise<{ pictures: Surveyed[]; skipped: Skipped[] }> {
    return surveyPictures(
      this.#files.map(({ entry }) => entry),
      this.#tree.name,
      work,
    );
  }

  #placesOf(pictures: readonly Surveyed[]): Place[] {
    const byEntry = new Map(this.#files.map((place) => [place.entry, place]));
    return pictures.flatMap(({ entry }) => byEntry.get(entry) ?? []);
  }

  #found(pictures: number, classes: number): string {
    const many = counted(pictures, 'picture');
    if (this.#labels !== null)
      return `${many} with labels in ${shown(this.#labels.files.map(({ entry }) => entry.name).join(' and '))}`;
    if (classes > 0) return `${many} in ${counted(classes, 'class folder')}`;
    return `${many} in one folder, without labels`;
  }
}

function targetOf(pictures: readonly Surveyed[], options: ImportOptions): Target {
  const usual = defaultTarget(pictures);
  const channels = options.color === undefined ? usual.channels : options.color === 'grey' ? 1 : 3;
  return { ...(options.image_size ?? usual), channels };
}

/** Picture files at one size: a few are decoded ahead, so that the decoder's threads are never idle. */
function pictureFiles(pictures: readonly Surveyed[], target: Target): PictureSource {
  const exact = pictures.every(({ look }) => look.width === target.width && look.height === target.height);
  return {
    rows: pictures.length,
    ...target,
    fit: exact ? 'exact' : 'contain',
    async *blocks(wanted) {
      const rows = wanted ?? Int32Array.from(pictures, (_, row) => row);
      const ahead: Promise<Uint8Array>[] = [];
      let next = 0;
      for (const row of rows) {
        while (next < rows.length && ahead.length < readers()) {
          const started = decodeFile(pictures[rows[next++] ?? 0], target);
          // One that fails while an earlier one is awaited is told when its turn comes.
          started.catch(() => undefined);
          ahead.push(started);
        }
        const pixels = await ahead.shift();
        if (pixels !== undefined) yield { start: row, pixels };
      }
    },
  };
}

async function decodeFile(picture: Surveyed | undefined, target: Target): Promise<Uint8Array> {
  if (picture === undefined) throw new Error('a picture past the last was asked for');
  const bytes = await readEntry(picture.entry);
  try {
    return await decodePicture(bytes, target);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw badInput(`${shown(picture.entry.name)} could be read before and cannot now (${why}): try again.`);
  }
}

function skippedFile({ entry }: { entry: Entry }): Skipped {
  const kilobytes = Math.ceil(entry.size / 1000);
  return { file: entry.name, reason: `is not a picture file (${count(kilobytes)} kB)` };
}

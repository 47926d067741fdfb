/**
 * NPY arrays: which file holds samples and which labels, every dtype and order, as pictures or as a table. Writing
 * NPY files is `store/arrays.ts`.
 */

import { count, counted, badInput, type ImportOptions, type Recipe } from '../../contract/index.ts';
import { arrayInput, plainColumns } from '../table/array.ts';
import { splitOfFolder } from '../source/folders.ts';
import { encodeLabels, type Labels } from '../labels.ts';
import type { Loader, NewRows, Opened, ImportPlan } from '../loader.ts';
import { newPictures } from '../images/new-pictures.ts';
import { newArray } from '../table/new-rows.ts';
import { npyBlocks, npyNumbers, npyTexts, type NpyFile } from './npy-file.ts';
import { groupNpy, isLabels, type NpyPart } from './npy-files.ts';
import { only, type PictureSource } from '../images/pictures.ts';
import { findRowLabels, type RowLabels } from './row-labels.ts';
import { planStack } from '../images/stack.ts';
import type { TableSource } from '../table/table-source.ts';
import { planTable } from '../table/table.ts';
import { isTableName } from '../table-names.ts';
import { list, shown, size } from '../text.ts';
import type { Entry, FileTree, Skipped } from '../source/tree.ts';
import type { Work } from '../work.ts';

const npyName = /\.npy$/i;
/** Two sides of fewer pixels than this are numbers, not a picture. */
const smallestSide = 4;

/** NPY arrays: samples × features, or pictures, with labels from a second NPY or a CSV. */
export const npy: Loader = {
  format: 'npy',
  async recognise(tree, work) {
    const arrays = tree.entries.filter((entry) => npyName.test(entry.name) && isNear(entry));
    if (arrays.length === 0) return null;
    const besides = tree.single ? await tree.besides() : [];
    const { parts, skipped, free } = groupNpy(arrays, tree);
    if (tree.single) adoptLabels(parts, besides, skipped);
    const tables = [...tree.entries, ...besides].filter((entry) => isTableName(entry.name) && isNear(entry));
    const [first] = parts;
    if (first === undefined) return null;
    const rows = parts.reduce((sum, { data }) => sum + data.rows, 0);
    const unlabelled = parts.every(({ labels }) => labels === null);
    const listed = unlabelled ? await findRowLabels(tables, partRows(parts), tree.single, work) : null;
    const used = new Set([
      ...parts.flatMap(({ data, labels }) => [data.entry, labels?.entry]),
      ...(listed?.files ?? []),
      ...free.map(({ entry }) => entry),
      ...arrays,
    ]);
    const others = tree.entries.filter((entry) => !used.has(entry));
    return new NpyArrays(tree, parts, listed, rows, [
      ...tree.skipped,
      ...skipped,
      ...free.map(({ entry, shape }) => ({
        file: entry.name,
        reason: `is an array of ${shape.join(' × ')} that fits no samples`,
      })),
      ...others.map((entry) => ({ file: entry.name, reason: 'is not an array of samples or labels' })),
    ]);
  },
};

/** At the top, or in a folder train or test: arrays deeper down belong to something else. */
function isNear({ parts }: Entry): boolean {
  return parts.length === 1 || (parts.length === 2 && splitOfFolder(parts[0] ?? '') !== null);
}

function partRows(parts: readonly NpyPart[]): { split: NpyPart['split']; rows: number }[] {
  return parts.map(({ split, data }) => ({ split, rows: data.rows }));
}

/** A dropped array may have its labels beside it: where exactly one neighbour fits, they are taken. */
function adoptLabels(parts: NpyPart[], besides: readonly Entry[], skipped: Skipped[]): void {
  const [part] = parts;
  if (part === undefined) return;
  const fitting = besides
    .filter(({ name }) => npyName.test(name))
    .flatMap((entry) => {
      try {
        const { parts: found, free } = groupNpy([part.data.entry, entry], { ...emptyTree, name: entry.name });
        return [...found.flatMap(({ labels }) => labels ?? []), ...free].filter(
          (file) => isLabels(file) && file.rows === part.data.rows && labelTexts(file).length > 0,
        );
      } catch {
        // A neighbour that cannot be read, or is no list of classes, was not dropped, so it is no business of this import.
        return [];
      }
    });
  const [labels] = fitting;
  if (labels !== undefined && fitting.length === 1) part.labels = labels;
  else if (fitting.length > 1) {
    skipped.push({
      file: list(fitting.map(({ entry }) => entry.name)),
      reason: 'could each be the labels: drop the folder, or keep one beside the array',
    });
  }
}

const emptyTree: FileTree = {
  name: '',
  title: '',
  entries: [],
  skipped: [],
  single: false,
  besides: () => Promise.resolve([]),
};

class NpyArrays implements Opened {
  readonly #tree: FileTree;
  readonly #parts: readonly NpyPart[];
  readonly #listed: RowLabels | null;
  readonly #rows: number;
  readonly #skipped: Skipped[];

  constructor(
    tree: FileTree,
    parts: readonly NpyPart[],
    listed: RowLabels | null,
    rows: number,
    skipped: Skipped[],
  ) {
    this.#tree = tree;
    this.#parts = parts;
    this.#listed = listed;
    this.#rows = rows;
    this.#skipped = skipped;
    if (rows < 1) throw badInput(`${shown(tree.name)} holds no rows: save an array with one row per sample.`);
  }

  async plan(options: ImportOptions, work: Work): Promise<ImportPlan> {
    if (this.#rows < 2)
      throw badInput(`${shown(this.#tree.name)} holds one sample only: at least two are needed.`);
    const { labels, column, warnings } = this.#labels(options);
    const pictures = this.#pictures();
    const common = {
      format: 'npy' as const,
      name: this.#tree.title,
      labels,
      given: this.#given(),
      ids: () => this.#ids(),
      skipped: this.#skipped,
      options: this.#listed === null ? {} : { label_column: column },
      label_candidates: this.#listed?.candidates ?? [],
    };
    const names = list(this.#parts.map(({ data }) => data.entry.name));
    if (pictures === null) {
      const table = this.#table();
      const found = `${counted(this.#rows, 'row')} of ${counted(table.columns.length, 'number')} in ${names}`;
      return planTable(arrayInput({ ...common, warnings, found, table }), options, work);
    }
    const { width, height } = pictures;
    const found = `${counted(this.#rows, 'picture')} of ${size(width, height)} in ${names}`;
    if (options.image_size !== undefined || options.color !== undefined) {
      warnings.push(`Pictures of this format keep their size of ${size(width, height)} and their colours.`);
    }
    return planStack({ ...common, warnings, found, pictures }, options);
  }

  rows(recipe: Recipe, work: Work): Promise<NewRows> {
    const facts = { name: this.#tree.name, ids: () => this.#ids(), skipped: this.#skipped, warnings: [] };
    const pictures = this.#pictures();
    return pictures !== null && recipe.kind === 'images'
      ? newPictures(pictures, recipe, facts, work)
      : newArray(this.#table(), recipe, facts, work);
  }

  close(): void {
    return;
  }

  #labels(options: ImportOptions): { labels: Labels; column: string | null; warnings: string[] } {
    const warnings: string[] = [];
    if (this.#listed !== null) {
      const { name, labels } = this.#listed.choose(options);
      if (this.#tree.single && name !== null) warnings.push(this.#adopted(this.#listed.files));
      return { labels: encodeLabels(labels), column: name, warnings };
    }
    const texts = this.#parts.flatMap(({ data, labels }) =>
      labels === null ? Array.from({ length: data.rows }, () => null) : labelTexts(labels),
    );
    const files = this.#parts.flatMap(({ labels }) => labels?.entry ?? []);
    if (this.#tree.single && files.length > 0) warnings.push(this.#adopted(files));
    const unlabelled = texts.filter((text) => text === null || text === '').length;
    if (files.length > 0 && unlabelled > 0) {
      warnings.push(
        `${counted(unlabelled, 'row has', 'rows have')} no label and ${unlabelled === 1 ? 'is' : 'are'} kept without one.`,
      );
    }
    return { labels: encodeLabels(texts), column: null, warnings };
  }

  #adopted(files: readonly Entry[]): string {
    return `The labels are those of ${list(files.map(({ name }) => name))} in the same folder.`;
  }

  #given(): Uint8Array | null {
    if (this.#parts.length < 2) return null;
    const given = new Uint8Array(this.#rows);
    given.fill(1, this.#parts[0]?.data.rows ?? 0);
    return given;
  }

  #ids(): string[] {
    return this.#parts.flatMap(({ data, split }) =>
      Array.from({ length: data.rows }, (_, row) =>
        split === null ? String(row + 1) : `${split}:${row + 1}`,
      ),
    );
  }

  /** Bytes in two dimensions of at least four, or those with one or three channels last, are pictures. */
  #pictures(): PictureSource | null {
    const files = this.#parts.map(({ data }) => data);
    const [first] = files;
    const [, height = 0, width = 0, channels = 1, ...rest] = first?.shape ?? [];
    const fits = (file: NpyFile): boolean =>
      file.dtype.kind === 'byte' &&
      file.shape.length >= 3 &&
      String(file.shape.slice(1)) === String(first?.shape.slice(1));
    if (Math.min(height, width) < smallestSide || rest.length > 0 || !files.every(fits)) return null;
    if (channels !== 1 && channels !== 3) return null;
    async function* all(): AsyncIterable<{ start: number; pixels: Uint8Array }> {
      let before = 0;
      for (const file of files) {
        for (const { start, bytes } of npyBlocks(file)) yield { start: before + start, pixels: bytes };
        before += file.rows;
      }
    }
    const features = height * width * channels;
    const blocks: PictureSource['blocks'] = (wanted) => only(all(), features, wanted);
    return { rows: this.#rows, width, height, channels, fit: 'exact', blocks };
  }

  #table(): TableSource {
    const files = this.#parts.map(({ data }) => data);
    return {
      name: this.#tree.name,
      rows: this.#rows,
      columns: plainColumns(files[0]?.width ?? 0),
      async *blocks() {
        for (const file of files) yield* npyNumbers(file);
      },
    };
  }
}

/** An array of labels: at most a thousand classes, and fewer than there are rows. */
const maxClasses = 1000;

function labelTexts(file: NpyFile): (string | null)[] {
  const texts = npyTexts(file).map((text) => (text === 'NaN' ? null : text));
  const distinct = new Set(texts).size;
  if (distinct > maxClasses || (distinct > 20 && distinct > texts.length / 2)) {
    throw badInput(
      `${shown(file.entry.name)} has ${count(distinct)} different values in ${counted(texts.length, 'row')}, too many for labels: leave it out, or save class numbers.`,
    );
  }
  return texts;
}

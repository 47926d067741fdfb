import type { ImportOptions } from '../../contract/index.ts';
import type { Labels } from '../labels.ts';
import type { Format, Opened, ImportPlan } from '../loader.ts';
import { newPictures } from './new-pictures.ts';
import { pictureSamples, writePictures, type PictureSource } from './pictures.ts';
import { chooseSplit } from '../split.ts';
import { size } from '../text.ts';
import type { Skipped } from '../source/tree.ts';

/** Pictures with what is known of them, before the split. */
export interface Stack {
  format: Format;
  /** What to call the dataset where no other name is asked for. */
  name: string;
  found: string;
  pictures: PictureSource;
  labels: Labels;
  /** The split that came with the data, one a row: 0 train, 1 test. */
  given: Uint8Array | null;
  ids: () => string[];
  skipped: Skipped[];
  warnings: string[];
  /** The choices of this format, with the values in force, beside name and split. */
  options: ImportOptions;
  label_candidates: string[];
}

/** Pictures of one size that lie in an array file: their size and colours are no choice. */
export function openStack(stack: Omit<Stack, 'options' | 'label_candidates'>): Opened {
  const { width, height } = stack.pictures;
  return {
    plan(options) {
      const asked = options.image_size !== undefined || options.color !== undefined;
      const warning = `Pictures of this format keep their size of ${size(width, height)} and their colours.`;
      const warnings = asked ? [...stack.warnings, warning] : stack.warnings;
      return Promise.resolve(planStack({ ...stack, warnings, options: {}, label_candidates: [] }, options));
    },
    rows: (recipe, work) => newPictures(stack.pictures, recipe, stack, work),
    close: () => undefined,
  };
}

/** The plan for pictures: nothing but the split is left to choose. */
export function planStack(stack: Stack, options: ImportOptions): ImportPlan {
  const { width, height, channels } = stack.pictures;
  const { labels, classes } = stack.labels;
  const { split, recipe, warnings } = chooseSplit(stack.labels, stack.given, options);
  const name = options.name ?? stack.name;
  const drawn = recipe.kind !== 'given';
  return {
    format: stack.format,
    kind: 'images',
    found: stack.found,
    name,
    features: width * height * channels,
    shape: [height, width, channels],
    feature_names: [],
    classes,
    labels,
    split,
    split_recipe: recipe,
    ids: stack.ids(),
    skipped: stack.skipped,
    warnings: [...stack.warnings, ...warnings],
    columns: [],
    options: {
      name,
      ...stack.options,
      ...(drawn && { test_fraction: recipe.test_fraction, seed: recipe.seed }),
    },
    label_candidates: stack.label_candidates,
    samples: (rows) => pictureSamples(stack.pictures, rows),
    write: (folder, work) => writePictures(stack.pictures, labels, classes.length, folder, work),
  };
}

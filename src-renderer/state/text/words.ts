import type { Dataset, ImportOptions, Preview, Recipe } from '../../../src-main/contract/index.ts';
import { count, counted, percent } from './format.ts';

export const scalingWords: Record<NonNullable<ImportOptions['scaling']>, string> = {
  standard: 'Standardised (mean 0, deviation 1)',
  minmax: 'Between 0 and 1',
  none: 'As they are',
};

export const missingWords: Record<NonNullable<ImportOptions['missing']>, string> = {
  mean: 'Filled with the mean',
  median: 'Filled with the median',
  drop_rows: 'Rows with gaps left out',
};

export const categoricalWords: Record<NonNullable<ImportOptions['categorical']>, string> = {
  drop: 'Left out',
  one_hot: 'One-hot encoded',
};

/** How samples were set aside for testing, as a sentence. */
export function splitSentence({ split, splits }: Pick<Dataset | Preview, 'split' | 'splits'>): string {
  const sizes = `${count(splits.train)} to train on, ${count(splits.test)} held out to measure with`;
  if (split.kind === 'given') return `${sizes}, as the data came.`;
  const how = split.kind === 'stratified' ? 'the same share of every class' : 'at random';
  return `${sizes}: ${percent(split.test_fraction, 0)}, ${how}, drawn with seed ${split.seed}.`;
}

/** How source files became numbers, as sentences. */
export function recipeSentences(recipe: Recipe): string[] {
  if (recipe.kind === 'images') {
    const colour = recipe.channels === 1 ? 'grey' : 'colour';
    const fit = recipe.fit === 'exact' ? '' : ', scaled to fit and padded with black';
    return [
      `Every picture is ${recipe.width} × ${recipe.height} ${colour} pixels${fit}; values lie between 0 and 1.`,
    ];
  }
  const scaling = {
    standard: 'Features are standardised: the training rows have mean 0 and deviation 1.',
    minmax: 'Features are scaled so that the training rows lie between 0 and 1.',
    none: 'Features are not scaled.',
  }[recipe.scaling];
  const missing =
    recipe.missing === 'drop_rows'
      ? 'Rows with missing values are left out.'
      : `Missing values are filled with the ${recipe.missing} of the training rows.`;
  if (recipe.kind === 'array') return [scaling, missing];
  const categories = recipe.columns.filter(({ type }) => type === 'category').length;
  const numbers = recipe.columns.length - categories;
  const columns =
    categories === 0
      ? `${counted(numbers, 'number column')}.`
      : `${counted(numbers, 'number column')}; ${counted(categories, 'text column')} one-hot encoded.`;
  return [columns, scaling, missing];
}

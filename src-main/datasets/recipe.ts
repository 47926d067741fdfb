import type { Recipe, ResolvedSource } from '../contract/index.ts';
import type { NewRows } from './loader.ts';
import { openSource } from './sniff.ts';
import type { Work } from './work.ts';

/**
 * Puts new rows the way a dataset went when it was imported, so that a run's encoder can take them.
 * @param recipe as kept with the dataset
 * @returns `matrix` is `rows × features`, scaled; rows in the source's order. Memory: the whole matrix as float32
 * @throws IsthmusError `bad_input` where the source is of another kind, or lacks columns; `cancelled`
 */
export async function openWithRecipe(source: ResolvedSource, recipe: Recipe, work: Work): Promise<NewRows> {
  const opened = await openSource(source, work);
  try {
    return await opened.rows(recipe, work);
  } finally {
    opened.close();
  }
}

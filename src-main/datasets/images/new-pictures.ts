import { badInput, type Recipe } from '../../contract/index.ts';
import type { NewFacts, NewRows } from '../loader.ts';
import { shown, size } from '../text.ts';
import { ProgressPhase, type Work } from '../work.ts';
import { eachPicture, type PictureSource } from './pictures.ts';

/**
 * New pictures as rows of numbers from 0 to 1, `rows × (height · width · channels)`.
 * @throws IsthmusError `bad_input` where the recipe is for tables, or for pictures of another size
 */
export async function newPictures(
  source: PictureSource,
  recipe: Recipe,
  facts: NewFacts,
  work: Work,
): Promise<NewRows> {
  const { name, ids, skipped, warnings } = facts;
  if (recipe.kind !== 'images') {
    throw badInput(
      `${shown(name)} holds pictures, but the run was made of a table: give it rows of that table.`,
    );
  }
  const { width, height, channels } = recipe;
  if (source.width !== width || source.height !== height || source.channels !== channels) {
    throw badInput(
      `${shown(name)} has pictures of ${kindOf(source)}, but the run was made of ${kindOf(recipe)}: scale them first, or give picture files.`,
    );
  }
  const features = width * height * channels;
  const matrix = new Float32Array(source.rows * features);
  const phase = new ProgressPhase(work, 'Reading pictures', source.rows, [0.5, 1]);
  for await (const { row, picture } of eachPicture(source, null)) {
    for (let i = 0; i < features; i++) matrix[row * features + i] = (picture[i] ?? 0) / 255;
    await phase.at(row);
  }
  return { rows: source.rows, ids: ids(), matrix, warnings, skipped };
}

function kindOf({ width, height, channels }: { width: number; height: number; channels: 1 | 3 }): string {
  return `${size(width, height)} ${channels === 1 ? 'in grey' : 'in colour'}`;
}

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { badInput } from '../../contract/index.ts';
import { openWithRecipe } from '../../datasets/recipe.ts';
import { NpyWriter } from '../../store/arrays.ts';
import { blocks, DenseRows, loadTensorFlow, Pace } from '../../tensor/index.ts';
import { checkExpected } from '../expected.ts';
import { loadModel } from '../model.ts';
import type { Job } from '../protocol.ts';
import { NoveltyCheck } from '../novelty.ts';

/** Puts new rows through a dataset's recipe and a run's encoder, and writes their codes as one array. */
export const encodeJob: Job<'encode'> = async (
  { expected, source, recipe, datasetFolder, folder, method, to },
  context,
) => {
  if (!existsSync(dirname(to)))
    throw badInput(`The folder ${dirname(to)} does not exist: make it, or choose another.`);
  await checkExpected(expected, context);
  await loadTensorFlow();
  const pace = new Pace(context.signal);
  const { rows, matrix, warnings, skipped } = await openWithRecipe(source, recipe, context);
  const fitted = await loadModel(folder, method);
  const { features, dim } = fitted;
  if (matrix.length !== rows * features) {
    throw badInput(
      `${source.name} has ${matrix.length / rows} features and the run ${features}: encode data of the same kind.`,
    );
  }
  const novelty = await NoveltyCheck.open(fitted, folder, datasetFolder);
  const writer = new NpyWriter(to, 'float32', [rows, dim]);
  try {
    for (const { start, values } of blocks(new DenseRows(matrix, features))) {
      const codes = fitted.encode(values);
      writer.append(codes);
      novelty.look(values, codes);
      context.report({ fraction: start / rows, phase: 'Encoding samples', seconds_left: null });
      await pace.yieldToEventLoop();
    }
  } catch (error) {
    writer.abandon();
    throw error;
  }
  const { shape, sha256 } = writer.commit();
  const left = skipped.map(({ file, reason }) => `${file} was left out: ${reason}`);
  return { files: [{ path: to, shape, sha256 }], warnings: [...warnings, ...novelty.warnings(), ...left] };
};

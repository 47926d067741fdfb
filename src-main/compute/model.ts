import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { badInput, methodDefinition, type MethodName } from '../contract/index.ts';
import { methods, type FittedMethod } from '../methods/index.ts';

/** The model that was asked for last: sliders ask for the same one many times a second. */
let held: { folder: string; written: number; fitted: FittedMethod } | null = null;

/**
 * A run's model, loaded where it is not the one that was asked for last. It belongs to this module: callers do not
 * dispose of it.
 */
export async function loadModel(folder: string, method: MethodName): Promise<FittedMethod> {
  const { mtimeMs } = await stat(join(folder, 'model.json'));
  if (held?.folder === folder && held.written === mtimeMs) return held.fitted;
  held?.fitted.dispose();
  held = null;
  const fitted = await methods[method].load(folder);
  held = { folder, written: mtimeMs, fitted };
  return fitted;
}

/**
 * The way back of a run's model.
 * @throws IsthmusError `bad_input` where its method has none
 */
export async function decoderOf(
  folder: string,
  method: MethodName,
): Promise<FittedMethod & Required<Pick<FittedMethod, 'decode'>>> {
  const fitted = await loadModel(folder, method);
  if (fitted.decode === undefined) {
    const { title } = methodDefinition(method);
    throw badInput(
      `${title} has no decoder, so codes cannot be turned into samples: choose a run of another method.`,
    );
  }
  return fitted as FittedMethod & Required<Pick<FittedMethod, 'decode'>>;
}

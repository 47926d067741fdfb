import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeJson } from '../store/arrays.ts';
import type { FittedMethod, Method } from './method.ts';

const Model = z.object({ method: z.literal('raw'), features: z.number().int() });

/** The features as they are: a code is its sample. Nothing is learned, nothing reconstructed. */
export const raw: Method = {
  fit: (train) => Promise.resolve(identity(train.features)),
  load: async (folder) => {
    const model = Model.parse(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')));
    return identity(model.features);
  },
};

function identity(features: number): FittedMethod {
  return {
    features,
    dim: features,
    facts: {},
    history: [],
    message: null,
    encode: (values) => values,
    save: (folder) => [writeJson(join(folder, 'model.json'), { method: 'raw', features })],
    dispose: () => undefined,
  };
}

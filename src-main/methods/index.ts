import type { MethodName } from '../contract/index.ts';
import { autoencoder } from './autoencoder/index.ts';
import type { Method } from './method.ts';
import { pca } from './pca.ts';
import { raw } from './raw.ts';

export type { Facts, FitContext, Fitted, Method } from './method.ts';

/** Every method by its name. */
export const methods: Record<MethodName, Method> = { raw, pca, autoencoder };

import { z } from 'zod';
import type { MethodDefinition } from './definition.ts';

export const RandomProjectionParams = z.strictObject({});
export type RandomProjectionParams = z.infer<typeof RandomProjectionParams>;

/** Directions drawn at random: what any method that learns has to beat. */
export const randomProjection: MethodDefinition<RandomProjectionParams> = {
  name: 'random_projection',
  title: 'Random projection',
  summary: 'Random directions, with nothing learned: the control that a method has to beat.',
  source:
    'https://scikit-learn.org/stable/modules/generated/sklearn.random_projection.GaussianRandomProjection.html',
  decodes: true,
  iterative: false,
  seeded: true,
  supervised: false,
  choosesDim: true,
  structure: [],
  params: RandomProjectionParams,
  fields: [],
  defaults: () => ({}),
};

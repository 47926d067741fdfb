import type { z } from 'zod';
import type { Field } from '../fields.ts';

/** What is known of a dataset before fitting; defaults are chosen from it. */
export interface DataFacts {
  /** Training rows. */
  rows: number;
  features: number;
  /** Classes that the labels name; 0: there are no labels. */
  classes: number;
  kind: 'images' | 'table';
  /** Of one sample: `[height, width, channels]` of a picture, `[features]` of a row of a table. */
  shape: readonly number[];
}

/** The facts of a dataset as its record has them. */
export function dataFacts(dataset: {
  splits: { train: number };
  features: number;
  classes: readonly unknown[];
  kind: 'images' | 'table';
  shape: readonly number[];
}): DataFacts {
  const { splits, features, classes, kind, shape } = dataset;
  return { rows: splits.train, features, classes: classes.length, kind, shape };
}

/** What everyone may know of a method without loading TensorFlow: its words, its parameters, its defaults. */
export interface MethodDefinition<Params extends object> {
  name: string;
  title: string;
  /** One line that says what it does. */
  summary: string;
  source: string;
  /** Whether `decode` exists, and with it reconstruction errors. */
  decodes: boolean;
  /** Whether it learns over epochs, and so has a loss curve. */
  iterative: boolean;
  /** Whether chance has a part in it, so that another seed gives another result. */
  seeded: boolean;
  /** Whether it is told the labels, and so no fair rival to the others. */
  supervised: boolean;
  /** Whether its codes follow a standard normal distribution, from which new ones can be drawn. */
  prior?: boolean;
  /** Whether the code size is the user's to choose. */
  choosesDim: boolean;
  /** Parameters that a run which goes on from another must have as that one has them. */
  structure: readonly string[];
  /** Why it cannot be used on this data, as one sentence; null, or absent: it can. */
  unfit?(facts: DataFacts): string | null;
  /** The largest code size for this data; absent: the feature count. */
  maxDim?(facts: DataFacts): MaxDim;
  /** Multiplications in the largest product of a training step; absent: it does not train in steps. */
  largestProduct?(facts: DataFacts, dim: number, params: Record<string, unknown>): number;
  /** The code size offered first where that is not the common one. */
  suggestedDim?(facts: DataFacts): number;
  params: z.ZodType<Params>;
  fields: readonly Field[];
  /** Parameters for a first run that gives a good result, chosen from the data's size. */
  defaults(facts: DataFacts, dim: number): Params;
}

/** The largest code size that makes sense, and why: "the 64 features there are". */
export interface MaxDim {
  max: number;
  bound: string;
}

/** The largest code size of a method that only ever makes data smaller. */
export function maxFeatures(features: number): MaxDim {
  return { max: features, bound: `the ${features} features there are` };
}

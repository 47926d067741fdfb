import type { z } from 'zod';

/** What is known of a dataset before fitting; defaults are chosen from it. */
export interface DataFacts {
  /** Training rows. */
  rows: number;
  features: number;
  /** Classes that the labels name; 0: there are no labels. */
  classes: number;
  kind: 'images' | 'table';
}

/** One form field: how a parameter is shown and what may be entered. */
export interface Field {
  name: string;
  label: string;
  help: string;
  type: 'integer' | 'number' | 'boolean' | 'choice' | 'sizes';
  min?: number;
  max?: number;
  step?: number;
  choices?: readonly { value: string; label: string }[];
  /** Shown only on request. */
  advanced?: boolean;
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
  /** Whether the code size is the user's to choose. */
  choosesDim: boolean;
  params: z.ZodType<Params>;
  fields: readonly Field[];
  /** Parameters for a first run that gives a good result, chosen from the data's size. */
  defaults(facts: DataFacts, dim: number): Params;
}

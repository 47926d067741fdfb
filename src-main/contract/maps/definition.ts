import type { z } from 'zod';
import type { Field } from '../fields.ts';

/** What is known of a representation before it is mapped. */
export interface MapFacts {
  rows: number;
  /** Numbers a sample. */
  dim: number;
  /** Classes that the labels name; 0: there are no labels. */
  classes: number;
  /** Numbers a sample of the map: 2 or 3. */
  columns: number;
}

/** What everyone may know of a kind of map without loading TensorFlow: its words, its parameters, its defaults. */
export interface MapDefinition<Params extends object> {
  name: string;
  title: string;
  /** One line that says what it does. */
  summary: string;
  source: string;
  /** Whether it comes about step by step, so that it can be watched, and stopped early and kept. */
  iterative: boolean;
  /** Whether chance has a part in it, so that another seed gives another map. */
  seeded: boolean;
  /** Whether it is told the labels. */
  supervised: boolean;
  /** Whether new rows can be placed in it. */
  places: boolean;
  /** Whether its axes mean something, so that it is never aligned with another map. */
  fixed: boolean;
  /** Why it cannot be made of this, as one sentence; null: it can. */
  unfit(facts: MapFacts): string | null;
  params: z.ZodType<Params>;
  fields: readonly Field[];
  defaults(facts: MapFacts): Params;
}

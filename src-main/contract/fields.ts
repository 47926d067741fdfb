import { z } from 'zod';
import { itemLimitsOf, limitsOf, type ItemLimits, type Limits } from './limits.ts';

/** One form field: how a parameter is shown and what may be entered. */
export interface Field {
  name: string;
  label: string;
  help: string;
  /** `sizes`: a list of whole numbers. */
  type: 'integer' | 'number' | 'boolean' | 'choice' | 'sizes';
  /** Of a number, or of each in a list. */
  limits?: Limits;
  /** Of a list. */
  items?: ItemLimits;
  choices?: readonly { value: string; label: string }[];
  /** Shown only on request. */
  advanced?: boolean;
}

/** The words of a parameter's field. */
type Words<Value> = {
  label: string;
  help: string;
  /** Shown only on request. */
  advanced?: boolean;
} & ([Value] extends [string]
  ? {
      /** By value, in the order of the form. */
      choices: Record<Value, string>;
    }
  : unknown);

/** The words of all parameters but those that can have one value alone, in the order of the form. */
export type FieldWords<Params> = {
  [Name in keyof Params as Params[Name] extends false ? never : Name]: Words<Params[Name]>;
};

/**
 * The form of some parameters: words from `words`, everything else from the schema, so that a form takes what the schema takes.
 * Parameters that can have one value alone are left out.
 */
export function fieldsOf<Shape extends z.ZodRawShape>(
  params: z.ZodObject<Shape>,
  words: FieldWords<z.output<z.ZodObject<Shape>>>,
): Field[] {
  return Object.entries<Words<unknown> & { choices?: Record<string, string> }>(words).flatMap(
    ([name, { choices, ...said }]) => {
      const checks = checksOf(params.shape[name] as z.ZodType);
      if (checks === null) return [];
      const listed = Object.entries(choices ?? {}).map(([value, label]) => ({ value, label }));
      return [{ name, ...said, ...checks, ...(checks.type === 'choice' ? { choices: listed } : {}) }];
    },
  );
}

/** What a schema makes of a field; null: there is nothing to choose. */
function checksOf(schema: z.ZodType): Pick<Field, 'type' | 'limits' | 'items'> | null {
  if (schema instanceof z.ZodLiteral) return null;
  if (schema instanceof z.ZodBoolean) return { type: 'boolean' };
  if (schema instanceof z.ZodEnum) return { type: 'choice' };
  const limits = limitsOf(schema);
  if (schema instanceof z.ZodArray) return { type: 'sizes', limits, items: itemLimitsOf(schema) };
  return { type: limits.integer ? 'integer' : 'number', limits };
}

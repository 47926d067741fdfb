import { z } from 'zod';
import { count, figure } from './text.ts';

/** The numbers that a schema takes. */
export interface Limits {
  /** Whether it takes whole numbers alone. */
  integer: boolean;
  /** −∞: there is no lower limit. */
  min: number;
  /** ∞: there is no upper limit. */
  max: number;
  /** Whether `min` itself is refused. */
  exclusiveMin: boolean;
  /** Whether `max` itself is refused. */
  exclusiveMax: boolean;
}

/** How many items a schema of lists takes. */
export interface ItemLimits {
  min: number;
  max: number;
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * The numbers that a schema of numbers, or of lists of numbers, takes: forms have their limits from here, so that they take
 * what the schema takes.
 */
export function limitsOf(schema: z.ZodType): Limits {
  const json = z.toJSONSchema(schema);
  return limitsFrom(json.type === 'array' ? itemOf(json) : json);
}

/** How many items a schema of lists takes. */
export function itemLimitsOf(schema: z.ZodType): ItemLimits {
  const { minItems = 0, maxItems = Infinity } = z.toJSONSchema(schema);
  return { min: minItems, max: maxItems };
}

/** The longest text that a schema of texts takes. */
export function maxLengthOf(schema: z.ZodType): number {
  return z.toJSONSchema(schema).maxLength ?? Infinity;
}

/** Whether these limits allow a number. */
export function isWithin(value: number, limits: Limits): boolean {
  const { integer, min, max, exclusiveMin, exclusiveMax } = limits;
  if (!Number.isFinite(value) || (integer && !Number.isInteger(value))) return false;
  return (exclusiveMin ? value > min : value >= min) && (exclusiveMax ? value < max : value <= max);
}

/** What numbers must be, in words: `between 1 and 100`, `more than 0 and at most 10`, `at least 0`. */
export function limitWords(limits: Limits): string {
  const { min, max, exclusiveMin, exclusiveMax } = limits;
  if (isClosed(limits)) return `between ${exact(min)} and ${exact(max)}`;
  return [
    ...(min > -Infinity ? [`${exclusiveMin ? 'more than' : 'at least'} ${exact(min)}`] : []),
    ...(isBounded(limits) ? [`${exclusiveMax ? 'less than' : 'at most'} ${exact(max)}`] : []),
  ].join(' and ');
}

/** What is taken, as a sentence ends on it: `a whole number from 1 to 100`, `a number of at least 0`. */
export function rangeWords(limits: Limits): string {
  const kind = limits.integer ? 'a whole number' : 'a number';
  if (isClosed(limits)) return `${kind} from ${exact(limits.min)} to ${exact(limits.max)}`;
  const words = limitWords(limits);
  return words === '' ? kind : `${kind} of ${words}`;
}

/** Whole numbers beyond cannot be told apart: that is no limit anyone chose. */
function isBounded({ max }: Limits): boolean {
  return max < Number.MAX_SAFE_INTEGER;
}

/** Whether there are two limits, which are taken themselves. */
function isClosed(limits: Limits): boolean {
  return limits.min > -Infinity && isBounded(limits) && !limits.exclusiveMin && !limits.exclusiveMax;
}

/** A limit is told to its last digit. */
function exact(limit: number): string {
  return Number.isInteger(limit) ? count(limit) : figure(limit);
}

function limitsFrom({ type, minimum, maximum, ...exclusive }: JsonSchema): Limits {
  const above = Number(exclusive.exclusiveMinimum ?? -Infinity);
  const below = Number(exclusive.exclusiveMaximum ?? Infinity);
  const [lowest, highest] = [minimum ?? -Infinity, maximum ?? Infinity];
  return {
    integer: type === 'integer',
    min: Math.max(lowest, above),
    max: Math.min(highest, below),
    exclusiveMin: above >= lowest && above > -Infinity,
    exclusiveMax: below <= highest && below < Infinity,
  };
}

function itemOf({ items }: JsonSchema): JsonSchema {
  return typeof items === 'object' && !Array.isArray(items) ? items : {};
}

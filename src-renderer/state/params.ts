import { isWithin, limitWords, type Field } from '../../src-main/contract/index.ts';
import { count, figure } from './text/format.ts';

/** What a form field's text means: nothing (the default holds), a value, or a sentence on what is wrong. */
export type Entered = { value: unknown } | { error: string } | { value: undefined };

/** Reads what was typed into a method's field. */
export function readField(field: Field, text: string): Entered {
  const trimmed = text.trim();
  if (trimmed === '') return { value: undefined };
  switch (field.type) {
    case 'integer':
    case 'number':
      return readNumber(field, trimmed);
    case 'sizes':
      return readSizes(field, trimmed);
    case 'boolean':
      return { value: trimmed === 'true' };
    case 'choice':
      return { value: trimmed };
  }
}

function readNumber({ label, type, limits }: Field, text: string): Entered {
  const value = Number(text);
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  if (!Number.isFinite(value) || (type === 'integer' && !Number.isInteger(value))) {
    return { error: `${label} must be ${kind}, not “${text}”.` };
  }
  if (limits !== undefined && !isWithin(value, limits)) {
    return { error: `${label} must be ${limitWords(limits)}, not ${figure(value)}.` };
  }
  return { value };
}

function readSizes({ label, limits, items }: Field, text: string): Entered {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  if (!parts.every((part) => /^\d+$/.test(part))) {
    return { error: `${label} must be whole numbers with commas between, such as 512,256, not “${text}”.` };
  }
  const sizes = parts.map(Number);
  const outside = sizes.find((size) => limits !== undefined && !isWithin(size, limits));
  if (limits !== undefined && outside !== undefined) {
    return { error: `${label} must each be ${limitWords(limits)}, not ${figure(outside)}.` };
  }
  const { min = 0, max = Infinity } = items ?? {};
  if (sizes.length >= min && sizes.length <= max) return { value: sizes };
  const wanted = sizes.length < min ? `at least ${count(min)}` : `at most ${count(max)}`;
  return { error: `${label} must be ${wanted} numbers, not ${count(sizes.length)}.` };
}

/** A parameter's value as it is typed and shown: the reverse of {@link readField}. */
export function fieldText(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  return value === undefined || value === null ? '' : String(value);
}

/** Whether two parameter values, or sets of them, are the same whatever the order of their names. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = Object.entries(a);
  const right = new Map(Object.entries(b));
  return left.length === right.size && left.every(([name, value]) => sameValue(value, right.get(name)));
}

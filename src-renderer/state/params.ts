import type { Field } from '../../src-main/contract/index.ts';

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

function readNumber({ label, type, min, max }: Field, text: string): Entered {
  const value = Number(text);
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  if (!Number.isFinite(value) || (type === 'integer' && !Number.isInteger(value))) {
    return { error: `${label} must be ${kind}, not “${text}”.` };
  }
  if ((min !== undefined && value < min) || (max !== undefined && value > max)) {
    return { error: `${label} must be between ${min ?? '−∞'} and ${max ?? '∞'}, not ${value}.` };
  }
  return { value };
}

function readSizes({ label, min = 1 }: Field, text: string): Entered {
  const sizes = text.split(/[\s,]+/).filter((part) => part !== '');
  if (sizes.every((size) => /^\d+$/.test(size) && Number(size) >= min)) return { value: sizes.map(Number) };
  return { error: `${label} must be whole numbers with commas between, such as 512,256, not “${text}”.` };
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

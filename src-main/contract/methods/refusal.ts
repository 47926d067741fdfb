import type { z } from 'zod';

const kinds: Record<string, string> = {
  number: 'a number',
  int: 'a whole number',
  array: 'a list of numbers',
  boolean: 'true or false',
};

/** What a parameter must be, in plain words, from what its check found wrong. */
export function mustBe(issue: z.core.$ZodIssue): string {
  const each = issue.path.length > 1 ? 'each of its values' : 'it';
  switch (issue.code) {
    case 'invalid_type':
      return `${each} must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `${each} must be ${issue.values.map(String).join(' or ')}`;
    case 'too_small':
      return `${each} must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `it takes at most ${issue.maximum} values`
        : `${each} must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

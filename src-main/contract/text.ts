/** How numbers and lists read in a sentence, on every page, on the command line and in reports. Files have plain numbers. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count with separators: `1,797`. */
export function count(value: number): string {
  return minus(whole.format(value));
}

/**
 * A count with its noun: `1 sample`, `3,000 samples`.
 * @param many the plural where an `s` does not make it
 */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(parts: readonly (string | number)[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? String(last) : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** A number's text with a minus sign where it begins with a hyphen; a zero has none. */
export function minus(text: string): string {
  return text === '-0' ? '0' : text.replace(/^-/, '−');
}

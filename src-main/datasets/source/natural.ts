const parts = /\d+|\D+/g;
const digits = /^\d/;

/**
 * The order people expect of names: numbers inside them count as numbers (`s2` before `s10`), folder by
 * folder, and the same on every machine whatever its language.
 * @returns negative, zero (only for equal texts) or positive, as `Array.sort` wants it
 */
export function naturalCompare(a: string, b: string): number {
  return compareKeys(naturalKey(a), naturalKey(b)) || byCodeUnit(a, b);
}

/** A new array in natural order of what `nameOf` says; each name is taken apart once. */
export function naturalSort<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, name: nameOf(item), key: naturalKey(nameOf(item)) }))
    .sort((a, b) => compareKeys(a.key, b.key) || byCodeUnit(a.name, b.name))
    .map(({ item }) => item);
}

function naturalKey(name: string): string[][] {
  return name.split('/').map((part) => part.match(parts) ?? []);
}

function compareKeys(a: readonly string[][], b: readonly string[][]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareParts(a[i] ?? [], b[i] ?? []);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const left = a[i] ?? '';
    const right = b[i] ?? '';
    const order =
      digits.test(left) && digits.test(right) ? compareDigits(left, right) : byCodeUnit(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Runs of digits of any length, so no conversion that could lose some of them. */
function compareDigits(a: string, b: string): number {
  const left = a.replace(/^0+(?=\d)/, '');
  const right = b.replace(/^0+(?=\d)/, '');
  return left.length - right.length || byCodeUnit(left, right);
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

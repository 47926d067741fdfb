import { metricInfo, type Metric } from '../contract/index.ts';

/** Rows as aligned columns; the first is text and goes left, numbers go right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const numeric = header.map((_, column) =>
    rows.every((row) => /^(-?[\d,.]+( %| s)?|-|)$/.test(row[column] ?? '')),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return numeric[column] === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  return all.map((row) => `${line(row)}\n`).join('');
}

/** A number as people read it: "1,797". */
export const count = (value: number): string => value.toLocaleString('en');

/** A metric in its unit, "-" where it cannot be had. */
export function metricText(name: string, metric: Metric | undefined): string {
  const value = metric?.value ?? null;
  if (value === null) return '-';
  const unit = metricInfo(name)?.unit;
  if (unit === 'fraction') return `${(value * 100).toFixed(1)} %`;
  if (unit === 'seconds') return `${value.toFixed(2)} s`;
  return Math.abs(value) >= 0.1 || value === 0 ? value.toFixed(3) : String(Number(value.toPrecision(3)));
}

/** "1 row", "3 rows". */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

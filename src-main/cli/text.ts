import {
  count,
  fixed,
  inUnit,
  metricInfo,
  type ExportedFile,
  type Metric,
  type Spread,
} from '../contract/index.ts';

export { count, counted } from '../contract/index.ts';

/** Rows as aligned columns; the first is text and goes left, numbers go right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const numeric = header.map((_, column) =>
    rows.every((row) => /^(−?[\d,.]+(e[-+]?\d+)?( ± [\d,.]+)?( %| s)?|-|)$/.test(row[column] ?? '')),
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

/** A metric in its unit, "-" where it cannot be had. */
export function metricText(name: string, metric: Metric | undefined): string {
  const value = metric?.value ?? null;
  if (value === null) return '-';
  return inUnit(value, metricInfo(name)?.unit ?? 'number');
}

/** A figure over several seeds, with what they differ by: "97.2 ± 0.4 %"; of one seed, as it is. */
export function spreadText(name: string, spread: Spread | undefined): string {
  if (spread === undefined) return '-';
  const { mean, deviation, count: seeds } = spread;
  if (seeds === 1) return metricText(name, { value: mean, rows: 0 });
  if (metricInfo(name)?.unit === 'fraction') {
    return `${fixed(100 * mean, 1)} ± ${fixed(100 * deviation, 1)} %`;
  }
  // Both to the last decimal that three digits of the mean have.
  const decimals = mean === 0 ? 3 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(mean))));
  return `${fixed(mean, decimals)} ± ${fixed(deviation, decimals)}`;
}

/** Files that were written, a line each. */
export function fileLines(files: readonly ExportedFile[]): string {
  return files
    .map(({ path, shape }) => `${path}${shape.length > 0 ? `  ${shape.map(count).join(' × ')}` : ''}\n`)
    .join('');
}

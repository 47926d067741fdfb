import { join } from 'node:path';
import { AtomicFile } from '../../store/arrays.ts';
import type { Written } from './folder.ts';
import { labelOf, splitName, type Rows } from './rows.ts';

/** One table: `id`, `label` where the data has any, `split`, then the codes. */
export async function writeCsv(folder: string, rows: Rows, prefix: string): Promise<Written[]> {
  const file = new AtomicFile(join(folder, 'codes.csv'));
  const labelled = rows.classes.length > 0;
  const text = new TextEncoder();
  try {
    const columns = Array.from({ length: rows.dim }, (_, i) => `${prefix}_${i + 1}`);
    file.write(text.encode(['id', ...(labelled ? ['label'] : []), 'split', ...columns].join(',') + '\n'));
    let row = 0;
    for await (const block of rows.codes()) {
      const lines: string[] = [];
      for (let start = 0; start < block.length; start += rows.dim, row++) {
        const about = [cell(rows.ids[row] ?? ''), ...(labelled ? [cell(labelOf(rows, row) ?? '')] : [])];
        const values = Array.from(block.subarray(start, start + rows.dim), shortest);
        lines.push([...about, splitName(rows.split[row]), ...values].join(',') + '\n');
      }
      file.write(text.encode(lines.join('')));
    }
  } catch (error) {
    file.abandon();
    throw error;
  }
  file.commit();
  return [{ name: 'codes.csv', shape: [rows.count, rows.dim] }];
}

const leastNormal = 2 ** -126;

/**
 * The shortest decimal that reads back to the same `float32`: 6 digits always survive and 9 always suffice, but
 * for values next to zero, which have fewer bits.
 */
export function shortest(value: number): string {
  if (Object.is(value, -0)) return '-0';
  for (let digits = Math.abs(value) < leastNormal ? 1 : 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

function cell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

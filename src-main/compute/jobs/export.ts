import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { badInput } from '../../contract/index.ts';
import { writeJson } from '../../store/arrays.ts';
import { checkExpected } from '../expected.ts';
import { writeFolder } from '../export/folder.ts';
import { writeArrays } from '../export/npy.ts';
import { openRows } from '../export/rows.ts';
import { spreadsheetTexts } from '../export/spreadsheet.ts';
import { writeTable } from '../export/table.ts';
import type { Job } from '../protocol.ts';

/** Writes a run's codes with their row ids, labels and split; reads what was kept and computes nothing. */
export const exportJob: Job<'export'> = async (input, context) => {
  const { to, format, prefix, about, safe_cells: safe = false } = input;
  await checkExpected(input.expected, context);
  const rows = await openRows(input, context);
  if (format === 'npy' && rows.classes.length === 0 && existsSync(join(to, 'labels.npy'))) {
    throw badInput(
      `${to} holds the labels.npy of something else, which these unlabelled rows must not lie beside: choose another folder.`,
    );
  }
  const { texts, warnings } = format === 'csv' ? spreadsheetTexts(rows, safe) : { texts: rows, warnings: [] };
  const files = await writeFolder(to, async (scratch) => {
    const written =
      format === 'npy'
        ? await writeArrays(scratch, rows)
        : await writeTable(scratch, { ...rows, ...texts }, prefix, format);
    writeJson(join(scratch, 'run.json'), about);
    return [...written, { name: 'run.json', shape: [] }];
  });
  return { files, warnings };
};

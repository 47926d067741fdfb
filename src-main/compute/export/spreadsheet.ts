import { counted } from '../../contract/index.ts';
import { classNameOf, type ExportRows } from './rows.ts';

type Texts = Pick<ExportRows, 'ids' | 'classes'>;

const formulaStart = /^[=+\-@\t\r]/;
const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Whether a spreadsheet that opens a cell may take its text for a formula, which can do more than compute. */
const isFormula = (text: string): boolean => formulaStart.test(text) && !number.test(text);

const asText = (text: string): string => (isFormula(text) ? `'${text}` : text);

/**
 * What a CSV says for row ids and labels, with what is to be told of cells that a spreadsheet may take for formulas.
 * @param safe whether such cells get an apostrophe in front, by which it takes them for text
 */
export function spreadsheetTexts(rows: ExportRows, safe: boolean): { texts: Texts; warnings: string[] } {
  const { ids, classes } = rows;
  const labels = ids.filter((_, row) => isFormula(classNameOf(rows, row) ?? ''));
  const cells = ids.filter(isFormula).length + labels.length;
  const texts = safe ? { ids: ids.map(asText), classes: classes.map(asText) } : { ids, classes };
  if (cells === 0) return { texts, warnings: [] };
  const some = counted(cells, 'cell');
  const warning = safe
    ? `${some} that a spreadsheet may take for formulas got an apostrophe in front.`
    : `${some} of codes.csv ${cells === 1 ? 'begins' : 'begin'} with =, +, -, @, a tab or a line end, and a spreadsheet may take ${cells === 1 ? 'it for a formula' : 'them for formulas'}: export it with safe cells (--safe-cells), which have an apostrophe in front.`;
  return { texts, warnings: [warning] };
}

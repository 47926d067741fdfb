/** One row as it stands in the file. */
export interface Line {
  cells: string[];
  /** How many physical lines it takes: more than one where a quoted cell holds line breaks. */
  height: number;
}

/**
 * Takes the first rows of a text apart (RFC 4180: quoted cells, doubled quotes), to find out what it is like.
 * @param most how many rows to read
 * @param whole the text ends where the file ends; else its last row may be cut off and is left out
 */
export function parseDelimited(text: string, delimiter: string, most: number, whole: boolean): Line[] {
  const lines: Line[] = [];
  let cells: string[] = [];
  let height = 1;
  let at = 0;
  while (at < text.length && lines.length < most) {
    const { cell, end, breaks } = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, delimiter);
    cells.push(cell);
    height += breaks;
    const next = text[end];
    if (next === delimiter) {
      at = end + 1;
      if (at < text.length) continue;
      cells.push('');
    }
    // A text that was cut off just behind a delimiter ends within a row too.
    if (!whole && (next === undefined || next === delimiter)) break;
    lines.push({ cells, height });
    cells = [];
    height = 1;
    at = next === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
  }
  return lines;

  function quotedCell(source: string, start: number): { cell: string; end: number; breaks: number } {
    let end = start + 1;
    while (end < source.length && (source[end] !== '"' || source[end + 1] === '"')) {
      end += source[end] === '"' ? 2 : 1;
    }
    const cell = source.slice(start + 1, end).replaceAll('""', '"');
    const after = plainCell(source, end + 1, delimiter);
    return { cell: cell + after.cell, end: after.end, breaks: cell.match(/\r\n|\n|\r/g)?.length ?? 0 };
  }
}

function plainCell(
  text: string,
  start: number,
  delimiter: string,
): { cell: string; end: number; breaks: number } {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
  return { cell: text.slice(start, end), end, breaks: 0 };
}

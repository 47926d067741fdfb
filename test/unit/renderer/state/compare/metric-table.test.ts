import { expect, test } from 'vitest';
import { metricInfos, type MetricInfo } from '../../../../../src-main/contract/index.ts';
import {
  csvTable,
  latexTable,
  markdownTable,
  sortedRuns,
  tableText,
} from '../../../../../src-renderer/state/compare/metric-table.ts';
import { aRun } from '../../../records.ts';

const infos = (...names: string[]): MetricInfo[] => metricInfos.filter(({ name }) => names.includes(name));
const awkward = 'PCA, "8" | 50% & $x_1$ {~^\\}';
const runs = [
  aRun('a', 'd', {
    name: awkward,
    dim: 8,
    metrics: {
      knn_accuracy: { value: 0.97215, rows: 9, low: 0.95, high: 0.985 },
      bytes_per_sample: { value: 32, rows: 9 },
    },
  }),
  aRun('b', 'd', {
    name: 'raw 10',
    method: 'raw',
    dim: 64,
    metrics: { knn_accuracy: { value: 0.9, rows: 9 }, bytes_per_sample: { value: 256, rows: 9 } },
  }),
  aRun('c', 'd', {
    name: 'raw 9',
    dim: 2,
    metrics: { knn_accuracy: { value: null, rows: 0, reason: 'There is one class only.' } },
  }),
];
const chosen = infos('knn_accuracy', 'bytes_per_sample');

test('lines are sorted by any column, and those without a value come last either way', () => {
  const ids = (by: string, descending: boolean): string =>
    sortedRuns(runs, { by, descending })
      .map(({ id }) => id)
      .join('');
  expect(ids('knn_accuracy', true)).toBe('abc');
  expect(ids('knn_accuracy', false)).toBe('bac');
  expect(ids('dim', false)).toBe('cab');
  // Numbers in names count as numbers.
  expect(ids('name', false)).toBe('acb');
});

test('CSV has full numbers, the ends of intervals where there are any, and quotes what needs it', () => {
  expect(csvTable(runs, chosen)).toBe(
    [
      'run,method,dim,knn_accuracy,knn_accuracy_low,knn_accuracy_high,bytes_per_sample',
      '"PCA, ""8"" | 50% & $x_1$ {~^\\}",pca,8,0.97215,0.95,0.985,32',
      'raw 10,raw,64,0.9,,,256',
      'raw 9,pca,2,,,,',
      '',
    ].join('\r\n'),
  );
});

test('Markdown has values as on the page with their intervals, and no name breaks the table', () => {
  const lines = markdownTable(runs, chosen).trimEnd().split('\n');
  expect(lines.slice(0, 2)).toEqual([
    '| Representation | Numbers | Neighbour accuracy | Bytes per sample |',
    '| --- | ---: | ---: | ---: |',
  ]);
  expect(lines[2]).toBe(
    '| PCA, "8" \\| 50% \\& $x\\_1$ {\\~^\\\\} | 8 | 97.2\u00a0% (95.0 to 98.5\u00a0%) | 32\u00a0B |',
  );
  for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(5);
});

test('LaTeX has a column each, and every mark that means something there as text', () => {
  const lines = latexTable(runs, chosen).trimEnd().split('\n');
  expect(lines[1]).toBe('\\begin{tabular}{lrrr}');
  expect(lines[5]).toBe(
    "  PCA, ''8'' \\textbar{} 50\\% \\& \\$x\\_1\\$ \\{\\textasciitilde{}\\textasciicircum{}\\textbackslash{}\\}" +
      ' & 8 & 97.2~\\% [95.0 to 98.5~\\%] & 32~B \\\\',
  );
  expect(lines[7]).toBe('  raw 9 & 2 & -- & -- \\\\');
  expect(lines.at(-1)).toBe('\\end{tabular}');
});

test('a line break in a name does not break a line of Markdown or LaTeX', () => {
  const broken = [aRun('a', 'd', { name: 'one\ntwo' })];
  expect(tableText('markdown', broken, []).split('\n')[2]).toBe('| one two | 2 |');
  expect(tableText('latex', broken, [])).toContain('one two & 2');
  expect(tableText('csv', broken, [])).toContain('"one\ntwo"');
});

test('the neighbours of a metric are said with it: in a column, in its title, or with each value where they differ', () => {
  const measured = (name: string, k: number) =>
    aRun(name, 'd', { name, metrics: { knn_accuracy: { value: 0.9, rows: 9, low: 0.8, high: 1, k } } });
  const alike = [measured('a', 7), measured('b', 7)];
  const mixed = [measured('a', 5), measured('b', 7)];
  const one = infos('knn_accuracy');
  expect(csvTable(mixed, one)).toContain('knn_accuracy_high,knn_accuracy_k\r\na,pca,2,0.9,0.8,1,5\r\n');
  expect(markdownTable(alike, one)).toContain('| Neighbour accuracy (k = 7) |');
  expect(latexTable(alike, one)).toContain('Neighbour accuracy (k = 7) \\\\');
  expect(markdownTable(mixed, one)).toContain('90.0\u00a0% (80.0 to 100.0\u00a0%, k = 5) |');
  expect(latexTable(mixed, one)).toContain('90.0~\\% [80.0 to 100.0~\\%, k = 7] \\\\');
});

import type { MetricInfo, Run } from '../../../src-main/contract/index.ts';
import { intervalText, metricValue } from '../text/format.ts';

/** A run as a line of the table. */
export type TableRun = Pick<Run, 'id' | 'name' | 'method' | 'dim' | 'metrics'>;

/** By which column a table is sorted; a metric is named, the others are these two. */
export interface TableOrder {
  by: string;
  descending: boolean;
}

/** Sorts lines by name, code size or a metric; those without a value come last either way. */
export function sortedRuns(runs: readonly TableRun[], { by, descending }: TableOrder): TableRun[] {
  const sign = descending ? -1 : 1;
  if (by === 'name') {
    const names = new Intl.Collator('en', { numeric: true });
    return runs.toSorted((a, b) => sign * names.compare(a.name, b.name));
  }
  const value = (run: TableRun): number | null => (by === 'dim' ? run.dim : (run.metrics[by]?.value ?? null));
  return runs.toSorted((a, b) => {
    const [one, other] = [value(a), value(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (one - other);
  });
}

export const tableFormats = { csv: 'CSV', markdown: 'Markdown', latex: 'LaTeX' } as const;
export type TableFormat = keyof typeof tableFormats;

/** The table as text in a format, for elsewhere. */
export function tableText(
  format: TableFormat,
  runs: readonly TableRun[],
  metrics: readonly MetricInfo[],
): string {
  return { csv: csvTable, markdown: markdownTable, latex: latexTable }[format](runs, metrics);
}

/**
 * Comma-separated values after RFC 4180: full numbers, for each metric that has intervals two more columns with their ends,
 * and for each that has neighbours one more with how many.
 */
export function csvTable(runs: readonly TableRun[], metrics: readonly MetricInfo[]): string {
  const parts = ['low', 'high', 'k'] as const;
  const had = new Map(
    metrics.map((info) => [
      info,
      parts.filter((part) => runs.some((run) => run.metrics[info.name]?.[part] !== undefined)),
    ]),
  );
  const more = (info: MetricInfo, of: (part: (typeof parts)[number]) => string): string[] =>
    (had.get(info) ?? []).map(of);
  const head = metrics.flatMap((info) => [info.name, ...more(info, (part) => `${info.name}_${part}`)]);
  const lines = runs.map((run) => [
    run.name,
    run.method,
    String(run.dim),
    ...metrics.flatMap((info) => {
      const metric = run.metrics[info.name];
      return [plain(metric?.value), ...more(info, (part) => plain(metric?.[part]))];
    }),
  ]);
  return [['run', 'method', 'dim', ...head], ...lines]
    .map((line) => `${line.map(quoted).join(',')}\r\n`)
    .join('');
}

/** A metric's title, with its neighbours where they are the same in all lines. */
function titleOf({ name, title }: MetricInfo, runs: readonly TableRun[]): string {
  const [one, ...others] = neighboursIn(name, runs);
  return one === undefined || others.length > 0 ? title : `${title} (k = ${one})`;
}

function neighboursIn(metric: string, runs: readonly TableRun[]): number[] {
  return [...new Set(runs.flatMap(({ metrics }) => metrics[metric]?.k ?? []))];
}

/** A table of GitHub's Markdown: values as on the page, with their intervals. */
export function markdownTable(runs: readonly TableRun[], metrics: readonly MetricInfo[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [
    line(['Representation', 'Numbers', ...metrics.map((info) => titleOf(info, runs))].map(inMarkdown)),
    line(['---', '---:', ...metrics.map(() => '---:')]),
    ...runs.map((run) =>
      line(
        [run.name, String(run.dim), ...metrics.map(({ name }) => withInterval(name, run, runs, '()'))].map(
          inMarkdown,
        ),
      ),
    ),
  ].join('');
}

/** A `tabular` of LaTeX with rules of `booktabs`: values as on the page, with their intervals. */
export function latexTable(runs: readonly TableRun[], metrics: readonly MetricInfo[]): string {
  const line = (cells: readonly string[]): string => `  ${cells.map(inLatex).join(' & ')} \\\\\n`;
  return [
    '% needs \\usepackage{booktabs}\n',
    `\\begin{tabular}{lr${'r'.repeat(metrics.length)}}\n  \\toprule\n`,
    line(['Representation', 'Numbers', ...metrics.map((info) => titleOf(info, runs))]),
    '  \\midrule\n',
    ...runs.map((run) =>
      line([run.name, String(run.dim), ...metrics.map(({ name }) => withInterval(name, run, runs, '[]'))]),
    ),
    '  \\bottomrule\n\\end{tabular}\n',
  ].join('');
}

/** `97.2 % (95.6 to 98.9 %)`; with `k = 7` in the brackets where lines differ in it. */
function withInterval(name: string, run: TableRun, runs: readonly TableRun[], brackets: '()' | '[]'): string {
  const metric = run.metrics[name];
  const k = metric?.k === undefined || neighboursIn(name, runs).length < 2 ? '' : `k = ${metric.k}`;
  const about = [intervalText(name, metric), k].filter((part) => part !== '').join(', ');
  const value = metricValue(name, metric?.value);
  return about === '' ? value : `${value} ${brackets.charAt(0)}${about}${brackets.charAt(1)}`;
}

function plain(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** What means something in a cell of Markdown, or in HTML inside of it, is written so that it is text. */
function inMarkdown(text: string): string {
  return text.replace(/[\\|`*_[\]<>&#~]/g, '\\$&').replace(/\s*[\r\n]+\s*/g, ' ');
}

const inTex: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': "''",
  '\u00a0': '~',
  '–': '--',
  '−': '$-$',
  '±': '$\\pm$',
  '×': '$\\times$',
};

function inLatex(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(/[&%$#_{}]|[\\~^<>|"\u00a0–−±×]/g, (mark) => inTex[mark] ?? `\\${mark}`);
}

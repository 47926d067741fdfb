import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  fixed,
  badInput,
  metricGroups,
  metricInfo,
  metricInfos,
  type Comparison,
  type Metric,
  type MetricGroup,
} from '../contract/index.ts';
import type { ProgramFiles } from '../host/program.ts';
import { act, command, type CommonOptions, type Session } from './session.ts';
import { measured } from './summary.ts';
import { metricText, table } from './text.ts';
import { idOf, listOf } from './values.ts';

interface CompareFlags extends CommonOptions {
  runs?: string[];
  report?: string;
  all?: boolean;
}

type Compared = Comparison & { report?: { path: string } };

export function addCompare(isthmus: Command, program: ProgramFiles): void {
  command(isthmus, 'compare <dataset>', 'show finished runs side by side')
    .option(
      '--runs <id,id>',
      'only these',
      listOf((text) => idOf('run', text)),
    )
    .option('--all', 'every metric, not only the main ones')
    .option('--report <file.html>', 'write the comparison as one self-contained page')
    .action((dataset: string, flags: CompareFlags) =>
      act(
        program,
        flags,
        (session) => compare(session, dataset, flags),
        (result) => shown(result, flags.all === true),
      ),
    );
}

async function compare(
  { client }: Session,
  meant: string,
  { runs: chosen, report }: CompareFlags,
): Promise<Compared> {
  const dataset = idOf('dataset', meant);
  for (const run of chosen ?? []) {
    const { name, status } = await client.call('runs.get', { run });
    if (status !== 'finished') throw badInput(`${name} is ${status}: only finished runs can be compared.`);
  }
  const asked = { dataset, ...(chosen && { runs: chosen }) };
  const path = report === undefined ? null : reportPath(report);
  const comparison = await client.call('compare.get', asked);
  if (path === null) return comparison;
  const { html } = await client.call('compare.report', asked);
  const scratch = `${path}.part`;
  writeFileSync(scratch, html);
  renameSync(scratch, path);
  return { ...comparison, report: { path } };
}

/** @throws IsthmusError `bad_input` where no page can be written there, before anything is computed */
function reportPath(asked: string): string {
  const path = resolve(asked);
  if (!/\.html?$/i.test(path))
    throw badInput(`A report is a page: name a file that ends in .html, not ${asked}.`);
  if (!existsSync(dirname(path))) {
    throw badInput(`The folder ${dirname(path)} does not exist: make it, or choose another.`);
  }
  return path;
}

function shown({ representations, verdict, best, report }: Compared, all: boolean): string {
  const names = new Set(measured(representations));
  const infos = metricInfos.filter(({ name, first }) => names.has(name) && (all || first));
  const rows = (Object.keys(metricGroups) as MetricGroup[]).flatMap((group) => {
    const own = infos.filter((info) => info.group === group);
    if (own.length === 0) return [];
    const lines = own.map(({ name }) => [
      name,
      ...representations.map(({ run, metrics }) => {
        const about = isMixed(name, representations) ? neighbours(metrics[name]) : '';
        const text = `${metricText(name, metrics[name])}${span(name, metrics[name])}${about}`;
        return best[name]?.includes(run) === true ? `${text} *` : `${text}  `;
      }),
    ]);
    return all ? [[`${metricGroups[group]}:`], ...lines] : lines;
  });
  const header = ['', ...representations.map(({ name, run }) => `${name} (${run})`)];
  const figures = representations.length === 0 ? '' : `${table(header, rows)}\n`;
  return `${figures}${verdict.sentence}\n${report === undefined ? '' : `${report.path}\n`}`;
}

/** Whether figures of a metric are of several numbers of neighbours: then each says of how many. */
function isMixed(name: string, representations: Compared['representations']): boolean {
  const all = representations.map(({ metrics }) => neighbours(metrics[name])).filter((words) => words !== '');
  return new Set(all).size > 1;
}

/** " k = 7", or nothing where no neighbours were asked or nothing could be had. */
function neighbours(metric: Metric | undefined): string {
  return metric?.k === undefined || metric.value === null ? '' : ` k = ${metric.k}`;
}

/** " [95.8, 98.4]", or nothing where there is no interval. */
function span(name: string, metric: Metric | undefined): string {
  const { low, high } = metric ?? {};
  if (low === undefined || high === undefined) return '';
  const end = (value: number): string =>
    metricInfo(name)?.unit === 'fraction' ? fixed(100 * value, 1) : metricText(name, { value, rows: 0 });
  return ` [${end(low)}, ${end(high)}]`;
}

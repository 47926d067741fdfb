/** The comparison as one HTML file that needs nothing else: tables, maps, curves, classes. */

import {
  count,
  counted,
  IsthmusError,
  methodDefinition,
  type Comparison,
  type Dataset,
  type Run,
  type SweepState,
} from '../../../contract/index.ts';
import type { Recorded } from '../../recorded.ts';
import { classSection } from './classes.ts';
import { curveFigure } from './curve.ts';
import { html, Html } from './html.ts';
import { legend, mapFigure } from './maps.ts';
import { style } from './style.ts';
import { definitions, differenceTable, metricTables } from './tables.ts';

/** What a report is about. */
export interface Reported {
  dataset: Dataset;
  /** Finished runs. */
  runs: readonly Run[];
  comparison: Comparison;
  sweeps: readonly SweepState[];
  recorded: Recorded;
}

/** A comparison as one page of HTML that needs nothing else, runs no script and asks for nothing. */
export async function writeReport({
  dataset,
  runs,
  comparison,
  sweeps,
  recorded,
}: Reported): Promise<string> {
  const ordered = comparison.representations.flatMap(({ run }) => runs.find(({ id }) => id === run) ?? []);
  const maps = await Promise.all(
    ordered
      .filter(({ artifacts }) => artifacts.some(({ name }) => name === 'map.npy'))
      .map((run) => orReason(mapFigure(dataset, run, recorded))),
  );
  const classes = await Promise.all(ordered.map((run) => orReason(classSection(dataset, run, recorded))));
  const curves = sweeps.flatMap((sweep) => curveFigure(sweep) ?? []);
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <meta name="viewport" content="width=device-width" />
        <title>${dataset.name}: representations compared</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <h1>${dataset.name}: representations compared</h1>
        <p class="soft">Made by Isthmus on ${new Date().toISOString().slice(0, 10)}.</p>
        <p class="verdict">${comparison.verdict.sentence}</p>
        ${about(dataset)} ${maps.length === 0 ? null : html`<h2>Maps</h2>`}
        ${dataset.classes.length > 0 ? legend(dataset) : null}
        <div class="maps">${maps}</div>
        <h2>Metrics</h2>
        <p class="soft">
          On held-out samples, the same for all. In brackets the 95 % interval over 1,000 resamples of them;
          the best of each metric is set in bold.
        </p>
        ${metricTables(comparison)} ${differenceTable(comparison)}
        ${classes.some((section) => section !== null) ? html`<h2>Which classes are mixed up</h2>` : null}
        ${classes} ${curves.length === 0 ? null : html`<h2>Dimension curves</h2>`} ${curves}
        <h2>How it was made</h2>
        ${ordered.map(made)} ${definitions(comparison)}
      </body>
    </html>`;
  return page.text;
}

/** A part of the report; where its files are damaged the sentence that says so, and the rest of the report as it is. */
async function orReason(part: Promise<Html | null>): Promise<Html | null> {
  try {
    return await part;
  } catch (error) {
    if (!(error instanceof IsthmusError)) throw error;
    return html`<p class="soft">Left out: ${error.message}</p>`;
  }
}

function about(dataset: Dataset): Html {
  const { rows, features, classes, splits, split, source, skipped, warnings, hash } = dataset;
  const drawn =
    split.kind === 'given'
      ? 'as the data came'
      : `drawn with seed ${split.seed}${split.kind === 'stratified' ? ', by class' : ''}`;
  return html`<h2>The data</h2>
    <dl>
      <dt>Size</dt>
      <dd>
        ${counted(rows, 'sample')} × ${counted(features, 'feature')},
        ${classes.length === 0 ? 'no labels' : counted(classes.length, 'class', 'classes')}
      </dd>
      <dt>Split</dt>
      <dd>${count(splits.train)} training and ${count(splits.test)} held-out samples, ${drawn}</dd>
      <dt>From</dt>
      <dd>${source}</dd>
      <dt>Hash</dt>
      <dd><code>${hash}</code></dd>
      ${
        skipped.length === 0
          ? null
          : html`<dt>Left out</dt>
              <dd>
                ${counted(skipped.length, 'file')}, the first of them:
                ${skipped.slice(0, 20).map(({ file, reason }) => html`${file}: ${reason}<br />`)}
              </dd>`
      }
      ${warnings.map(
        (warning) =>
          html`<dt>Note</dt>
            <dd>${warning}</dd>`,
      )}
    </dl>`;
}

function made(run: Run): Html {
  const params = Object.entries(run.params).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  const versions = Object.entries(run.versions).map(([name, version]) => `${name} ${version}`);
  return html`<h3>${run.name}</h3>
    <dl>
      <dt>Method</dt>
      <dd>
        ${methodDefinition(run.method).title}, ${counted(run.dim, 'number')} per sample, seed ${run.seed}
      </dd>
      ${
        params.length === 0
          ? null
          : html`<dt>Parameters</dt>
              <dd>${params.join(', ')}</dd>`
      }
      <dt>On</dt>
      <dd>${run.device}; ${versions.join(', ')}</dd>
      ${
        run.message === null
          ? null
          : html`<dt>Note</dt>
              <dd>${run.message}</dd>`
      }
    </dl>`;
}

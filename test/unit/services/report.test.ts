import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badInput, type Dataset, type Run } from '../../../src-main/contract/index.ts';
import { compare } from '../../../src-main/services/comparison/compare.ts';
import { html } from '../../../src-main/services/comparison/report/html.ts';
import { writeReport } from '../../../src-main/services/comparison/report/index.ts';
import { writeJson, writeNpy } from '../../../src-main/store/arrays.ts';
import { homePaths, type HomePaths } from '../../../src-main/store/paths.ts';
import { aDataset, aRun } from '../records.ts';
import { onDisk } from './on-disk.ts';

const nasty = `<script>alert('a & "b"')</script>`;
let paths: HomePaths;

beforeAll(() => {
  paths = homePaths(mkdtempSync(join(tmpdir(), 'isthmus-report-')));
});
afterAll(() => rmSync(paths.root, { recursive: true }));

function kept(): { dataset: Dataset; runs: Run[] } {
  const dataset = aDataset('data1', {
    name: nasty,
    source: nasty,
    classes: [
      { name: nasty, count: 6 },
      { name: 'b', count: 4 },
    ],
  });
  mkdirSync(join(paths.datasets, 'data1'), { recursive: true });
  writeNpy(
    join(paths.datasets, 'data1', 'labels.npy'),
    Int32Array.from({ length: 10 }, (_, i) => i % 2),
    [10],
  );
  writeNpy(
    join(paths.datasets, 'data1', 'split.npy'),
    Uint8Array.from({ length: 10 }, (_, i) => i % 2),
    [10],
  );
  const runs = ['run1', 'run2'].map((id, i) => {
    const folder = join(paths.runs, id);
    mkdirSync(folder, { recursive: true });
    const map = writeNpy(join(folder, 'map.npy'), Float32Array.from({ length: 20 }, Math.sin), [10, 2]);
    writeNpy(join(folder, 'confusion.npy'), Int32Array.of(2, 1, 0, 2), [1, 2, 2]);
    writeJson(join(folder, 'evaluation.json'), {
      k: 5,
      per_sample: [],
      bootstrap: [],
      classifiers: ['knn'],
      classes: [
        { rows: 3, silhouette: 0.25 },
        { rows: 2, silhouette: null },
      ],
      clusterings: [],
      feature_errors: false,
    });
    const metrics = { knn_accuracy: { value: 0.8 + i / 10, rows: 5, k: 5, low: 0.6, high: 1 } };
    return aRun(id, 'data1', { name: `${nasty} ${i}`, status: 'finished', metrics, artifacts: [map] });
  });
  return { dataset, runs };
}

describe('a report', () => {
  test('is one page that asks for nothing, with every part of the comparison in it', async () => {
    const { dataset, runs } = kept();
    const comparison = compare(runs, { features: 2, labelled: true }, new Map());
    const page = await writeReport({ dataset, runs, comparison, sweeps: [], recorded: onDisk(paths) });
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('cannot be told apart');
    expect(page.match(/src="data:image\/png;base64,/g)).toHaveLength(2);
    expect(page).not.toMatch(/src="(?!data:)/);
    expect(page).toContain('80.0 %');
    expect(page).toContain('[60.0 %, 100.0 %]');
    expect(page).toContain('5 rows, k = 5');
    expect(page).toContain('0.250');
    expect(page).toContain(dataset.hash);
  });

  test('has the sentence in which a method that was told the labels takes no part', async () => {
    const { dataset, runs } = kept();
    const [first, ...others] = runs;
    if (first === undefined) throw new Error('There are two runs.');
    const told: Run = {
      ...first,
      name: 'Told the labels',
      method: 'linear_discriminant',
      metrics: { knn_accuracy: { value: 1, rows: 5, k: 5 } },
    };
    const comparison = compare([told, ...others], { features: 2, labelled: true }, new Map());
    const page = await writeReport({
      dataset,
      runs: [told, ...others],
      comparison,
      sweeps: [],
      recorded: onDisk(paths),
    });
    const verdict = /<p class="verdict">([^]*?)<\/p>/.exec(page)?.[1];
    expect(verdict).toContain('run another method to compare');
    expect(verdict).not.toContain('Told the labels');
    expect(page).toContain('Told the labels');
  });

  test('says of each figure what it was measured on where that is not the same for all', async () => {
    const { dataset, runs } = kept();
    const anew = runs.map((run, i) => ({
      ...run,
      metrics: { knn_accuracy: { value: 0.8, rows: 5, k: i === 0 ? 5 : 7 } },
    }));
    const comparison = compare(anew, { features: 2, labelled: true }, new Map());
    const page = await writeReport({ dataset, runs: anew, comparison, sweeps: [], recorded: onDisk(paths) });
    expect(page.match(/80\.0 % <span class="soft">\s*5 rows, k = [57]<\/span>/g)).toHaveLength(2);
    expect(page).toContain('as said of each');
    expect(page).not.toContain('<td class="text">5 rows');
  });

  test('writes numbers below zero with a minus sign, and thousands with a comma', async () => {
    const { dataset, runs } = kept();
    const below = runs.map((run, i) => ({
      ...run,
      metrics: {
        silhouette: { value: -0.2134 - i / 2, rows: 1_234, low: -0.3, high: -0.1 },
        explained_variance: { value: -12.5, rows: 1_234 },
      },
    }));
    const comparison = compare(below, { features: 2, labelled: true }, new Map());
    const about = { ...dataset, rows: 12_345 };
    const page = await writeReport({
      dataset: about,
      runs: below,
      comparison,
      sweeps: [],
      recorded: onDisk(paths),
    });
    for (const text of ['−0.213', '[−0.300, −0.100]', '−0.713', '−1,250.0 %', '1,234 rows', '12,345 samples'])
      expect(page).toContain(text);
    const cells = page.match(/<td[^>]*>[^<]*/g) ?? [];
    expect(cells.filter((cell) => /-[\d.]/.test(cell.replace(/^<td[^>]*>/, '')))).toEqual([]);
  });

  test('leaves out what is damaged with the reason, and nothing else', async () => {
    const { dataset, runs } = kept();
    const { ofDataset, ofRun } = onDisk(paths);
    const damaged = (run: Run): ReturnType<typeof ofRun> => ({
      ...ofRun(run),
      pathOf() {
        throw badInput(`map.npy of ${run.id} is missing: run it again.`);
      },
    });
    const recorded = { ofDataset, ofRun: (run: Run) => (run.id === 'run2' ? damaged(run) : ofRun(run)) };
    const comparison = compare(runs, { features: 2, labelled: true }, new Map());
    const page = await writeReport({ dataset, runs, comparison, sweeps: [], recorded });
    expect(page.match(/src="data:image\/png;base64,/g)).toHaveLength(1);
    expect(page.match(/Left out: map\.npy of run2 is missing: run it again\./g)).toHaveLength(2);
    expect(page.match(/class="matrix"/g)).toHaveLength(1);
    expect(page).toContain('90.0 %');
  });

  test('has names as text, never as markup', async () => {
    const { dataset, runs } = kept();
    const comparison = compare(runs, { features: 2, labelled: true }, new Map());
    const page = await writeReport({ dataset, runs, comparison, sweeps: [], recorded: onDisk(paths) });
    expect(page).not.toMatch(/<script/i);
    expect(page).toContain('&lt;script&gt;alert(&#39;a &amp; &quot;b&quot;&#39;)&lt;/script&gt;');
  });
});

test('what is put into HTML is escaped once, and what was written by it not again', () => {
  expect(html`<p>${'<'}${html`<b>${'&'}</b>`}${[1, '>']}${null}</p>`.text).toBe(
    '<p>&lt;<b>&amp;</b>1&gt;</p>',
  );
});

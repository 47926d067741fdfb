import { readFile } from 'node:fs/promises';
import {
  count,
  counted,
  fixed,
  Evaluation,
  type ClassifierName,
  type Dataset,
  type Run,
} from '../../../contract/index.ts';
import { readNpyAs } from '../../../store/arrays.ts';
import type { Recorded } from '../../recorded.ts';
import { html, type Html } from './html.ts';

/** Classes up to which whole matrices are shown; of more the pairs that are mixed up most. */
const maxShown = 20;
const maxPairs = 20;

const titles: Record<ClassifierName, string> = {
  knn: 'nearest neighbours',
  linear: 'logistic regression',
  mlp: 'a small network',
};

/** Which classes a run's representation mixes up; null where it was measured before that was kept, or has no labels. */
export async function classSection(dataset: Dataset, run: Run, recorded: Recorded): Promise<Html | null> {
  const files = recorded.ofRun(run);
  if (dataset.classes.length < 2 || !files.has('evaluation.json')) return null;
  const text = await readFile(files.pathOf('evaluation.json'), 'utf8');
  const evaluation = Evaluation.parse(JSON.parse(text));
  const classifier = evaluation.classifiers[0];
  if (classifier === undefined) return null;
  const size = dataset.classes.length;
  const { data } = await readNpyAs(files.pathOf('confusion.npy'), 'int32');
  const counts = data.subarray(0, size * size);
  return html`<h3>${run.name}</h3>
    ${size <= maxShown ? matrix(dataset, counts, titles[classifier]) : mixed(dataset, counts, titles[classifier])}
    ${silhouettes(dataset, evaluation)}`;
}

function matrix({ classes }: Dataset, counts: Int32Array, by: string): Html {
  const size = classes.length;
  return html`<div class="wide">
    <table class="matrix">
      <caption>
        Held-out samples of each class (lines) by the class that ${by} give them (columns)
      </caption>
      <thead>
        <tr>
          <th scope="col"></th>
          ${classes.map(({ name }) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${classes.map(({ name }, line) => {
          const own = counts.subarray(line * size, (line + 1) * size);
          const total = own.reduce((sum, samples) => sum + samples, 0) || 1;
          return html`<tr>
            <th scope="row">${name}</th>
            ${[...own].map(
              (samples) =>
                html`<td style="background: rgba(var(--cell), ${((0.6 * samples) / total).toFixed(3)})">
                  ${count(samples)}
                </td>`,
            )}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function mixed({ classes }: Dataset, counts: Int32Array, by: string): Html {
  const size = classes.length;
  const pairs: { a: number; b: number; samples: number }[] = [];
  for (let a = 0; a < size; a++) {
    for (let b = a + 1; b < size; b++) {
      const samples = (counts[a * size + b] ?? 0) + (counts[b * size + a] ?? 0);
      if (samples > 0) pairs.push({ a, b, samples });
    }
  }
  const worst = pairs.sort((one, other) => other.samples - one.samples).slice(0, maxPairs);
  return html`<table>
    <caption>
      The ${worst.length} of ${count(pairs.length)} pairs of classes that ${by} mix up most
    </caption>
    <tbody>
      ${worst.map(
        ({ a, b, samples }) =>
          html`<tr>
            <th scope="row">${classes[a]?.name} and ${classes[b]?.name}</th>
            <td>${count(samples)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function silhouettes({ classes }: Dataset, { classes: measured }: Evaluation): Html | null {
  const known = classes.flatMap(({ name }, i) => {
    const found = measured[i];
    return found?.silhouette == null ? [] : [{ name, rows: found.rows, silhouette: found.silhouette }];
  });
  if (known.length === 0) return null;
  const sorted = known.sort((a, b) => a.silhouette - b.silhouette).slice(0, maxShown);
  return html`<table>
    <caption>
      Mean silhouette of the held-out samples of
      ${sorted.length === known.length ? 'each class' : `the ${sorted.length} lowest of ${count(known.length)} classes`}
    </caption>
    <tbody>
      ${sorted.map(
        ({ name, rows, silhouette }) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${fixed(silhouette, 3)}</td>
            <td>${counted(rows, 'sample')}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

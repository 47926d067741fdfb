import { createHash } from 'node:crypto';
import type { Imported, Preview } from '../contract/index.ts';
import { writeJson, writeNpy } from '../store/arrays.ts';
import { balancedRows, countLabels } from './labels.ts';
import type { ImportPlan } from './loader.ts';
import type { Work } from './work.ts';

const samplesAtMost = 12;

/** What the preview page shows of a plan: the plan itself, and a few samples to look at. */
export async function previewOf(plan: ImportPlan): Promise<Preview> {
  const rows = balancedRows(plan.labels, plan.classes.length, samplesAtMost);
  const views = await plan.samples(rows);
  return {
    found: plan.found,
    format: plan.format,
    kind: plan.kind,
    name: plan.name,
    features: plan.features,
    shape: plan.shape,
    ...countsOf(plan),
    split: plan.split_recipe,
    skipped: plan.skipped,
    warnings: plan.warnings,
    columns: plan.columns,
    options: plan.options,
    label_candidates: plan.label_candidates,
    samples: views.map((view, i) => ({
      ...view,
      label: plan.classes[plan.labels[rows[i] ?? -1] ?? -1] ?? null,
    })),
  };
}

/**
 * Writes a plan into a folder as `matrix.npy`, `labels.npy`, `split.npy`, `ids.json` and, for pictures,
 * `thumbnails.png`.
 * @param folder exists and is empty; on failure the caller removes it
 */
export async function keepPlan(plan: ImportPlan, folder: string, work: Work): Promise<Imported> {
  const written = await plan.write(folder, work);
  const artifacts = [
    ...written.artifacts,
    writeNpy(`${folder}/labels.npy`, plan.labels, [plan.labels.length]),
    writeNpy(`${folder}/split.npy`, plan.split, [plan.split.length]),
    writeJson(`${folder}/ids.json`, plan.ids),
  ];
  const hash = createHash('sha256').update(JSON.stringify(plan.shape));
  for (const name of ['matrix.npy', 'labels.npy', 'split.npy', 'ids.json']) {
    hash.update(`${name} ${artifacts.find((artifact) => artifact.name === name)?.sha256 ?? ''}\n`);
  }
  return {
    name: plan.name,
    kind: plan.kind,
    features: plan.features,
    shape: plan.shape,
    feature_names: plan.feature_names,
    ...countsOf(plan),
    split: plan.split_recipe,
    recipe: written.recipe,
    skipped: plan.skipped,
    warnings: plan.warnings,
    hash: hash.digest('hex'),
    artifacts,
    thumbnails: written.thumbnails,
  };
}

function countsOf(plan: ImportPlan): Pick<Preview, 'rows' | 'classes' | 'splits'> {
  const counts = countLabels(plan.labels, plan.classes.length);
  const tests = plan.split.reduce((sum, part) => sum + part, 0);
  return {
    rows: plan.labels.length,
    classes: plan.classes.map((name, i) => ({ name, count: counts[i] ?? 0 })),
    splits: { train: plan.split.length - tests, test: tests },
  };
}

import { expect, test } from 'vitest';
import { offeredDim, type Run } from '../../../../../src-main/contract/index.ts';
import { AddForm } from '../../../../../src-renderer/state/compare/add-form.svelte.ts';
import { aDataset, aRun } from '../../../records.ts';
import { settle, TestWorkbench } from './page.svelte.ts';

const classes = ['a', 'b', 'c'].map((name) => ({ name, count: 30 }));

function page(runs: Run[] = [aRun('pca', 'd1', { status: 'finished' })]) {
  const workbench = new TestWorkbench();
  workbench.runs = runs;
  const shown: string[] = [];
  const form = new AddForm({
    workbench: workbench.whole,
    dataset: aDataset('d1', { rows: 100, features: 64, shape: [64], classes }),
    get runs() {
      return workbench.runs;
    },
    show: (run) => shown.push(run),
  });
  return { workbench, form, shown };
}

test('raw features are offered first where there is no run yet', () => {
  expect(page([]).form.method).toBe('raw');
  expect(page().form.method).toBe('autoencoder');
});

test('it starts what was entered, and shows its column', async () => {
  const { workbench, form, shown } = page();
  form.choose('pca');
  form.plan.takeDim(3);
  const starting = form.start();
  expect(form.ready).toBe(false);
  expect(workbench.asked[0]).toMatchObject({
    name: 'runs.start',
    input: { dataset: 'd1', method: 'pca', dim: 3 },
  });
  workbench.asked[0]?.answer(aRun('new', 'd1'));
  expect(await starting).toBe(true);
  expect([shown, workbench.runs.map(({ id }) => id), form.busy]).toEqual([['new'], ['pca', 'new'], false]);
});

test('what there is already is shown instead of being made again', async () => {
  const { workbench, form } = page([]);
  const starting = form.start();
  const { dim, params } = workbench.asked[0]?.input ?? {};
  const raw = aRun('raw', 'd1', {
    method: 'raw',
    status: 'finished',
    dim: dim as number,
    params: params as Run['params'],
  });
  workbench.asked[0]?.answer(raw);
  await starting;
  const again = page([raw]);
  again.form.choose('raw');
  expect(again.form.planned.existing?.id).toBe('raw');
  expect(await again.form.start()).toBe(true);
  expect([again.shown, again.workbench.asked]).toEqual([['raw'], []]);
});

test('a run that cannot be started is told, and the form stays', async () => {
  const { workbench, form, shown } = page();
  const starting = form.start();
  workbench.asked[0]?.refuse(new Error('no room'));
  expect(await starting).toBe(false);
  await settle();
  expect([workbench.reports.length, shown, form.busy]).toEqual([1, [], false]);
});

test('a size that was only offered is another with another method; one that was entered stays', () => {
  const { form } = page();
  const sizes = (['linear_discriminant', 'pca', 'autoencoder'] as const).map((method) => {
    form.choose(method);
    return [form.plan.dim, offeredDim(method, form.plan.facts)];
  });
  for (const [size, offered] of sizes) expect(size).toBe(offered);
  expect(new Set(sizes.flat()).size).toBeGreaterThan(1);
  form.plan.takeDim(3);
  form.choose('pca');
  expect(form.plan.dim).toBe(3);
});

test('what was entered wrongly in a field that goes away is forgotten with it', () => {
  const { form } = page();
  form.plan.dimRefused = true;
  form.plan.seedRefused = true;
  expect(form.ready).toBe(false);
  form.choose('raw');
  expect([form.plan.dimRefused, form.plan.seedRefused]).toEqual([false, false]);
});

test('nothing is started that the services lack something for', () => {
  const { workbench, form } = page();
  expect(form.ready).toBe(true);
  workbench.info = { missing: 'TensorFlow is missing.' };
  expect([form.missing, form.ready]).toEqual(['TensorFlow is missing.', false]);
});

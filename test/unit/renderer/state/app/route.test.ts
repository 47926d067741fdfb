import { describe, expect, it } from 'vitest';
import {
  comparePath,
  datasetPath,
  parseRoute,
  previewPath,
  runPath,
  sweepPath,
} from '../../../../../src-renderer/state/app/route.ts';

describe('the address of a page', () => {
  it('leads back to what it was made of', () => {
    for (const source of [
      { path: '/data/ä b/100 % & more#1' },
      { upload: 'k3f9' },
      { sample: 'digits' as const },
    ]) {
      expect(parseRoute(`#${previewPath(source)}`)).toEqual({ view: 'preview', source });
    }
    expect(parseRoute(`#${datasetPath('k3f9')}`)).toEqual({ view: 'dataset', dataset: 'k3f9' });
    expect(parseRoute(`#${comparePath('k3f9', ['aaaa', 'bbbb'])}`)).toEqual({
      view: 'compare',
      dataset: 'k3f9',
      runs: ['aaaa', 'bbbb'],
    });
    expect(parseRoute(`#${sweepPath('k3f9', 'm2n8')}`)).toEqual({
      view: 'sweep',
      dataset: 'k3f9',
      sweep: 'm2n8',
    });
  });

  it('of a run is its own, beside the list of all', () => {
    expect(parseRoute(`#${runPath('k3f9')}`)).toEqual({ view: 'run', run: 'k3f9' });
    for (const hash of ['#/runs/UPPER', '#/runs/k3f9/more']) {
      expect(parseRoute(hash), hash).toEqual({ view: 'nowhere' });
    }
  });

  it('is the first page where there is none', () => {
    for (const hash of ['', '#', '#/']) expect(parseRoute(hash)).toEqual({ view: 'home' });
    expect(parseRoute('#/runs')).toEqual({ view: 'runs' });
  });

  it('is nowhere for what no page answers to', () => {
    for (const hash of [
      '#/what',
      '#/datasets',
      '#/datasets/../etc',
      '#/datasets/UPPER',
      '#/datasets/k3f9/compare/more',
      '#/datasets/k3f9/other',
      '#/datasets/k3f9/sweeps',
      '#/datasets/k3f9/sweeps/UPPER',
      '#/datasets/k3f9/sweeps/m2n8/more',
      '#/preview',
      '#/preview?path=',
      '#/preview?sample=faces',
      '#/preview?path=/a&upload=k3f9',
    ]) {
      expect(parseRoute(hash), hash).toEqual({ view: 'nowhere' });
    }
  });

  it('drops run ids that are none', () => {
    expect(parseRoute('#/datasets/k3f9/compare?runs=aaaa,<b>,bbbb')).toMatchObject({
      runs: ['aaaa', 'bbbb'],
    });
  });
});

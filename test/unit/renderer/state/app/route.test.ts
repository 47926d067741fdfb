import { describe, expect, it } from 'vitest';
import {
  comparePath,
  datasetPath,
  pageOf,
  parseRoute,
  previewPath,
  runPath,
  storagePath,
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
    expect(parseRoute(`#${storagePath}`)).toEqual({ view: 'storage' });
  });

  it('is nowhere for what no page answers to', () => {
    for (const hash of [
      '#/what',
      '#/storage/more',
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

describe('the page of an address', () => {
  const page = (hash: string): string => pageOf(parseRoute(hash));

  it('is another for another record, source or view', () => {
    const pages = [
      ...['#/', '#/runs', '#/storage', '#/runs/r1r1', '#/runs/r2r2', '#/datasets/d1d1', '#/datasets/d2d2'],
      ...['#/datasets/d1d1/compare', '#/datasets/d1d1/sweeps/s1s1', '#/datasets/d1d1/sweeps/s2s2'],
      ...['#/preview?path=%2Fa', '#/preview?path=%2Fb', '#/preview?sample=digits'],
    ].map(page);
    expect(new Set(pages).size).toBe(pages.length);
  });

  it('of a comparison is the same whichever runs are in front', () => {
    expect(page('#/datasets/d1d1/compare?runs=r1r1')).toBe(page('#/datasets/d1d1/compare'));
  });
});

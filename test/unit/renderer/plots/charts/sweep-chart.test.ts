import { describe, expect, it } from 'vitest';
import {
  nearestMark,
  neighbour,
  type PlacedMark,
  type SweepCurve,
} from '../../../../../src-renderer/plots/charts/sweep-chart.ts';
import {
  figureAxis,
  figureScale,
  logTicks,
  namedSizes,
  sizeScale,
} from '../../../../../src-renderer/plots/charts/sweep-scales.ts';
import { yardstickStroke } from '../../../../../src-renderer/plots/strokes.ts';

describe('the axis of code sizes', () => {
  it('gives every doubling the same room', () => {
    const x = sizeScale([2, 4, 8, 64], [0, 100]);
    expect(x(4) - x(2)).toBeCloseTo(20);
    expect(x(64) - x(32)).toBeCloseTo(20);
  });

  it('has a single size in the middle', () => {
    expect(sizeScale([8], [0, 100])(8)).toBeCloseTo(50);
  });

  it('names sizes only where there is room, and the last always', () => {
    const sizes = Array.from({ length: 50 }, (_, i) => i + 1);
    const x = sizeScale(sizes, [0, 400]);
    const named = [...namedSizes(sizes, x, 30)];
    expect(named).toContain(1);
    expect(named).toContain(50);
    named.slice(1).forEach((size, i) => expect(x(size) - x(named[i] ?? 0)).toBeGreaterThanOrEqual(30));
  });
});

describe('the axis of figures', () => {
  const error = { logarithmic: true, share: false, whole: false };
  const share = { logarithmic: false, share: true, whole: false };
  const counts = { logarithmic: false, share: false, whole: true };

  it('is logarithmic for errors that fall a lot, and has room for all of them', () => {
    const y = figureScale([0.05, 0.005], error).range([0, 1]);
    expect(y(Math.sqrt(0.05 * 0.005))).toBeCloseTo(0.5);
    expect(y(0.005)).toBeGreaterThan(0);
    expect(y(0.05)).toBeLessThan(1);
  });

  it('puts what is only rounding on its lower edge, so that the others are still told apart', () => {
    const y = figureScale([0.05, 0.005, 1e-17], error).range([0, 1]);
    expect(y(1e-17)).toBe(0);
    expect(y(0.005)).toBeGreaterThan(0.1);
    expect(y(0.05) - y(0.005)).toBeGreaterThan(0.5);
  });

  it('has room for an error of nothing beside others that hardly differ', () => {
    const y = figureScale([0.05, 0.04, 0], error).range([0, 1]);
    expect(y(0)).toBeGreaterThanOrEqual(0);
    expect(y(0.05)).toBeLessThanOrEqual(1);
  });

  it('shows no share above 1, nothing below 0 where no value is, and a single one between its ends', () => {
    expect(figureScale([0.9, 1], share).domain()[1]).toBe(1);
    expect(figureScale([0.01, 0.4], share).domain()[0]).toBe(0);
    expect(figureScale([-0.1, 0.4], share).domain()[0]).toBeLessThan(-0.1);
    const y = figureScale([0.61], share).range([0, 1]);
    expect(y(0.61)).toBeGreaterThan(0);
    expect(y(0.61)).toBeLessThan(1);
  });

  it('has ticks at round values, at most eight', () => {
    expect(logTicks(0.0019, 0.3)).toEqual([0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2]);
    expect(logTicks(3e-5, 0.06)).toEqual([1e-4, 1e-3, 1e-2]);
  });

  it('names whole numbers alone where the figures are counts, and has room around a single one', () => {
    const y = figureScale([10, 10], counts);
    expect(y.domain()).toEqual([9, 11]);
    expect(figureAxis(y, counts).tickValues()).toEqual([9, 10, 11]);
  });

  it('can be had without any figure', () => {
    for (const kind of [error, share, counts]) expect(figureScale([], kind).range([0, 1])(0.5)).not.toBeNaN();
  });
});

describe('going from mark to mark', () => {
  const curve = (name: string): SweepCurve => ({
    name,
    title: name,
    stroke: yardstickStroke('light'),
    yardstick: false,
    marks: [],
  });
  const [pca, autoencoder] = [curve('pca'), curve('autoencoder')];
  const mark = (on: SweepCurve, dim: number, x: number, y: number): PlacedMark => ({
    of: on,
    mark: { dim, mean: 0, low: 0, high: 0, seeds: [], words: [] },
    x,
    y,
  });
  const pca2 = mark(pca, 2, 0, 100);
  const pca4 = mark(pca, 4, 50, 60);
  const autoencoder2 = mark(autoencoder, 2, 0, 40);
  const placed = [pca2, pca4, autoencoder2];

  it('follows the curve to the sides, and goes up and down among the marks of a size', () => {
    expect(neighbour(placed, pca2, 'ArrowRight')).toBe(pca4);
    expect(neighbour(placed, pca4, 'ArrowRight')).toBeUndefined();
    expect(neighbour(placed, pca4, 'Home')).toBe(pca2);
    expect(neighbour(placed, pca2, 'ArrowUp')).toBe(autoencoder2);
    expect(neighbour(placed, autoencoder2, 'ArrowDown')).toBe(pca2);
    expect(neighbour(placed, pca2, 'Enter')).toBeUndefined();
  });

  it('goes from run to run among those that are pointed out, and from a curve up to them', () => {
    const run = (id: string, dim: number, x: number, y: number): PlacedMark => {
      const { mark: own } = mark(pca, dim, x, y);
      return { of: { id, name: id, stroke: pca.stroke, mark: own }, mark: own, x, y };
    };
    const [run2, run30] = [run('a', 2, 0, 20), run('b', 30, 90, 10)];
    const all = [...placed, run30, run2];
    expect(neighbour(all, run2, 'ArrowRight')).toBe(run30);
    expect(neighbour(all, run30, 'ArrowLeft')).toBe(run2);
    expect(neighbour(all, autoencoder2, 'ArrowUp')).toBe(run2);
    expect(neighbour(all, pca2, 'End')).toBe(pca4);
    const onCurve = run('c', 2, 0, 40);
    expect(nearestMark([...placed, onCurve], [3, 52])).toBe(onCurve);
  });

  it('takes the nearest mark within reach of the pointer, and none far from all', () => {
    expect(nearestMark(placed, [3, 52])).toBe(autoencoder2);
    expect(nearestMark(placed, [300, 300])).toBeUndefined();
  });
});

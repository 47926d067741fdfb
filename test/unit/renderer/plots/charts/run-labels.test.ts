import { describe, expect, it } from 'vitest';
import { around, elided, placeNames } from '../../../../../src-renderer/plots/charts/run-labels.ts';

const within = { left: 0, right: 400, top: 0, bottom: 200 };

describe('the names of runs on a chart', () => {
  it('stand to the right of their marks, and to the left where the chart ends', () => {
    const places = placeNames(
      [
        { x: 100, y: 100, name: 'PCA 8' },
        { x: 390, y: 100, name: 'PCA 64' },
      ],
      within,
    );
    expect(places).toEqual([
      { x: 113, y: 100, anchor: 'start', away: 0 },
      { x: 377, y: 100, anchor: 'end', away: 0 },
    ]);
  });

  it('cover neither one another nor a mark, whatever else there is', () => {
    const marks = Array.from({ length: 12 }, (_, i) => ({ x: 200 + i, y: 100 + i / 2, name: `Run ${i}` }));
    const others = [around({ x: 230, y: 100 }, 5)];
    const places = placeNames(marks, within, others).flatMap((place) => place ?? []);
    expect(places).toHaveLength(12);
    const boxes = places.map(({ x, y, anchor }) => {
      const width = 6 * 6.6;
      return { left: anchor === 'start' ? x : x - width, top: y - 7.5, width };
    });
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) {
        const apart =
          Math.abs(a.left - b.left) >= Math.min(a.width, b.width) || Math.abs(a.top - b.top) >= 15;
        expect(apart).toBe(true);
      }
      expect(a.left > 235 || a.left + a.width < 225 || Math.abs(a.top + 7.5 - 100) >= 12.5).toBe(true);
    });
  });

  it('are left out where there is no room at all', () => {
    const name = 'a name that is wider than the whole chart is, by far and for sure, and longer';
    expect(placeNames([{ x: 200, y: 100, name }], within)).toEqual([null]);
  });

  it('have their middle left out where they are long, for they often differ at their ends', () => {
    expect(elided('Autoencoder 8', 30)).toBe('Autoencoder 8');
    const long = elided('Denoising autoencoder 8, masked by 30 %, seed 12', 30);
    expect(long).toMatch(/^Denoising autoe…/);
    expect(long).toMatch(/seed 12$/);
    expect(long.length).toBeLessThanOrEqual(30);
  });
});

import { barChart } from '../../../src-renderer/plots/charts/bar-chart.ts';
import { heatMap } from '../../../src-renderer/plots/charts/heat-map.ts';
import { lineChart } from '../../../src-renderer/plots/charts/line-chart.ts';
import { pixelPicture } from '../../../src-renderer/plots/charts/pixel-picture.ts';
import { silhouettePlot } from '../../../src-renderer/plots/charts/silhouette-plot.ts';
import { silhouetteBands } from '../../../src-renderer/plots/charts/silhouette-shape.ts';
import { sweepChart, type SweepMark } from '../../../src-renderer/plots/charts/sweep-chart.ts';
import { classColours, type Ground } from '../../../src-renderer/plots/colours.ts';
import { normalise } from '../../../src-renderer/plots/geometry/view.ts';
import { Board } from '../../../src-renderer/plots/map/board.ts';
import { Pane } from '../../../src-renderer/plots/map/pane.ts';
import { strokeOf, yardstickStroke } from '../../../src-renderer/plots/strokes.ts';
import { heatRamp, rampOf } from '../../../src-renderer/plots/value-colours.ts';
import '../../../src-renderer/styles/tokens.css';
import '../../../src-renderer/styles/base.css';

/** Every chart and map of fixed data, to be drawn one at a time and compared with how it looked before. */
const gallery: Record<string, (element: HTMLElement, ground: Ground) => void> = {
  bars(element) {
    const values = [0.42, 0.31, 0.11, 0.08, 0.05, 0.03];
    barChart(element, { values }, { height: 160, xLabel: 'column', format: '.0%' });
  },

  scree(element) {
    const values = Array.from({ length: 12 }, (_, i) => 0.34 * 0.7 ** i);
    let sum = 0;
    const line = values.slice(0, 8).map((value) => (sum += value));
    const options = { height: 220, xLabel: 'component; the line adds them up', format: '.0%' };
    barChart(element, { values, line, kept: 8 }, options);
  },

  'lines-logarithmic'(element) {
    const x = Array.from({ length: 40 }, (_, i) => i + 1);
    const series = [
      { name: 'training', values: x.map((epoch) => 0.9 / epoch) },
      { name: 'validation', values: x.map((epoch) => (epoch % 9 === 0 ? null : 0.9 / epoch + 0.02)) },
    ];
    lineChart(element, { x, series }, { height: 160, xLabel: 'epoch' });
  },

  'lines-in-parts'(element) {
    const x = Array.from({ length: 30 }, (_, i) => i + 1);
    const parts = [
      { name: 'Boltzmann machine 1 of 2', from: 1, to: 10 },
      { name: 'Machine 2', from: 11, to: 14 },
      { name: 'Fine-tuning', from: 15, to: 30 },
    ];
    const values = x.map((epoch) => 2 + Math.sin(epoch / 4) + (epoch > 14 ? 1 : 0));
    lineChart(
      element,
      { x, series: [{ name: '', values }], parts, linear: true },
      { height: 160, xLabel: 'epoch' },
    );
  },

  sweep(element, ground) {
    const marks = (at: number, spread: number): SweepMark[] =>
      [2, 4, 8, 16, 32].map((dim, i) => {
        const mean = at - 0.3 * 0.55 ** i;
        const seeds = [mean - spread, mean, mean + spread / 2];
        return { dim, mean, low: mean - spread, high: mean + spread / 2, seeds, words: [`${dim} numbers`] };
      });
    const [two, three] = [marks(0.93, 0.02), marks(0.97, 0.035)];
    sweepChart(
      element,
      {
        sizes: [2, 4, 8, 16, 32],
        curves: [
          {
            name: 'pca',
            title: 'PCA',
            stroke: yardstickStroke(ground),
            yardstick: true,
            marks: marks(0.9, 0),
          },
          { name: 'ae', title: 'Autoencoder', stroke: strokeOf(0, ground), yardstick: false, marks: two },
          { name: 'vae', title: 'Variational', stroke: strokeOf(1, ground), yardstick: false, marks: three },
        ],
        runs: [
          {
            id: 'one',
            name: 'Autoencoder 12',
            stroke: strokeOf(0, ground),
            mark: { dim: 12, mean: 0.8, low: 0.8, high: 0.8, seeds: [0.8], words: ['12 numbers'] },
          },
        ],
        level: { value: 0.99, name: 'Raw features' },
        chosen: { curve: 'ae', dim: 8 },
        logarithmic: false,
        share: true,
        whole: false,
      },
      { height: 320 },
    );
  },

  silhouettes(element, ground) {
    const labels = Int32Array.from({ length: 120 }, (_, row) => row % 4);
    const values = Float32Array.from(labels, (label, row) => 0.8 - 0.2 * label - (row / 120) * 0.6);
    silhouettePlot(
      element,
      {
        bands: silhouetteBands(values, labels, [2, 0, 1, 3]),
        names: ['cats', 'dogs', 'a very long name', 'eels'],
        colours: classColours(4, ground),
        mean: 0.2,
        min: -0.4,
        words: () => [],
      },
      { height: 260, onopen: () => undefined },
    );
  },

  'heat-map'(element, ground) {
    const count = 9;
    const values = Float32Array.from({ length: count * count }, (_, cell) => {
      const [row, column] = [Math.floor(cell / count), cell % count];
      return row === column ? 30 : cell % 7 === 0 ? NaN : (row * 5 + column * 3) % 11;
    });
    const map = heatMap(
      element,
      {
        values,
        order: Int32Array.of(3, 1, 4, 0, 5, 8, 2, 6, 7),
        names: Array.from({ length: count }, (_, i) => `class ${i}`),
        scale: { from: 0, to: 30, root: true },
        ramp: heatRamp(ground),
        words: () => [],
      },
      {
        symmetric: false,
        sides: ['true class', 'taken for'],
        onpoint: () => undefined,
        onopen: () => undefined,
      },
    );
    map.mark({ row: 4, column: 2 });
  },

  'heat-map-of-many'(element, ground) {
    const count = 600;
    const values = Float32Array.from({ length: count * count }, (_, cell) => {
      const [row, column] = [Math.floor(cell / count), cell % count];
      return 1 - Math.exp(-Math.abs(row - column) / 90);
    });
    heatMap(
      element,
      {
        values,
        order: Int32Array.from({ length: count }, (_, i) => i),
        names: [],
        scale: { from: 1, to: 0, root: false },
        ramp: heatRamp(ground),
        words: () => [],
      },
      { symmetric: true, sides: ['', ''], onpoint: () => undefined, onopen: () => undefined },
    );
  },

  pixels(element, ground) {
    element.style.width = '200px';
    const values = Float32Array.from(
      { length: 12 * 8 },
      (_, at) => Math.hypot((at % 12) - 5.5, at / 12 - 3.5) / 7,
    );
    pixelPicture(element, { width: 12, height: 8, values, max: 1, ramp: rampOf('sequential', ground) });
  },

  'map-flat': (element, ground) => drawMap(element, ground, 2),
  'map-deep': (element, ground) => drawMap(element, ground, 3),
};

/** A map of three spirals with some rows selected and rings round others; no row is drawn by chance. */
function drawMap(element: HTMLElement, ground: Ground, columns: 2 | 3): void {
  const rows = 600;
  element.style.cssText = 'width: 420px; height: 320px; position: relative';
  const labels = Int32Array.from({ length: rows }, (_, row) => row % 3);
  const heldOut = Uint8Array.from(labels, (_, row) => (row % 5 === 0 ? 1 : 0));
  const board = new Board({ labels, heldOut, classes: 3 }, 'all', {
    change: () => undefined,
    describe: (row) => `row ${row}`,
  });
  board.setColours(classColours(3, ground));
  board.setDeep(columns === 3);
  const map = Float32Array.from({ length: rows * columns }, (_, at) => {
    const [row, axis] = [Math.floor(at / columns), at % columns];
    const angle = (row / rows) * 4 * Math.PI + ((row % 3) * 2 * Math.PI) / 3;
    return axis === 2
      ? Math.cos(angle / 2) * 200
      : (axis === 0 ? Math.cos(angle) : Math.sin(angle)) * (20 + row / 2);
  });
  const pane = new Pane(element, board);
  pane.setMap(normalise(map, rows, null, columns));
  pane.setRings({
    row: 400,
    around: [
      { row: 30, broken: false },
      { row: 311, broken: true },
    ],
  });
  board.select(Uint32Array.from({ length: 90 }, (_, i) => 2 * i));
  board.mark(250);
}

/** Draws one of them alone on the page. */
function draw(name: string, ground: Ground): void {
  document.documentElement.dataset['theme'] = ground;
  const element = document.createElement('div');
  element.id = 'chart';
  element.style.width = '420px';
  document.body.replaceChildren(element);
  gallery[name]?.(element, ground);
}

Object.assign(window, { draw, names: Object.keys(gallery) });

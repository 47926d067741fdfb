import { expect, test } from 'vitest';
import { mapMarkup, maxShapes } from '../../../../src-renderer/plots/map/map-vector.ts';
import {
  escaped,
  pictureMarkup,
  svgInside,
  type Drawn,
  type Inlined,
} from '../../../../src-renderer/plots/picture.ts';

interface Made extends Drawn {
  style: Partial<Record<Inlined, string>> | null;
}

function element(
  localName: string,
  attributes: Record<string, string>,
  childNodes: Drawn[] = [],
  style: Made['style'] = {},
): Made {
  return {
    nodeType: 1,
    localName,
    textContent: null,
    attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
    childNodes,
    style,
  };
}
const text = (words: string): Drawn => ({ nodeType: 3, textContent: words, childNodes: [] });
const styleOf = (node: Drawn): Made['style'] => (node as Made).style;

test('shapes carry the looks that style sheets gave them, and nothing that is for the page', () => {
  const root = element('svg', {}, [
    element('g', { class: 'ticks', transform: 'translate(1,2)', 'text-anchor': 'end' }, [
      element('path', { class: 'domain', d: 'M0 0H1', 'aria-hidden': 'true', style: 'fill: red' }, [], {
        fill: 'none',
        stroke: 'rgb(1, 2, 3)',
        'stroke-width': '1.5px',
        'stroke-dasharray': 'none',
        'font-size': '12px',
        visibility: 'visible',
      }),
      element('text', { x: '3', tabindex: '0' }, [text('a < b & "c"')], {
        fill: 'black',
        'font-size': '10px',
        'text-anchor': 'start',
      }),
    ]),
    element('g', {}, [], null),
  ]);
  expect(svgInside(root, styleOf)).toBe(
    '<g transform="translate(1,2)"><path d="M0 0H1" fill="none" stroke="rgb(1, 2, 3)" stroke-width="1.5px"/>' +
      '<text x="3" fill="black" font-size="10px">a &lt; b &amp; &quot;c&quot;</text></g>',
  );
});

test('a picture has its title, its parts in their places and what colours mean, and grows with it', () => {
  const parts = {
    title: 'Map of <PCA>',
    width: 200,
    height: 100,
    background: '#fff',
    ink: '#000',
    font: '"Noto Sans", sans-serif',
    layers: [{ x: 5, y: 6, width: 10, height: 10, markup: '<path d="M0 0"/>' }],
    keys: [],
  };
  const without = pictureMarkup(parts);
  expect(without.markup).toContain('<title>Map of &lt;PCA&gt;</title>');
  expect(without.markup).toContain('<svg x="17" y="36" width="10" height="10" overflow="visible">');
  const keys = Array.from({ length: 6 }, (_, i) => ({
    colour: '#123456',
    name: `a class of some length ${i}`,
  }));
  const { markup, height } = pictureMarkup({ ...parts, keys });
  expect(height).toBeGreaterThan(without.height);
  expect(markup.match(/<circle /g)).toHaveLength(6);
  expect(markup).not.toContain('style=');
});

test('what XML cannot hold is left out', () => {
  expect(escaped('a\u0000b\ud800c😀')).toBe('abc😀');
});

const frame = {
  projection: { ax: 50, ay: 50, sx: 40 },
  size: { width: 100, height: 100 },
  pointSize: 4,
};

test('a map is a path for each colour of each layer, without the points that are out of sight', () => {
  const positions = Float32Array.of(0, 0, 1, 1, 9, 9, -1, 0);
  const colours = Uint8Array.of(255, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0);
  const order = {
    rows: Uint32Array.of(1, 2, 3, 0),
    layers: [
      { from: 0, to: 3, role: 'faint' as const },
      { from: 3, to: 4, role: 'plain' as const },
    ],
  };
  const markup = mapMarkup(positions, order, colours, frame) ?? '';
  expect(markup.match(/<path fill="#0000ff"/g)).toHaveLength(1);
  expect(markup.match(/<path fill="#ff0000"/g)).toHaveLength(1);
  expect(markup.match(/M[\d.]+ [\d.]+a/g)).toHaveLength(3);
  expect(markup).toContain('M48.0 50.0a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z');
});

test('a map of more points than drawing programs bear is left to be a picture', () => {
  const rows = new Uint32Array(maxShapes + 1);
  const order = { rows, layers: [{ from: 0, to: rows.length, role: 'plain' as const }] };
  expect(mapMarkup(new Float32Array(2), order, new Uint8Array(4), frame)).toBeNull();
});

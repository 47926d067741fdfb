/** What the writer looks at of an element: one of a page, or one made by hand. */
export interface Drawn {
  /** 1: an element; 3: text. */
  readonly nodeType: number;
  readonly localName?: string;
  readonly textContent: string | null;
  readonly attributes?: Iterable<{ name: string; value: string }>;
  readonly childNodes: Iterable<Drawn>;
}

/** What SVG elements look by, all of them attributes too: a file without style sheets looks the same. */
export const inlined = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'visibility',
  'opacity',
] as const;
export type Inlined = (typeof inlined)[number];

/** What a group passes on is written at its shapes; these are its own. */
const ownOfGroups: readonly Inlined[] = ['opacity'];
/** What says nothing in a picture: it is for the page, or is written as what it comes to. */
const left = /^(class|style|role|tabindex|id|aria-.*|data-.*|on.*)$/;
const ofText = /^(font-.*|text-anchor)$/;
const shapes = /^(path|circle|ellipse|rect|line|polyline|polygon|text|tspan)$/;
/** As elements are when nothing is said. */
const usual: Partial<Record<Inlined, string>> = {
  'fill-opacity': '1',
  'stroke-opacity': '1',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  'paint-order': 'normal',
  'text-anchor': 'start',
  visibility: 'visible',
  opacity: '1',
};

/**
 * Writes what is inside of an SVG element, with every look it has by style sheets as attributes.
 * @param styleOf what an element looks like in the end; null where it is not shown at all
 */
export function svgInside<T extends Drawn>(
  root: T,
  styleOf: (element: Drawn) => Partial<Record<Inlined, string>> | null,
): string {
  return Array.from(root.childNodes, (node) => written(node, styleOf)).join('');
}

function written(node: Drawn, styleOf: (element: Drawn) => Partial<Record<Inlined, string>> | null): string {
  if (node.nodeType === 3) return escaped(node.textContent ?? '');
  if (node.nodeType !== 1 || node.localName === undefined) return '';
  const style = styleOf(node);
  if (style === null) return '';
  const isShape = shapes.test(node.localName);
  const isText = node.localName === 'text' || node.localName === 'tspan';
  const attributes = new Map<string, string>();
  for (const { name, value } of node.attributes ?? []) if (!left.test(name)) attributes.set(name, value);
  for (const name of inlined) {
    const own = isShape || ownOfGroups.includes(name);
    const value = own && (isText || !ofText.test(name)) ? style[name] : undefined;
    if (value === undefined || value === '' || value === usual[name]) attributes.delete(name);
    else attributes.set(name, value);
  }
  const head = [
    node.localName,
    ...Array.from(attributes, ([name, value]) => `${name}="${escaped(value)}"`),
  ].join(' ');
  const inside = svgInside(node, styleOf);
  return inside === '' ? `<${head}/>` : `<${head}>${inside}</${node.localName}>`;
}

/** An entry of what colours mean. */
export interface Key {
  colour: string;
  name: string;
}

export interface PictureParts {
  title: string;
  width: number;
  height: number;
  background: string;
  /** Of words that are added. */
  ink: string;
  font: string;
  /** What is on it, from back to front, each with the place of its upper left corner. */
  layers: readonly { x: number; y: number; width: number; height: number; markup: string }[];
  /** Written below: what the colours mean. */
  keys: readonly Key[];
}

const margin = 12;
const line = 18;

/** A whole SVG file with its title above and what colours mean below. */
export function pictureMarkup(parts: PictureParts): { markup: string; width: number; height: number } {
  const { title, width, height, background, ink, font, layers, keys } = parts;
  const rows = keyRows(keys, width);
  const whole = { width: width + 2 * margin, height: height + 3 * margin + line + line * rows.length };
  const top = margin + line;
  const words = (x: number, y: number, text: string, more = ''): string =>
    `<text x="${x}" y="${y}" fill="${escaped(ink)}" font-family="${escaped(font)}" font-size="12"${more}>${escaped(text)}</text>`;
  const drawn = layers.map(
    (layer) =>
      `<svg x="${round(margin + layer.x)}" y="${round(top + layer.y)}" width="${round(layer.width)}" height="${round(layer.height)}" overflow="visible">${layer.markup}</svg>`,
  );
  const legend = rows.flatMap((row, at) =>
    row.map(({ x, key }) => {
      const y = top + height + margin + line * at + line / 2;
      return `<circle cx="${margin + x + 5}" cy="${y}" r="5" fill="${escaped(key.colour)}"/>${words(margin + x + 15, y + 4, key.name)}`;
    }),
  );
  const markup = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole.width}" height="${whole.height}" viewBox="0 0 ${whole.width} ${whole.height}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${escaped(background)}"/>`,
    words(margin, margin + 10, fitted(title, width), ' font-weight="600"'),
    ...drawn,
    ...legend,
    '</svg>\n',
  ].join('');
  return { markup, ...whole };
}

/** Width of a letter of 12 pixels, about. */
const letter = 6.6;

/** Where each key is, as many in a row as there is room for. */
function keyRows(keys: readonly Key[], width: number): { x: number; key: Key }[][] {
  const rows: { x: number; key: Key }[][] = [];
  let x = Infinity;
  for (const key of keys) {
    const shown = { ...key, name: fitted(key.name, width - 20) };
    const room = 28 + shown.name.length * letter;
    if (x + room > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)?.push({ x, key: shown });
    x += room;
  }
  return rows;
}

function fitted(text: string, width: number): string {
  const max = Math.max(8, Math.floor(width / letter));
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

/** Text as it stands in XML; what XML cannot hold at all is left out. */
export function escaped(text: string): string {
  return Array.from(text, (mark) => {
    const code = mark.codePointAt(0) ?? 0;
    if ((code < 32 && code !== 9 && code !== 10 && code !== 13) || (code >= 0xd800 && code < 0xe000))
      return '';
    return { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[mark] ?? mark;
  }).join('');
}
